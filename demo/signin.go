package demo

import (
	"context"
	"encoding/base32"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fangpin/internal/columns"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/web"
	"fangpin/web/kit"
)

// demoPassword is everybody's in the demonstration, and nobody's anywhere else.
const demoPassword = "fangpin-yanshi"

// all lists the sample county's people, those of the villages last: they are many.
func (p people) all() []who.Person {
	out := []who.Person{p.clerk, p.colleague, p.first, p.second, p.sender, p.assessor}
	out = append(append(out, p.adjusters...), p.auditor, p.admin, p.security, p.audit)
	out = append(out, p.reporters...)
	for _, township := range slices.Sorted(maps.Keys(p.townships)) {
		out = append(out, p.townships[township])
	}
	for _, village := range slices.Sorted(maps.Keys(p.villages)) {
		out = append(out, p.villages[village])
	}
	return out
}

// letIn gives the people sign-ins that are known beforehand, and answers them.
func (m *month) letIn(ctx context.Context, auth *signin.Auth) (shown []kit.DemoPerson, err error) {
	err = m.do(ctx, m.people.admin, func(tx *pg.Tx) error {
		for _, p := range m.people.all() {
			login, err := signin.Suggest(ctx, tx, p.Name)
			if err != nil {
				return err
			}
			known := signin.Known{Staff: p.ID, Login: login, Password: demoPassword}
			if signin.OWASP().NeedsTOTP(p.Role) || signs(p.Role) {
				known.TOTP = base32.StdEncoding.EncodeToString([]byte(fmt.Sprintf("%-20.20s", login))) // 20 bytes need no padding
			}
			if err := auth.Enrol(ctx, tx, known); err != nil {
				return err
			}
			waiting, err := m.waiting(ctx, p)
			if err != nil {
				return err
			}
			shown = append(shown, kit.DemoPerson{Name: p.Name, Role: titled(p), Login: login, Password: demoPassword, Secret: known.TOTP, Waiting: waiting})
		}
		return nil
	})
	slices.SortStableFunc(shown, func(a, b kit.DemoPerson) int { return idle(a) - idle(b) })
	return shown, err
}

// idle is 1 for who has nothing to do.
func idle(p kit.DemoPerson) int {
	if p.Waiting == "" {
		return 1
	}
	return 0
}

// waiting is what waits on a person's desk.
func (m *month) waiting(ctx context.Context, p who.Person) (words string, err error) {
	err = pg.Read(ctx, m.DB, p, func(tx *pg.Tx) error {
		words, err = web.Waiting(ctx, tx)
		return err
	})
	return words, err
}

// titled is a person's role, and a reporter's department.
func titled(p who.Person) string { return strings.TrimSpace(p.Role.Title() + " " + p.Agency) }

// longSession outlasts the demonstration's clock being put forward.
const longSession = 2 * 366 * 24 * time.Hour

// serve shows the pages of the month, by a clock that goes on from where the month ended.
func (m *month) serve(ctx context.Context, s office.Serving) error {
	site, err := m.Site(s)
	if err != nil {
		return err
	}
	site.Auth.Policy.Idle, site.Auth.Policy.Absolute = longSession, longSession
	site.Auth.Cost = signin.Cost{Memory: 1024, Time: 1, Threads: 1}
	shown, err := m.letIn(ctx, site.Auth)
	if err != nil {
		return err
	}
	site.Demo = kit.NewDemo(m.now, shown)
	site.Demo.Bank = BankAnswers
	m.DB.Clock, m.Gate.Clock = site.Demo.Now, site.Demo.Now
	return m.Guarded(ctx, func(ctx context.Context) error {
		return s.Serve(ctx, site, func(url string) { m.welcome(url, shown) })
	})
}

// welcome prints where the pages are and how to sign in: one of each role here, everybody on the sign-in page.
func (m *month) welcome(url string, shown []kit.DemoPerson) {
	fmt.Fprintf(m.table.out, "\n网页：%s（演示，仅限本机；按 Ctrl-C 停止）\n密码均为 %s；动态口令见登录页。\n\n", url, demoPassword)
	rows, seen := [][]string{{"角色", "姓名", "登录名", "待办"}}, map[string]bool{}
	for _, p := range shown {
		if role, _, _ := strings.Cut(p.Role, " "); !seen[role] || role == who.Clerk.Title() || role == who.Approver.Title() {
			seen[role] = true
			rows = append(rows, []string{p.Role, p.Name, p.Login, p.Waiting})
		}
	}
	columns.Print(m.table.out, rows)
	fmt.Fprintln(m.table.out, "\n其余人员（各村、各乡镇、各部门）见登录页。")
}
