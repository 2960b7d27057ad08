package security_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/security"
)

// post is an office that was refused something.
type post struct {
	*stafftest.Office
	clerk, watcher who.Person
	count          security.Counter
}

func newPost(t *testing.T) *post {
	o := stafftest.New(t)
	return &post{Office: o, clerk: o.Hire(who.Clerk), watcher: o.Hire(who.AuditAdmin)}
}

// note has so many of a kind happen to somebody, and answers the newest line.
func (p *post) note(t *testing.T, kind security.Kind, staff int64, times int) security.Event {
	t.Helper()
	for range times {
		p.Must(p.count.Note(t.Context(), p.DB, stafftest.County, security.Happened{Kind: kind, Staff: staff, Network: "192.0.2.7", Route: "GET /staff"}))
	}
	return p.lines(security.Filter{})[0]
}

func (p *post) lines(f security.Filter) (events []security.Event) {
	f.Window.Limit = 100
	p.Look(p.watcher, func(ctx context.Context, tx *pg.Tx) error {
		found, total, err := security.Find(ctx, tx, f)
		if events = found; len(found) != total {
			return fault.Invalidf("%d lines of %d", len(found), total)
		}
		return err
	})
	return events
}

func (p *post) lookInto(by who.Person, words string, ids ...int64) error {
	return p.Do(by, func(ctx context.Context, tx *pg.Tx) error { return security.LookInto(ctx, tx, ids, words) })
}

func (p *post) waiting(by who.Person) (n int) {
	p.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		tasks, err := security.Tasks(ctx, tx)
		for _, t := range tasks {
			n += t.Count
		}
		return err
	})
	return n
}

// An alarm waits on the audit administrator's desk, once, until it was looked into; what was found is sealed.
func TestAnAlarm(t *testing.T) {
	p := newPost(t)
	if e := p.note(t, security.Forbidden, p.clerk.ID, 9); e.Alarm || p.waiting(p.watcher) != 0 {
		t.Errorf("the ninth is an alarm: %+v", e)
	}
	e := p.note(t, security.Forbidden, p.clerk.ID, 1)
	if p.note(t, security.Forbidden, p.clerk.ID, 30); !e.Waits() || e.N != 10 || e.Name != p.clerk.Name || p.waiting(p.watcher) != 1 || p.waiting(p.clerk) != 0 {
		t.Errorf("the tenth: %+v, %d wait", e, p.waiting(p.watcher))
	}
	if n := len(p.lines(security.Filter{Staff: p.clerk.ID, Kind: security.Forbidden})); n != 11 { // ten and the twentieth
		t.Errorf("%d lines of forty", n)
	}
	plain := p.lines(security.Filter{})[0].ID
	for name, tc := range map[string]struct {
		by    who.Person
		words string
		ids   []int64
		want  fault.Kind
	}{
		"in no words":      {p.watcher, "1111", []int64{e.ID}, fault.Invalid},
		"none":             {p.watcher, "误点了别人的页面", nil, fault.Invalid},
		"what is no alarm": {p.watcher, "误点了别人的页面", []int64{e.ID, plain}, fault.Conflict},
		"twice at once":    {p.watcher, "误点了别人的页面", []int64{e.ID, e.ID}, fault.Conflict},
		"by a clerk":       {p.clerk, "误点了别人的页面", []int64{e.ID}, fault.Forbidden},
	} {
		if err := p.lookInto(tc.by, tc.words, tc.ids...); fault.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.Must(p.lookInto(p.watcher, "误点了别人的页面", e.ID))
	if err := p.lookInto(p.Hire(who.Auditor), "再看一遍记录", e.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("again: %v", err)
	}
	if looked := p.lines(security.Filter{})[1]; looked.Words != "误点了别人的页面" || looked.LookedBy != p.watcher.Name || p.waiting(p.watcher) != 0 || len(p.lines(security.Filter{Waits: true})) != 0 {
		t.Errorf("looked into: %+v", looked)
	}
}

// What somebody caused another looks into.
func TestNobodyLooksIntoTheirOwn(t *testing.T) {
	p := newPost(t)
	e := p.note(t, security.Altered, p.watcher.ID, 1)
	if err := p.lookInto(p.watcher, "是我自己弄的", e.ID); fault.KindOf(err) != fault.Conflict || p.waiting(p.watcher) != 0 || !e.Own {
		t.Errorf("one's own: %v, %+v", err, e)
	}
	p.Must(p.lookInto(p.Hire(who.Auditor), "已找本人问清楚", e.ID))
}

// The program only adds to the log, and a line that was looked into stays as it was even for the tables' owner.
func TestTheLogStays(t *testing.T) {
	p := newPost(t)
	e := p.note(t, security.Denied, 0, 1)
	p.Must(p.lookInto(p.watcher, "数据库权限已核对", e.ID))
	for _, statement := range []string{
		`UPDATE security_event SET n = 1`, `UPDATE security_event SET alarm = false`, `DELETE FROM security_event`, `TRUNCATE security_event CASCADE`,
		`UPDATE security_review SET words = '没有问题'`, `DELETE FROM security_review`,
	} {
		p.Attack(stafftest.Denied, statement)
	}
	for _, statement := range []string{`DELETE FROM security_event`, `UPDATE security_event SET n = 7`, `UPDATE security_event SET at = at - INTERVAL '1 day'`} {
		if _, err := pgtest.Owner(t).ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s: a line that was looked into is changed", statement)
		}
	}
}
