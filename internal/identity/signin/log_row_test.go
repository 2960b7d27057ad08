package signin_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// amiss is what verification says of the log, joined.
func (d *desk) amiss() (reasons string) {
	d.t.Helper()
	d.Office.Look(d.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		found, looked, err := signin.ExamineLog(ctx, tx, d.Auth.Keys)
		if looked == 0 {
			d.t.Error("no line was looked at")
		}
		for _, f := range found {
			reasons += f.Table + "：" + f.Reason + "；"
		}
		return err
	})
	return reasons
}

// busy has a few lines of two logins in its log, and of a name that is nobody's.
func busy(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	d.enrol(who.Clerk, "lina")
	for range 3 {
		d.later(time.Minute)
		d.in("wangfang")
		_, _, err := d.enter("nobody", password)
		d.is("nobody", err, signin.ErrWrong)
	}
	d.Must(d.Leave(t.Context(), d.in("lina"), here))
	if found := d.amiss(); found != "" {
		t.Fatalf("of an honest log: %s", found)
	}
	return d
}

// Whatever is done to the log by whoever owns the database, without the keys, is seen; as the app, a line can only be added.
func TestNobodyMakesUpTheLog(t *testing.T) {
	const (
		line = `INSERT INTO fangpin.signin_log (county, id, at, login, staff, outcome, address, network, n, mac)
			SELECT '410602', 7, at, login, staff, 'in', address, network, %s FROM fangpin.signin_log WHERE login = 'wangfang' AND n = 4`
		last = `login = 'wangfang' AND n = 4`
	)
	for name, c := range map[string]struct{ statement, want string }{
		"a line is added":             {strings.Replace(line, "%s", "5, sha256('')", 1), "事后补写"},
		"with the MAC of another":     {strings.Replace(line, "%s", "5, mac", 1), "事后补写"},
		"and the head set to it":      {strings.Replace(line, "%s", "5, mac", 1) + `; UPDATE fangpin.signin_head SET n = 5 WHERE login = 'wangfang'`, "事后补写"},
		"twice the same number":       {strings.Replace(line, "%s", "4, mac", 1), "同为第 4 条"},
		"far behind":                  {strings.Replace(line, "%s", "9, mac", 1), "其前缺 4 条"},
		"an outcome is changed":       {`UPDATE fangpin.signin_log SET outcome = 'wrong' WHERE ` + last, "被改动"},
		"the time is":                 {`UPDATE fangpin.signin_log SET at = at - INTERVAL '1 day' WHERE ` + last, "被改动"},
		"the address is":              {`UPDATE fangpin.signin_log SET address = '10.0.0.1' WHERE ` + last, "被改动"},
		"the person is":               {`UPDATE fangpin.signin_log SET staff = NULL WHERE ` + last, "被改动"},
		"the session is":              {`UPDATE fangpin.signin_log SET session = sha256('') WHERE ` + last, "被改动"},
		"the device is":               {`UPDATE fangpin.signin_log SET device = 1 WHERE ` + last, "被改动"},
		"the name is":                 {`UPDATE fangpin.signin_log SET login = 'lina' WHERE ` + last, "应至第 4 条，实至第 3 条"},
		"the last line is gone":       {`DELETE FROM fangpin.signin_log WHERE ` + last, "应至第 4 条，实至第 3 条"},
		"and the head goes back":      {`DELETE FROM fangpin.signin_log WHERE ` + last + `; UPDATE fangpin.signin_head SET n = 3 WHERE login = 'wangfang'`, "末条与所记的不符"},
		"with the MAC of the line":    {`DELETE FROM fangpin.signin_log WHERE ` + last + `; UPDATE fangpin.signin_head h SET n = 3, mac = (SELECT l.mac FROM fangpin.signin_log l WHERE l.login = h.login AND l.n = 3) WHERE login = 'wangfang'`, "末条与所记的不符"},
		"one in the middle is gone":   {`DELETE FROM fangpin.signin_log WHERE login = 'wangfang' AND n = 2`, "其前缺 1 条"},
		"the first is gone":           {`DELETE FROM fangpin.signin_log WHERE login = 'wangfang' AND n = 1`, "其前缺 1 条"},
		"all of a login are gone":     {`DELETE FROM fangpin.signin_log WHERE login = 'wangfang'`, "全部缺失"},
		"the head is gone":            {`DELETE FROM fangpin.signin_head WHERE login = 'wangfang'`, "应至第 0 条，实至第 4 条"},
		"two lines change places":     {`UPDATE fangpin.signin_log SET n = 7 - n WHERE login = 'wangfang' AND n IN (3, 4)`, "被改动"},
		"a line as from before":       {`ALTER TABLE fangpin.signin_log DROP CONSTRAINT signin_log_mac; UPDATE fangpin.signin_log SET n = NULL, mac = NULL WHERE ` + last, "应至第 4 条，实至第 3 条"},
		"a stranger's failure is":     {`DELETE FROM fangpin.signin_log WHERE login LIKE '#%' AND n = 3`, "应至第 3 条，实至第 2 条"},
		"those of the whole are gone": {`DELETE FROM fangpin.signin_log WHERE login <> 'lina'`, "全部缺失"},
	} {
		t.Run(name, func(t *testing.T) {
			d := busy(t)
			pgtest.Super(t).MustExec(c.statement)
			if found := d.amiss(); !strings.Contains(found, c.want) {
				t.Errorf("named: %s, want %s", found, c.want)
			}
		})
	}
	d := busy(t)
	for _, statement := range []string{
		`INSERT INTO signin_log (county, id, at, login, outcome, address, network) VALUES ('410602', 7, now(), 'wangfang', 'in', '', '')`,
		`INSERT INTO signin_log (county, id, at, login, outcome, address, network, n) VALUES ('410602', 7, now(), 'wangfang', 'in', '', '', 5)`,
		`INSERT INTO signin_log (county, id, at, login, outcome, address, network, mac) VALUES ('410602', 7, now(), 'wangfang', 'in', '', '', sha256(''))`,
	} {
		d.Attack("23514", statement)
	}
	for _, statement := range []string{
		`DELETE FROM signin_log`, `UPDATE signin_log SET n = n`, `UPDATE signin_log SET mac = mac`, `UPDATE signin_log SET session = session`,
		`DELETE FROM signin_head`, `TRUNCATE signin_head`, `UPDATE signin_head SET login = 'lina'`,
		`INSERT INTO signin_head VALUES ('410603', 'wangfang', 1, '')`,
	} {
		d.Attack(stafftest.Denied, statement)
	}
}

// What is older than half a year may go, all but the last of it that a login has.
func TestOldLinesMayBeCleared(t *testing.T) {
	d := busy(t)
	d.later(200 * 24 * time.Hour)
	d.in("wangfang")
	super := pgtest.Super(t)
	super.MustExec(`DELETE FROM fangpin.signin_log WHERE login = 'wangfang' AND n < 4`)
	if found := d.amiss(); found != "" {
		t.Errorf("after the old ones were cleared: %s", found)
	}
	super.MustExec(`DELETE FROM fangpin.signin_log WHERE login = 'wangfang' AND n < 5`)
	if found := d.amiss(); !strings.Contains(found, "其前缺 4 条") {
		t.Errorf("after the last old one was cleared too: %s", found)
	}
}

// People who sign in at once, at one login and at many, each have a line, and the chains hold.
func TestTheLogHoldsUnderACrowd(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	signin.Patient(t)
	logins := []string{"wangfang", "lina", "zhangwei", "liuyang"}
	for _, login := range logins {
		d.enrol(who.Clerk, login)
	}
	var crowd sync.WaitGroup
	for n := range 32 {
		crowd.Go(func() {
			if _, _, err := d.enter(logins[n%len(logins)], password); err != nil {
				t.Error(err)
			}
		})
	}
	crowd.Wait()
	if n := d.logged(signin.In); n != 32 {
		t.Errorf("%d lines", n)
	}
	if found := d.amiss(); found != "" {
		t.Error(found)
	}
}
