package monitoring_test

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	sealed "fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
)

// push tells a partner what an outline showed.
func push(o *monitoringtest.Office, agency string, need monitoring.Need) (id int64, err error) {
	err = o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		outline, err := monitoring.OutlinePush(ctx, tx, agency, need)
		if err != nil {
			return err
		}
		id, err = monitoring.Push(ctx, tx, agency, outline.Does, need, outline.Seen)
		return err
	})
	return id, err
}

// partners are who may be told of families.
func partners(o *monitoringtest.Office) (all []monitoring.Partner) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		all, err = monitoring.Partners(ctx, tx)
		return err
	})
	return all
}

// calledOf is the partner's name on a list that was passed on.
func calledOf(t *testing.T, p monitoring.Pushed) string {
	t.Helper()
	to, err := p.Partner()
	if err != nil {
		t.Error(err)
	}
	return to.Name()
}

// A partner is told of whoever has the need, and of them what it needs: numbers only where people are found by them.
func TestAPartnerIsToldWhatItNeeds(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	_, err := push(o, "医保局", monitoring.Need{})
	o.Refused(err, fault.Invalid) // nobody is watched yet
	takeIn(t, o, h)
	for _, none := range []struct {
		agency string
		need   monitoring.Need
	}{{"医保局", monitoring.Need{Labour: procedure.NoLabour}}, {"医保局", monitoring.Need{Label: "低保户"}}, {"残联", monitoring.Need{}}, {"团委", monitoring.Need{}}, {"某公司", monitoring.Need{}}} {
		_, err = push(o, none.agency, none.need)
		o.Refused(err, fault.Invalid)
	}
	want := map[string][][]string{
		"医保局":   {{h.HeadID, procedure.Unsteady}, {h.ChildID, procedure.Unsteady}},
		"人社局":   {{h.HeadID, "有劳动力"}, {h.ChildID, "有劳动力"}}, // the child is twenty-four
		"农业农村局": {{"2", "有劳动力"}},
		"妇联":    {{"2", "0"}},
		"慈善总会":  {{"2", procedure.Unsteady}},
	}
	for _, p := range partners(o) {
		if want[p.Name()] == nil {
			continue
		}
		id, err := push(o, p.Name(), monitoring.Need{Labour: procedure.AbleLabour, Label: "脱贫户"})
		o.Must(err)
		rows := writtenPush(t, o, id)
		if diff := cmp.Diff(p.Columns(), rows[2]); diff != "" {
			t.Errorf("%s: %s", p.Agency, diff)
		}
		for i, cells := range want[p.Agency] {
			for _, cell := range cells {
				if !slices.Contains(rows[3+i], cell) {
					t.Errorf("%s is not told %s: %q", p.Agency, cell, rows[3+i])
				}
			}
			if !p.Numbers() && (slices.Contains(rows[3+i], h.HeadID) || slices.Contains(rows[3+i], h.ChildID)) {
				t.Errorf("%s is told numbers", p.Agency)
			}
		}
		if signed := rows[3+len(want[p.Agency])]; len(signed) > 0 && slices.Contains(signed, procedure.Unsteady) {
			t.Errorf("%s is told of more: %q", p.Agency, signed)
		}
	}
}

// takeIn leads a family until it is under watch.
func takeIn(t *testing.T, o *monitoringtest.Office, h claimstest.Household) (id int64) {
	t.Helper()
	id = o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	o.Through(t, id, h, entering...)
	return id
}

// writtenPush are the cells of a push's list.
func writtenPush(t *testing.T, o *monitoringtest.Office, id int64) [][]string {
	t.Helper()
	var out bytes.Buffer
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Desk{Keys: o.Keys}.WritePush(ctx, tx, id, &out)
	})
	f, err := excelize.OpenReader(&out)
	o.Must(err)
	rows, err := f.GetRows("推送名单")
	o.Must(err)
	return rows
}

// What is pushed is what was shown; it is the county's to read, and each time its list is written is a deed.
func TestAPushIsRecordedAsShown(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 2)
	takeIn(t, o, h[0])
	var seen monitoring.Outline
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		seen, err = monitoring.OutlinePush(ctx, tx, "医保局", monitoring.Need{})
		if seen.Families != 1 || seen.Lines != 2 || seen.Unknown != 0 {
			t.Errorf("the outline %+v", seen)
		}
		return err
	})
	takeIn(t, o, h[1])
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Push(ctx, tx, "医保局", "标注", monitoring.Need{}, seen.Seen)
		return err
	}), fault.Conflict) // one more came
	id, err := push(o, "医保局", monitoring.Need{})
	o.Must(err)
	if rows := writtenPush(t, o, id); len(rows) < 7 {
		t.Errorf("%d rows", len(rows))
	}
	for reader, sees := range map[who.Role]bool{who.Auditor: true, who.Approver: true, who.Clerk: true, who.Township: false, who.Reporter: false, who.Adjuster: false} {
		o.Look(o.Who(reader), func(ctx context.Context, tx *pg.Tx) error {
			found, _, err := monitoring.Pushes(ctx, tx, monitoring.PushFilter{Partner: "医保局"})
			if err != nil || (len(found) == 1 && found[0].Rows == 2) != sees {
				t.Errorf("%s reads %+v, %v", reader, found, err)
			}
			_, families, refused := monitoring.PushedFamilies(ctx, tx, id, pg.Window{})
			if (families == 2 && refused == nil) != sees {
				t.Errorf("%s reads %d families, %v", reader, families, refused)
			}
			downloaded, err := sealed.Newest(ctx, tx, monitoring.WritePushStep.Verb, "push", []int64{id, id + 1})
			if len(downloaded) != 1 || downloaded[id].IsZero() {
				t.Errorf("downloaded %v", downloaded)
			}
			return err
		})
	}
}

// Whoever was told is told again within the next month: it waits for the clerk; a month that was left out is late.
func TestPartnersAreToldEachMonth(t *testing.T) {
	o := monitoringtest.County(t)
	waiting := func() (task flow.Task) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := monitoring.Tasks(ctx, tx)
			if i := slices.IndexFunc(tasks, func(t flow.Task) bool { return t.Verb == monitoring.PushStep.Verb }); i >= 0 {
				task = tasks[i]
			}
			return err
		})
		return task
	}
	h := o.Enrol(t, "脱贫户", 1)[0]
	if task := waiting(); task.Count != 0 {
		t.Errorf("nobody is watched, and %+v waits", task)
	}
	takeIn(t, o, h) // September 2024; its visit sent it to civil affairs too
	if task := waiting(); task.Count != 6 || task.Due.String() != "2024-09-30" || task.Late != 0 {
		t.Errorf("nobody was told yet, and %+v waits", task)
	}
	for _, p := range partners(o) {
		if p.Agency != "残联" && p.Agency != "团委" && !p.Low() {
			_, err := push(o, p.Name(), monitoring.Need{})
			o.Must(err)
		}
	}
	if task := waiting(); task.Count != 0 {
		t.Errorf("all were told, and %+v waits", task)
	}
	o.At("2024-10-08")
	if task := waiting(); task.Count != 6 || task.Due.String() != "2024-10-31" || task.Late != 0 {
		t.Errorf("in the next month %+v waits", task)
	}
	o.At("2024-11-01")
	if task := waiting(); task.Count != 6 || task.Late != 6 {
		t.Errorf("after a month left out %+v waits", task)
	}
}

// S0: “将低收入人群名单推送到医保部门标注低收入类别”: whoever has a label of low income, watched or not, each person with the family's labels.
func TestTheHealthInsuranceIsToldOfLowIncome(t *testing.T) {
	o := monitoringtest.County(t)
	const insurance = "医保局（低收入人口）"
	_, err := push(o, insurance, monitoring.Need{})
	o.Refused(err, fault.Invalid) // nobody has such a label yet
	poor, relieved, low := o.Families(t, "脱贫户", 1)[0], o.Families(t, "低保户", 1)[0], o.Families(t, "低收入户", 1)[0]
	takeIn(t, o, poor)
	takeIn(t, o, low)
	_, err = push(o, insurance, monitoring.Need{Kind: procedure.OnEdge})
	o.Refused(err, fault.Invalid)
	id, err := push(o, insurance, monitoring.Need{})
	o.Must(err)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: relieved.ID, Name: "低保户", On: calendar.DateOf(tx.Now) - 1}})
	}) // found since to have ended before; it was pushed all the same
	rows := writtenPush(t, o, id)
	want := [][]string{{relieved.HeadID, "已终止"}, {relieved.ChildID, "已终止"}, {low.HeadID, "低收入户"}, {low.ChildID, "低收入户"}}
	for i, cells := range want {
		for _, cell := range cells {
			if !slices.Contains(rows[3+i], cell) {
				t.Errorf("line %d is not told %s: %q", i+1, cell, rows[3+i])
			}
		}
		if slices.Contains(rows[3+i], procedure.OnEdge) {
			t.Errorf("whoever labels low income is told who is watched: %q", rows[3+i])
		}
	}
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := monitoring.Pushes(ctx, tx, monitoring.PushFilter{Partner: insurance})
		if err != nil || len(found) != 1 || calledOf(t, found[0]) != insurance || !slices.Equal(found[0].Whom.Said(), []string{"有户标签之一：低保户、特困户、孤儿、低收入户"}) {
			t.Errorf("pushes %+v, %v", found, err)
		}
		homes, n, err := monitoring.PushedHouseholds(ctx, tx, id, pg.Window{})
		if n != 2 || homes[0].ID != relieved.ID || len(homes[0].Labels) != 0 || !slices.Equal(homes[1].Labels, []string{"低收入户"}) {
			t.Errorf("households %+v", homes)
		}
		due, err2 := monitoring.DuePushes(ctx, tx)
		if err2 != nil || due[0].Name != insurance || due[0].Last == nil || due[1].Name != "医保局" || due[1].Last != nil || due[1].By.String() != "2024-09-30" {
			t.Errorf("due %+v, %v", due, err2)
		}
		return err
	})
}

// A list is of whoever is to be told of when it is sealed: what was sealed since it was read refuses it.
func TestAPushIsOfWhomItIsSealedWith(t *testing.T) {
	o := monitoringtest.County(t)
	const insurance = "医保局（低收入人口）"
	o.Families(t, "低保户", 1)
	late := o.Families(t, "脱贫户", 1)[0]
	pages := pgtest.As(t, pg.App).At(o.DB.Clock) // another program: its deeds do not queue with ours
	pages.Way, pages.Vouch = o.DB.Way, o.DB.Vouch
	meanwhile, err := pages.Begin(t.Context(), o.Who(who.Clerk))
	o.Must(err)
	defer func() { _ = meanwhile.Rollback() }()
	o.Must(registry.SetLabel(t.Context(), meanwhile, []registry.Label{{Household: late.ID, Name: "低保户", On: calendar.DateOf(meanwhile.Now)}}))
	o.Must(sealed.Seal(t.Context(), meanwhile))
	pushing := make(chan error, 1)
	go func() {
		_, err := push(o, insurance, monitoring.Need{})
		pushing <- err
	}()
	for waiting := 0; waiting == 0 && len(pushing) == 0; runtime.Gosched() {
		o.Must(pgtest.Super(t).GetContext(t.Context(), &waiting, `SELECT count(*) FROM pg_locks WHERE NOT granted`))
	}
	o.Must(meanwhile.Commit())
	o.Refused(<-pushing, fault.Conflict)
	id, err := push(o, insurance, monitoring.Need{})
	o.Must(err)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		p, err := monitoring.GetPush(ctx, tx, id)
		if p.Rows != 2 {
			t.Errorf("it is of %d families", p.Rows)
		}
		_, _, unknown := monitoring.Pushes(ctx, tx, monitoring.PushFilter{Partner: "某公司"})
		o.Refused(unknown, fault.Invalid)
		return err
	})
}

// A list tells since when a family is watched, though somebody had set the label of its kind before; a list that was narrowed tells the partner of some, and
// the month's is still due; of a family that has died out nobody is told.
func TestWhatAListTellsAndWhatIsStillDue(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	monitoringtest.Labelled(t, h.ID, procedure.Unsteady, calendar.On(2024, 1, 9))
	id := takeIn(t, o, h)
	narrowed, err := push(o, "妇联", monitoring.Need{Kind: procedure.Unsteady})
	o.Must(err)
	since := *o.Get(t, id).Since
	if rows := writtenPush(t, o, narrowed); !slices.Contains(rows[3], since.String()) {
		t.Errorf("watched since %s, it tells %q", since, rows[3])
	}
	due := func(name string) (found *monitoring.PushDue) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			all, err := monitoring.DuePushes(ctx, tx)
			if i := slices.IndexFunc(all, func(d monitoring.PushDue) bool { return d.Name == name }); i >= 0 {
				found = &all[i]
			}
			return err
		})
		return found
	}
	if d := due("妇联"); d == nil || d.Last != nil {
		t.Errorf("told of some, %+v is due", d)
	}
	_, err = push(o, "妇联", monitoring.Need{})
	o.Must(err)
	if d := due("妇联"); d == nil || d.Last == nil || due("人社局") == nil {
		t.Errorf("told of all, %+v is due", d)
	}
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		v := o.Visit(id, h, "9000.00", procedure.AtRisk)
		v.Labour = "" // as the visit before said
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
	})
	if due("人社局") == nil {
		t.Error("a visit that names no class leaves the family without labour")
	}
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.person SET born_on = '2020-01-01'`)
	if due("人社局") != nil || due("妇联") == nil {
		t.Error("who helps the employed is to be told of children")
	}
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.person SET died_on = born_on`)
	if d := due("妇联"); d != nil {
		t.Errorf("nobody lives there, and %+v is due", d)
	}
}

// Whom a list asked for is kept with it, and who had the need while nobody of the age lives there.
func TestAPushKeepsWhomItAskedFor(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	takeIn(t, o, h)
	kept := func(agency string, need monitoring.Need) string {
		_, err := push(o, agency, need)
		o.Must(err)
		var whom string
		o.Must(pgtest.Super(t).GetContext(t.Context(), &whom, `SELECT whom::TEXT || ' ' || missing::TEXT FROM fangpin.push ORDER BY id DESC LIMIT 1`))
		return whom
	}
	for _, tc := range []struct {
		agency string
		need   monitoring.Need
		want   string
	}{
		{"妇联", monitoring.Need{}, `{} {}`},
		{"医保局", monitoring.Need{Kind: procedure.Unsteady, Label: "脱贫户"}, `{"kind": "脱贫不稳定户", "labels": ["脱贫户"]} {}`},
		{"人社局", monitoring.Need{}, `{"aged": "adult", "labour": ["weak", "able"]} {}`},
		{"农业农村局", monitoring.Need{Labour: procedure.AbleLabour}, `{"labour": ["able"]} {}`},
	} {
		if got := kept(tc.agency, tc.need); got != tc.want {
			t.Errorf("%s: kept %s; want %s", tc.agency, got, tc.want)
		}
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		for agency, missing := range map[string]int{"团委": 1, "农业农村局": 0} {
			outline, err := monitoring.OutlinePush(ctx, tx, agency, monitoring.Need{})
			if err != nil || outline.Missing != missing {
				t.Errorf("%s: %+v, %v", agency, outline, err)
			}
		}
		nobody, err := monitoring.OutlinePush(ctx, tx, "人社局", monitoring.Need{Labour: procedure.NoLabour})
		if nobody.Families+nobody.Missing+nobody.Unknown != 0 {
			t.Errorf("who helps with labour is told of those without: %+v", nobody)
		}
		return err
	})
}
