package monitoring_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq/pqerror"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	sealed "fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// sampling is of September's matters, two of each township, for ten points.
var sampling = monitoring.Sampling{From: calendar.On(2024, 9, 1), To: calendar.On(2024, 9, 9), PerTownship: 2, Points: decimal.NewFromInt(10)}

func drawn(t *testing.T, o *monitoringtest.Office, id int64) (got []monitoring.Drawn) {
	t.Helper()
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) (err error) {
		got, err = monitoring.Redraw(ctx, tx, id)
		return err
	})
	return got
}

// What somebody is recording while a sample is drawn is not of it, though its time is earlier: whoever draws it again finds the same.
func TestASampleIsOfWhatCouldBeSeen(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 2)
	ids := o.Lead(t, h...)
	o.Step(t, ids[0], h[0], procedure.HandOver)
	meanwhile, err := o.Begin(t.Context(), o.Who(who.Clerk))
	o.Must(err)
	defer func() { _ = meanwhile.Rollback() }()
	o.Must(monitoring.HandOver(t.Context(), meanwhile, []monitoring.Handing{{Watch: ids[1]}}))
	var id int64
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.DrawSample(ctx, tx, sampling)
		return err
	})
	o.Must(sealed.Seal(t.Context(), meanwhile))
	o.Must(meanwhile.Commit())
	if got := drawn(t, o, id); len(got) != 1 || got[0].Watch != ids[0] {
		t.Errorf("drawn again: %+v", got)
	}
}

// A sample is drawn by a seed, and drawn again by anybody whatever happens afterwards; one that somebody changed is not.
func TestASampleIsDrawnAgain(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 5)
	ids := o.Lead(t, h...)
	var sample int64
	draw := func(s monitoring.Sampling) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
			sample, err = monitoring.DrawSample(ctx, tx, s)
			return err
		})
	}
	o.Refused(draw(sampling), fault.Invalid) // nothing was handed over
	for _, id := range ids[:4] {
		o.Step(t, id, h[0], procedure.HandOver)
	}
	o.Must(draw(sampling))
	kept := sample
	first := drawn(t, o, kept)
	if len(first) != 2 || first[0].N != 1 || first[1].N != 2 || first[0].Watch == first[1].Watch || first[0].Township != 410602100 {
		t.Errorf("drawn %+v", first)
	}
	o.Step(t, ids[4], h[4], procedure.HandOver) // later
	if diff := cmp.Diff(first, drawn(t, o, kept)); diff != "" {
		t.Errorf("drawn again: %s", diff)
	}
	for name, wrong := range map[string]func(*monitoring.Sampling){
		"days turned round": func(s *monitoring.Sampling) { s.From = s.To + 1 },
		"the first day":     func(s *monitoring.Sampling) { s.From = calendar.On(1, 1, 1) },
		"a day to come":     func(s *monitoring.Sampling) { s.To = calendar.On(2024, 9, 10) },
		"none":              func(s *monitoring.Sampling) { s.PerTownship = 0 },
		"too many points":   func(s *monitoring.Sampling) { s.Points = decimal.RequireFromString("100.01") },
		"less than none":    func(s *monitoring.Sampling) { s.Points = decimal.NewFromInt(-1) },
		"a part of a point": func(s *monitoring.Sampling) { s.Points = decimal.RequireFromString("1.001") },
	} {
		s := sampling
		wrong(&s)
		if err := draw(s); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, change := range []string{`UPDATE spot_check SET seed = seed + 1`, `UPDATE spot_check_row SET n = 3 - n`, `DELETE FROM spot_check_row`} {
		o.Attack(pqerror.InsufficientPrivilege, change)
	}
	if _, err := pgtest.Super(t).ExecContext(t.Context(), `UPDATE spot_check_row SET watch = $1 WHERE n = 1`, ids[4]); err != nil {
		t.Fatal(err)
	}
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Redraw(ctx, tx, kept)
		o.Refused(err, fault.Conflict)
		return nil
	})
}

// What was found counts for the township in the share of what was sound; nobody checks their own work, and nothing is found twice.
func TestWhatASpotCheckFoundCounts(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 3)
	ids := o.Lead(t, h...)
	for i, id := range ids {
		o.Step(t, id, h[i], procedure.HandOver)
	}
	s := sampling
	s.PerTownship = 3
	var sample int64
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		sample, err = monitoring.DrawSample(ctx, tx, s)
		return err
	})
	check := func(by who.Person, findings ...monitoring.CheckFinding) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Check(ctx, tx, sample, findings) })
	}
	clerk := o.Who(who.Clerk)
	sound := monitoring.CheckFinding{N: 1, How: monitoring.ByVisit, Sound: true, Words: "与台账一致"}
	wrong := monitoring.CheckFinding{N: 2, How: monitoring.ByPublic, Words: "群众反映没有入户"}
	o.Refused(check(clerk), fault.Invalid)
	o.Refused(check(clerk, monitoring.CheckFinding{N: 9, How: monitoring.ByVisit, Words: "无"}), fault.NotFound)
	o.Refused(check(clerk, monitoring.CheckFinding{N: 1, How: "phone", Words: "无"}), fault.Invalid)
	o.Refused(check(clerk, monitoring.CheckFinding{N: 1, How: monitoring.ByCadre}), fault.Invalid)
	o.Refused(check(clerk, sound, sound), fault.Conflict)
	o.Refused(check(o.Who(who.Township), sound), fault.Forbidden)
	o.Must(check(clerk, sound, wrong))
	o.Refused(check(clerk, sound), fault.Conflict)
	o.Step(t, ids[0], h[0], procedure.Visit)
	scores := func(by who.Person) (got []string) {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			found, err := monitoring.Scores(ctx, tx, sample)
			for _, s := range found {
				got = append(got, fmt.Sprintf("%s %d/%d/%d %s", s.Unit, s.Sound, s.Checked, s.Drawn, s.Points))
			}
			return err
		})
		return got
	}
	if diff := cmp.Diff([]string{"鹤壁集镇 1/2/3 5"}, scores(clerk)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"鹤壁集镇 1/2/2 5"}, scores(o.Who(who.Township))); diff != "" {
		t.Errorf("who is checked learns what is still to be looked at: %s", diff)
	}
	o.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
		var out bytes.Buffer
		if err := monitoring.SampleSheet(ctx, tx, sample, &out); err != nil {
			return err
		}
		sheet := bytes.Clone(out.Bytes())
		wantCell(t, &out, "抽查样本", "J5", "有问题")
		wantCell(t, bytes.NewBuffer(sheet), "抽查样本", "K5", "群众反映没有入户")
		wantTask(t, ctx, tx, monitoring.CheckStep, flow.Task{Count: 1})
		return nil
	})
	if got := scores(o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"})); got != nil {
		t.Errorf("another township sees %v", got)
	}
}

// S3 §三.5: 抽查各地各部门: what was handed over to a department counts for it, until it answers that somebody is to visit; the circular says so.
func TestWhatADepartmentWasHandedCountsForIt(t *testing.T) {
	o := monitoringtest.County(t)
	housing := o.HireMember(staff.Member{Name: "住建局报送员", Role: who.Reporter, Agency: "住建局"})
	h := o.Enrol(t, "", 3)
	ids := o.Lead(t, h...)
	var sample int64
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: ids[0], To: "住建局"}, {Watch: ids[1], To: "住建局"}, {Watch: ids[2]}})
	})
	o.Must(o.Do(housing, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: ids[0], Words: "需要入户看房"}})
	}))
	s := sampling
	s.PerTownship = 3
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		sample, err = monitoring.DrawSample(ctx, tx, s)
		return err
	})
	scores := func(by who.Person) (got []string) {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			found, err := monitoring.Scores(ctx, tx, sample)
			for _, s := range found {
				got = append(got, fmt.Sprintf("%s %d/%d/%d", s.Unit, s.Sound, s.Checked, s.Drawn))
			}
			return err
		})
		return got
	}
	if got := scores(housing); got != nil {
		t.Errorf("who is checked learns what is still to be looked at: %v", got)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		lines, err := monitoring.Sample(ctx, tx, sample)
		var found []monitoring.CheckFinding
		for _, l := range lines {
			found = append(found, monitoring.CheckFinding{N: l.N, How: monitoring.ByVisit, Sound: l.ID != ids[1], Words: "上门看过"})
		}
		o.Must(err)
		return monitoring.Check(ctx, tx, sample, found)
	})
	for name, c := range map[string]struct {
		by   who.Person
		want []string
	}{
		"the county":     {o.Who(who.Clerk), []string{"鹤壁集镇 2/2/2", "住建局 0/1/1"}},
		"the township":   {o.Who(who.Township), []string{"鹤壁集镇 2/2/2"}},
		"the department": {housing, []string{"住建局 0/1/1"}},
	} {
		if diff := cmp.Diff(c.want, scores(c.by)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		var out bytes.Buffer
		if err := monitoring.MonthSheet(ctx, tx, 2024, 9, &out); err != nil {
			return err
		}
		sheet := out.Bytes()
		for cell, want := range map[string]string{"A9": "鹤壁集镇", "L9": "2", "M9": "2", "A11": "住建局", "L11": "1", "M11": "0", "B11": "", "A12": "合计", "L12": "3"} {
			wantCell(t, bytes.NewBuffer(bytes.Clone(sheet)), "调度通报", cell, want)
		}
		return nil
	})
	o.Look(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		found, err := monitoring.MonthChecks(ctx, tx, 2024, 9)
		if err != nil || len(found) != 1 || found[0].Unit != "鹤壁集镇" || found[0].Checked != 2 {
			t.Errorf("the township's circular: %+v, %v", found, err)
		}
		return nil
	})
}
