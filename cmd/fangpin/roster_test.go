package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
	t.Setenv("MIGRATE_URL", pgtest.URL(t, pg.Owner))
	if err := pg.LoadReference(t.Context(), pgtest.Owner(t), area.Published(), calendar.Published()); err != nil {
		t.Fatal(err)
	}
	if err := pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000", RPID: "localhost"}); err != nil {
		t.Fatal(err)
	}
	return []string{"--dir", dir, "--county", "410602"}
}

// hired takes a member on, with an authenticator where the role needs one (takenOn).
func hired(t *testing.T, where []string, name string, role who.Role) string {
	t.Helper()
	if signin.OWASP().NeedsTOTP(role) {
		return takenOn(t, where, name, role, storySecret)
	}
	number := takenOn(t, where, name, role, "")
	letIn(t, where, number, signin.OWASP())
	return number
}

// letIn signs a member in at the pages, served by a policy.
func letIn(t *testing.T, where []string, number string, served signin.Policy) {
	t.Helper()
	auth := doorOf(opened(t, where[1]))
	auth.Policy = served
	if _, _, err := auth.Enter(t.Context(), signin.Attempt{County: "410602", Login: "p" + number, Password: storyPassword}); err != nil {
		t.Fatal(err)
	}
}

// Served strictly, an office asks two factors of everybody at the command line too, without being told again.
func TestTheCommandLineAsksWhatThePagesAsk(t *testing.T) {
	where := anOffice(t)
	clerk := hired(t, where, "王芳", who.Clerk)
	confirm := append([]string{"roster", "confirm", "--by", clerk}, where...)
	if _, err := command(t, confirm...); err != nil {
		t.Fatalf("by a password, where the pages ask no more: %v", err)
	}
	letIn(t, where, clerk, signin.DJCP3())
	for range 2 {
		if _, err := command(t, confirm...); fault.KindOf(err) != fault.Blocked {
			t.Errorf("by a password alone: %v", err)
		}
	}
}

// takenOn takes a member on by the owner's word, with a sign-in that command gives and the secret of an authenticator, empty for none, and answers
// the number. The first call opens the office.
func takenOn(t *testing.T, where []string, name string, role who.Role, authenticator string) string {
	t.Helper()
	var p who.Person
	owner, auth := pgtest.Owner(t), doorOf(opened(t, where[1]))
	admin := staff.Opener("410602", "管理员")
	do := func(verb func(tx *pg.Tx) error) {
		if err := deed.Do(t.Context(), owner, admin, verb); err != nil {
			t.Fatal(err)
		}
	}
	if err := owner.GetContext(t.Context(), &admin.ID, `SELECT id FROM staff ORDER BY id LIMIT 1`); err != nil {
		do(func(tx *pg.Tx) error { return staff.Open(t.Context(), tx) })
	}
	do(func(tx *pg.Tx) (err error) {
		if p, err = staff.Add(t.Context(), tx, staff.Member{Name: name, Role: role}); err != nil {
			return err
		}
		return auth.Enrol(t.Context(), tx, signin.Known{Staff: p.ID, Login: fmt.Sprintf("p%d", p.ID), Password: storyPassword, TOTP: authenticator})
	})
	return fmt.Sprint(p.ID)
}

const roster = `户编号,行政村,与户主关系,姓名,身份证号,户标签,标签起始日期,开户行,银行账号
H1,梨林头村,户主,张国庆,419900196002140113,脱贫户,2016-12-31,农商银行鹤山支行,0000000000000000017
H1,梨林头村,配偶,李秀英,419900196203200223,脱贫户,2016-12-31,,
`

func TestARosterIsImportedByOneAndItsAccountsConfirmedByAnother(t *testing.T) {
	where := anOffice(t)
	at := func(words ...string) []string { return append(words, where...) }
	admin, first, second := hired(t, where, "马超", who.SystemAdmin), hired(t, where, "王芳", who.Clerk), hired(t, where, "李娜", who.Clerk)
	if said, err := command(t, at("staff", "list")...); err != nil || !strings.Contains(said, "王芳    县经办") || !strings.Contains(said, "共 4 人") {
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
	t.Setenv("FANGPIN_SIGN_CODE", shown)
	if said, err := command(t, at("roster", "confirm", "--by", third, "--yes", "--seen", code)...); err != nil || said != "已复核账户 1 个\n" {
		t.Errorf("confirm says %s, %v", said, err)
	}
}

// allowCodes lets roles sign by codes, as two administrators say.
func allowCodes(t *testing.T, where []string, admin, security string, roles ...who.Role) {
	t.Helper()
	o, err := office.OpenGate(t.Context(), where[1])
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
	as(admin, func(tx *pg.Tx) error { return signing.Propose(t.Context(), tx, nil, true, roles...) })
	as(security, func(tx *pg.Tx) error {
		proposed, err := signing.Settings(t.Context(), tx)
		if err != nil {
			return err
		}
		ids := make([]int64, len(proposed))
		for i, p := range proposed {
			ids[i] = p.ID
		}
		return signing.Adopt(t.Context(), tx, ids, nil)
	})
}

// coding lets clerks sign by codes, takes one on who has an authenticator, and answers what it shows.
func coding(t *testing.T, where []string, admin string) (clerk, code string) {
	t.Helper()
	allowCodes(t, where, admin, hired(t, where, "徐强", who.SecurityAdmin), who.Clerk)
	// The code of now lets them in; a code is good once, so that of the next half minute signs.
	code, err := totp.GenerateCode(storySecret, time.Now().Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return takenOn(t, where, "赵敏", who.Clerk, storySecret), code
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
