package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
)

const twoPeople = `角色,姓名,工号,身份证号,手机号,单位,登录名
系统管理员,马超,A01,410602198001010015,13937210001,鹤山区乡村振兴局,machao
安全管理员,徐强,A02,410602198001010023,13937210002,鹤山区大数据局,xuqiang
`

var (
	halfOf  = regexp.MustCompile(`启用码第[一二]段：(\S{14})`)
	numbers = regexp.MustCompile(`编号 ([0-9]+)`)
)

// desk is the command line of an office, with whoever acts there.
type commandLine struct {
	*testing.T
	where  []string
	office *office.Office
	secret map[string]string // of authenticators, by login
}

// says runs a command as a login, with the code of so many steps from now, and answers what it says.
func (c *commandLine) says(login string, steps int, words ...string) (string, error) {
	c.Helper()
	code := ""
	if secret := c.secret[login]; secret != "" {
		code = c.code(secret, steps)
	}
	defer signingIn(login, storyPassword, code)()
	return command(c.T, append(words, c.where...)...)
}

func (c *commandLine) code(secret string, steps int) string {
	code, err := totp.GenerateCode(secret, time.Now().Add(time.Duration(steps)*30*time.Second))
	c.must(err)
	return code
}

func (c *commandLine) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// takesUp is a member who sets a password and binds an authenticator where one is asked for.
func (c *commandLine) takesUp(login string, halves []string) {
	c.Helper()
	auth := doorOf(c.office)
	auth.Policy = signin.OWASP()
	s, token, err := auth.TakeUp(c.Context(), signin.Taking{County: "410602", Login: login, Password: storyPassword,
		Halves: [2]signin.Half{signin.Half(halves[0]), signin.Half(halves[1])}})
	c.must(err)
	if s.State != signin.AwaitsTOTP {
		return
	}
	bind, err := auth.BeginTOTP(c.Context(), token)
	c.must(err)
	_, _, err = auth.ConfirmTOTP(c.Context(), token, c.code(bind.Secret, -1), "", "")
	c.must(err)
	c.secret[login] = bind.Secret
}

func halvesIn(said string) (halves []string) {
	for _, m := range halfOf.FindAllStringSubmatch(said, -1) {
		halves = append(halves, m[1])
	}
	return halves
}

// Two administrators begin by the owner's word; everybody after them takes both, and sets a password that neither was told.
func TestAnOfficeOfTwoAdministrators(t *testing.T) {
	where := anOffice(t)
	c := &commandLine{t, where, opened(t, where[1]), map[string]string{}}
	file := filepath.Join(t.TempDir(), "管理员.csv")
	c.must(os.WriteFile(file, []byte(twoPeople), 0o600))
	said, err := command(t, append([]string{"staff", "open", "--people", file}, where...)...)
	c.must(err)
	ids, halves := numbers.FindAllStringSubmatch(said, -1), halvesIn(said)
	if len(ids) != 2 || len(halves) != 4 {
		t.Fatalf("open says %s", said)
	}
	machao, xuqiang := ids[0][1], ids[1][1]
	c.takesUp("machao", halves[:2])
	c.takesUp("xuqiang", halves[2:])
	if _, err := command(t, append([]string{"staff", "open", "--people", file}, where...)...); fault.KindOf(err) != fault.Conflict {
		t.Errorf("opened twice: %v", err)
	}

	t.Setenv("FANGPIN_ID_NUMBER", "410602198001010031")
	said, err = c.says("machao", 0, "staff", "add", "--by", machao, "--name", "王芳", "--role", "clerk", "--no", "B01", "--unit", "鹤山区乡村振兴局", "--phone", "13937210003",
		"--reason", "调入")
	c.must(err)
	given, one := numbers.FindStringSubmatch(said)[1], halvesIn(said)
	if _, err := c.says("machao", 0, "staff", "grant", "--by", machao, "--of", given); err == nil {
		t.Error("a code was good twice")
	}
	allowCodes(t, where, machao, xuqiang, who.SystemAdmin, who.SecurityAdmin)
	said, err = c.says("xuqiang", 0, "staff", "grant", "--by", xuqiang, "--of", given, "--code", c.code(c.secret["xuqiang"], 1))
	c.must(err)
	wangfang := numbers.FindStringSubmatch(said)[1]
	c.takesUp("wangfang", append(one, halvesIn(said)...))
	if _, err := c.says("wangfang", 0, "staff", "grant", "--by", machao, "--of", given); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("signed in as somebody else: %v", err)
	}
	if _, err := c.says("wangfang", 0, "roster", "confirm", "--by", wangfang); err != nil {
		t.Errorf("王芳 works: %v", err)
	}
	said, err = c.says("machao", 1, "staff", "password", "--by", machao, "--of", wangfang, "--reason", "本人遗忘")
	if err != nil || len(halvesIn(said)) != 1 || !strings.Contains(said, "待另一类管理员批准") {
		t.Errorf("a reset is asked for: %s, %v", said, err)
	}

	anew := append([]string{"staff", "recover", "--people", file}, where...)
	if _, err := command(t, anew...); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "编号 "+xuqiang) {
		t.Errorf("two administrators who are there are passed over: %v", err)
	}
	recovered, err := command(t, append(anew, "--anyway")...)
	c.must(err)
	if again := numbers.FindAllStringSubmatch(recovered, -1); len(again) != 2 || again[0][1] != machao || again[1][1] != xuqiang {
		t.Errorf("recovered: %s", recovered)
	}
	if _, err := c.says("machao", 1, "staff", "grant", "--by", machao, "--of", given); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("with the password of before: %v", err)
	}
	c.takesUp("machao", halvesIn(recovered)[:2])
}

// What names the two must be whole, and two people.
func TestTheFirstTwoAreTwo(t *testing.T) {
	where := anOffice(t)
	for name, change := range map[string][2]string{
		"one person":     {"410602198001010023", "410602198001010015"},
		"one role":       {"安全管理员", "系统管理员"},
		"another role":   {"安全管理员", "县审批人"},
		"a wrong digit":  {"410602198001010023", "410602198001010020"},
		"without a name": {"徐强", ""},
		"other columns":  {"工号", "编号"},
	} {
		file := filepath.Join(t.TempDir(), "管理员.csv")
		if err := os.WriteFile(file, []byte(strings.Replace(twoPeople, change[0], change[1], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"open", "recover"} {
			_, err := command(t, append([]string{"staff", verb, "--people", file}, where...)...)
			if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
				t.Errorf("%s, %s: %v", verb, name, err)
			}
			if name == "a wrong digit" && !strings.Contains(fault.Message(err), "徐强：") {
				t.Errorf("%s: it does not say whose: %v", verb, err)
			}
		}
	}
	for _, words := range [][]string{{"staff", "open"}, {"staff", "grant", "--by", "1"}, {"staff", "password", "--by", "1"}} {
		if _, err := command(t, append(words, where...)...); exitCode(err, t.Output()) != 2 {
			t.Errorf("%v: %v", words, err)
		}
	}
}
