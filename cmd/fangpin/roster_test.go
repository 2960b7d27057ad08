package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"fangpin/demo"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
)

// anOffice is a furnished installation without staff, and what names it on a command line.
func anOffice(t *testing.T) (where []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "office")
	if _, err := secret.Create(secret.In(dir).Keyset()); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DATABASE_URL", pgtest.URL(t, pg.App))
	t.Setenv("GATE_URL", pgtest.URL(t, pg.Gate))
	if err := pg.LoadReference(t.Context(), pgtest.Owner(t), area.Published(), calendar.Published()); err != nil {
		t.Fatal(err)
	}
	if err := pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000"}); err != nil {
		t.Fatal(err)
	}
	return []string{"--dir", dir, "--county", "410602"}
}

var given = regexp.MustCompile(`编号 ([0-9]+)`)

// hired runs staff add and answers the new member's number.
func hired(t *testing.T, where []string, args ...string) string {
	t.Helper()
	said, err := command(t, append(append([]string{"staff", "add"}, where...), args...)...)
	if err != nil {
		t.Fatal(err)
	}
	return given.FindStringSubmatch(said)[1]
}

const roster = `户编号,行政村,与户主关系,姓名,身份证号,户标签,标签起始日期,开户行,银行账号
H1,梨林头村,户主,张国庆,419900196002140113,脱贫户,2016-12-31,农商银行鹤山支行,0000000000000000017
H1,梨林头村,配偶,李秀英,419900196203200223,脱贫户,2016-12-31,,
`

func TestARosterIsImportedByOneAndItsAccountsConfirmedByAnother(t *testing.T) {
	where := anOffice(t)
	at := func(words ...string) []string { return append(words, where...) }
	admin := hired(t, where, "--name", "管理员", "--role", "system_admin")
	if _, err := command(t, at("staff", "add", "--name", "又一位", "--role", "system_admin")...); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second first administrator: %v", err)
	}
	first := hired(t, where, "--by", admin, "--name", "王芳", "--role", "clerk")
	second := hired(t, where, "--by", admin, "--name", "李娜", "--role", "clerk")
	if said, err := command(t, at("staff", "list")...); err != nil || !strings.Contains(said, "王芳    县经办") || !strings.Contains(said, "共 3 人") {
		t.Errorf("list says %s, %v", said, err)
	}
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	said, err := command(t, at("roster", "import", "--by", first, write("错.csv", strings.Replace(roster, "0223", "0224", 1)))...)
	if exitCode(err, os.Stderr) != 1 || !strings.Contains(said, "错!E3  身份证号  419900196203200224  身份证号的校验码不对") || !strings.Contains(said, "共 1 处错误，未导入") {
		t.Errorf("a roster with a defect: %s, %v", said, err)
	}
	good := write("花名册.csv", roster)
	if _, err := command(t, at("roster", "import", "--by", admin, good)...); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("by the administrator: %v", err)
	}
	if said, err := command(t, at("roster", "import", "--by", first, good)...); err != nil || !strings.Contains(said, "已导入 1 户 2 人，户标签 1 个，新增村和自然村 77 处") {
		t.Errorf("import says %s, %v", said, err)
	}
	app := os.Getenv("DATABASE_URL")
	t.Setenv("DATABASE_URL", "") // as the gate's own user has it
	if said, err = command(t, at("roster", "confirm", "--by", second)...); err != nil || !strings.Contains(said, "张国庆  农商银行鹤山支行  ***************0017") {
		t.Errorf("what waits: %s, %v", said, err)
	}
	_, code, _ := strings.Cut(said, "--seen ")
	code, _, _ = strings.Cut(code, " ")
	if _, err := command(t, at("roster", "confirm", "--by", second, "--yes", "--seen", "0"+code)...); fault.KindOf(err) != fault.Conflict {
		t.Errorf("of another list: %v", err)
	}
	if _, err := command(t, at("roster", "confirm", "--by", first, "--yes")...); fault.KindOf(err) != fault.Conflict {
		t.Errorf("by who entered them: %v", err)
	}
	if _, err := command(t, at("roster", "confirm", "--by", second, "--yes", "--seen", code)...); fault.KindOf(err) != fault.Forbidden || !strings.Contains(err.Error(), "通行密钥签名") {
		t.Errorf("unsigned: %v", err)
	}
	t.Setenv("DATABASE_URL", app)
	third, shown := coding(t, where, admin)
	t.Setenv("DATABASE_URL", "")
	if said, err := command(t, at("roster", "confirm", "--by", third, "--yes", "--seen", code, "--code", shown)...); err != nil || said != "已复核账户 1 个\n" {
		t.Errorf("confirm says %s, %v", said, err)
	}
}

// coding lets clerks sign by codes, takes one on who has an authenticator, and answers what it shows.
func coding(t *testing.T, where []string, admin string) (clerk, code string) {
	t.Helper()
	security := hired(t, where, "--by", admin, "--name", "徐强", "--role", "security_admin")
	o, err := office.Open(t.Context(), where[1])
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	}()
	as := func(id string, verb func(tx *pg.Tx) error) {
		t.Helper()
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		by, err := o.Member(t.Context(), demo.County, n)
		if err == nil {
			err = deed.Do(t.Context(), o.DB, by, verb)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	as(admin, func(tx *pg.Tx) error { return signing.Propose(t.Context(), tx, true, who.Clerk) })
	as(security, func(tx *pg.Tx) error {
		proposed, err := signing.Settings(t.Context(), tx)
		if err != nil {
			return err
		}
		return signing.Adopt(t.Context(), tx, []int64{proposed[0].ID})
	})
	as(admin, func(tx *pg.Tx) error {
		hired, err := staff.Add(t.Context(), tx, staff.Member{Name: "赵敏", Role: who.Clerk})
		if err != nil {
			return err
		}
		clerk = strconv.FormatInt(hired.ID, 10)
		auth := signin.Auth{DB: o.DB, Keys: o.Keys, Cost: signin.Cost{Memory: 64, Time: 1, Threads: 1}}
		return auth.Enrol(t.Context(), tx, signin.Known{Staff: hired.ID, Login: "zhaomin", Password: storyPassword, TOTP: storySecret})
	})
	if code, err = totp.GenerateCode(storySecret, o.DB.Clock()); err != nil {
		t.Fatal(err)
	}
	return clerk, code
}

func TestWhoActsAndWhereMustBeSaid(t *testing.T) {
	where := anOffice(t)
	for name, tc := range map[string]struct {
		args []string
		code int
	}{
		"no county":       {[]string{"staff", "list", "--dir", where[1]}, 2},
		"nobody":          {append([]string{"roster", "confirm"}, where...), 2},
		"a stranger":      {append([]string{"roster", "confirm", "--by", "1"}, where...), 1},
		"no name":         {append([]string{"staff", "add", "--role", "clerk"}, where...), 2},
		"no month":        {append([]string{"ledger"}, where...), 2},
		"no file":         {append([]string{"roster", "import", "--by", "1"}, where...), 2},
		"an absent file":  {append([]string{"roster", "import", "--by", "1", "没有.xlsx"}, where...), 1},
		"a folder":        {append([]string{"roster", "import", "--by", "1", t.TempDir()}, where...), 1},
		"a clerk unhired": {append([]string{"staff", "add", "--name", "王芳", "--role", "clerk"}, where...), 2},
	} {
		_, err := command(t, tc.args...)
		var said strings.Builder
		if code := exitCode(err, &said); code != tc.code {
			t.Errorf("%s: exit %d, %s; want %d", name, code, said.String(), tc.code)
		}
	}
}
