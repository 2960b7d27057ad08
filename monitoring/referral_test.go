package monitoring_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// sentTo are the families that were sent to offices, as somebody reads them.
func sentTo(o *monitoringtest.Office, by who.Person, f monitoring.ReferralFilter) (found []monitoring.Referral) {
	o.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		found, err = monitoring.Referrals(ctx, tx, f)
		return err
	})
	return found
}

// S0: 对农户家庭年人均收入低于防贫监测线的，组织民政部门开展低收入家庭识别. A visit that finds so sends the family there: civil affairs sees it on its list with
// the day of its answer, is told of it in a recorded list, and answers once; a visit after that sends the family again.
func TestAFamilyIsSentToCivilAffairs(t *testing.T) {
	o := monitoringtest.County(t)
	office := o.HireMember(staff.Member{Name: "民政干事", Role: who.Reporter, Agency: "民政局"})
	h := o.Families(t, "", 2)
	ids := o.Lead(t, h...)
	for i, income := range []string{"9000.00", "90000.00"} { // of two people: one under the line of 6,700, one over it
		o.Step(t, ids[i], h[i], procedure.HandOver)
		o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(ids[i], h[i], income, procedure.NoRisk)})
		})
	}
	open := sentTo(o, office, monitoring.ReferralFilter{Open: true})
	if len(open) != 1 || open[0].Watch != ids[0] || open[0].For != "低收入家庭认定" || open[0].Due == nil || *open[0].Due != todayOf(o)+33 { // twenty working days, holidays of the autumn between
		t.Fatalf("sent: %+v", open)
	}
	if others := sentTo(o, o.Who(who.Reporter), monitoring.ReferralFilter{}); len(others) != 0 {
		t.Errorf("the health insurance reads %+v", others)
	}
	waits := func() (n int) {
		o.Look(office, func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := monitoring.Tasks(ctx, tx)
			if i := slices.IndexFunc(tasks, func(t flow.Task) bool { return t.Verb == monitoring.ReferralStep.Verb }); i >= 0 {
				n = tasks[i].Count
			}
			return err
		})
		return n
	}
	if waits() != 1 {
		t.Errorf("%d families wait for civil affairs", waits())
	}
	list, err := push(o, "民政局（转办户）", monitoring.Need{})
	o.Must(err)
	if rows := writtenPush(t, o, list); !slices.Contains(rows[3], h[0].HeadID) || !slices.Contains(rows[3], "低收入家庭认定") {
		t.Errorf("civil affairs is told %q", rows)
	}

	said := monitoring.Recognition{Watch: ids[0], N: open[0].N, To: open[0].To, For: open[0].For, Recognised: true, Words: "经财产检索，符合条件"}
	answer := func(by who.Person, change func(*monitoring.Recognition)) error {
		a := said
		change(&a)
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return monitoring.AnswerReferral(ctx, tx, a) })
	}
	o.Refused(answer(o.Who(who.Reporter), func(*monitoring.Recognition) {}), fault.NotFound) // 医保局
	o.Refused(answer(o.Who(who.Township), func(*monitoring.Recognition) {}), fault.Forbidden)
	o.Refused(answer(o.Who(who.Clerk), func(*monitoring.Recognition) {}), fault.Invalid) // without a letter
	o.Refused(answer(office, func(a *monitoring.Recognition) { a.Words = " " }), fault.Invalid)
	o.Refused(answer(office, func(a *monitoring.Recognition) { a.N++ }), fault.NotFound)
	o.Refused(answer(office, func(a *monitoring.Recognition) { a.Watch = ids[1] }), fault.NotFound)
	o.Must(answer(office, func(*monitoring.Recognition) {}))
	o.Refused(answer(office, func(*monitoring.Recognition) {}), fault.Conflict)
	done := sentTo(o, o.Who(who.Clerk), monitoring.ReferralFilter{Answered: true})
	if len(done) != 1 || !done[0].Answer.Recognised || waits() != 0 {
		t.Errorf("answered: %+v", done)
	}
	_, err = push(o, "民政局（转办户）", monitoring.Need{})
	o.Refused(err, fault.Invalid) // nobody waits
	if rows := writtenPush(t, o, list); !slices.Contains(rows[3], "低收入家庭认定") {
		t.Errorf("the list that was passed on is now %q", rows)
	}

	o.Lead(t, h[0]) // with a risk: it is visited again, and sent again
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(ids[0], h[0], "8000.00", procedure.AtRisk)})
	})
	if again := sentTo(o, office, monitoring.ReferralFilter{Open: true}); len(again) != 1 || again[0].N <= open[0].N {
		t.Errorf("sent again: %+v", again)
	}
}

// An office that has nobody at work here answers by letter: it waits for the clerk, who enters it with its photo and day.
func TestALetterIsEnteredForItsOffice(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Families(t, "", 1)
	id := o.Lead(t, h...)[0]
	o.Step(t, id, h[0], procedure.HandOver)
	o.Step(t, id, h[0], procedure.Visit)
	clerk := o.Who(who.Clerk)
	if task := tasks(o, clerk)[monitoring.ReferralStep.Verb]; task.Count != 1 {
		t.Errorf("nobody of civil affairs is here, and %+v waits for the clerk", task)
	}
	visited := todayOf(o)
	o.At("2024-09-20")
	r := sentTo(o, clerk, monitoring.ReferralFilter{Open: true})[0]
	said := monitoring.Recognition{Watch: id, N: r.N, To: r.To, For: r.For, Words: "名下有经营性车辆", Paper: o.Photo("")[0].File, Written: visited}
	for name, change := range map[string]func(*monitoring.Recognition){
		"without its photo":    func(a *monitoring.Recognition) { a.Paper = [32]byte{} },
		"without a day":        func(a *monitoring.Recognition) { a.Written = 0 },
		"older than the visit": func(a *monitoring.Recognition) { a.Written = visited - 1 },
		"of tomorrow":          func(a *monitoring.Recognition) { a.Written = todayOf(o) + 1 },
	} {
		a := said
		change(&a)
		if err := o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.AnswerReferral(ctx, tx, a) }); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a letter %s: %v", name, err)
		}
	}
	o.Must(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.AnswerReferral(ctx, tx, said) }))
	done := sentTo(o, clerk, monitoring.ReferralFilter{Answered: true})
	if len(done) != 1 || done[0].Answer.Recognised || *done[0].Answer.Written != visited || [32]byte(done[0].Answer.Paper) != said.Paper {
		t.Errorf("entered: %+v", done)
	}
	o.HireMember(staff.Member{Name: "民政干事", Role: who.Reporter, Agency: "民政局"})
	more := o.Families(t, "", 1)
	second := o.Lead(t, more...)[0]
	o.Step(t, second, more[0], procedure.HandOver)
	o.Step(t, second, more[0], procedure.Visit)
	if task := tasks(o, clerk)[monitoring.ReferralStep.Verb]; task.Count != 0 {
		t.Errorf("civil affairs has somebody here, and %+v waits for the clerk", task)
	}
}

// A procedure sends families to whatever offices it names (医保、人社、残联、慈善 …): each has a list of its own besides that of families whom it helps, is due
// by the month's end, and is found again however a later procedure calls the office.
func TestFamiliesAreSentToAnyOffice(t *testing.T) {
	const refers = `refer: [{income: below, to: 民政局, for: 低收入家庭认定}`
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, refers, refers+`, {risk: yes, to: 县残联, for: 残疾评定}`, 1))
	const list = "县残联（转办户）"
	union := o.HireMember(staff.Member{Name: "残联干事", Role: who.Reporter, Agency: "残联"})
	h := o.Enrol(t, "残疾人户", 1)
	id := o.Lead(t, h...)[0]
	o.Step(t, id, h[0], procedure.HandOver)
	_, err := push(o, list, monitoring.Need{})
	o.Refused(err, fault.Invalid) // nobody was sent there yet
	o.Step(t, id, h[0], procedure.Visit)
	due := func() map[string]string {
		by := map[string]string{}
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			found, err := monitoring.DuePushes(ctx, tx)
			for _, d := range found {
				by[d.Name] = d.By.String()
			}
			return err
		})
		return by
	}
	if got := due(); got[list] != "2024-09-30" || got["民政局（转办户）"] != "2024-09-30" || len(got) != 2 {
		t.Errorf("told by %v", got)
	}
	first, err := push(o, list, monitoring.Need{})
	o.Must(err)
	if rows := writtenPush(t, o, first); !slices.Contains(rows[3], "残疾评定") || slices.Contains(rows[3], "低收入家庭认定") || rows[0][0] != "转请县残联办理名单（县残联）" {
		t.Errorf("the union is told %q", rows)
	}
	o.Adopt(t, strings.NewReplacer("试行程序", "试行程序二", refers, refers+`, {risk: yes, to: 残联, for: 残疾评定}`).Replace(monitoringtest.Procedure), todayOf(o)+1)
	o.At("2024-10-08")
	if got := due(); got[list] != "2024-10-31" || got["残联（转办户）"] != "" {
		t.Errorf("told again by %v", got)
	}
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := monitoring.Pushes(ctx, tx, monitoring.PushFilter{Partner: list})
		if len(found) != 1 || found[0].ID != first || calledOf(t, found[0]) != list {
			t.Errorf("%s was told %+v", list, found)
		}
		helped, _, failed := monitoring.Pushes(ctx, tx, monitoring.PushFilter{Partner: "残联"})
		if len(helped) > 0 {
			t.Errorf("of those it helps 残联 was told %+v", helped)
		}
		return errors.Join(err, failed)
	})
	sent := sentTo(o, union, monitoring.ReferralFilter{Open: true})
	if len(sent) != 1 || sent[0].For != "残疾评定" {
		t.Fatalf("the union was sent %+v", sent)
	}
	o.Must(o.Do(union, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.AnswerReferral(ctx, tx, monitoring.Recognition{Watch: id, N: sent[0].N, To: sent[0].To, For: sent[0].For, Words: "未达到残疾标准"})
	}))
	if got := due(); got[list] != "" {
		t.Errorf("nobody waits, and it is told by %v", got)
	}
}

// A procedure may call an office as its source does.
func TestAnOfficeByItsOtherNames(t *testing.T) {
	for word, same := range map[string]bool{"民政局": true, "民政部门": true, "县民政局": true, "区民政局": true, "水利局": false, "": false} {
		if monitoring.SameOffice(word, "民政局") != same {
			t.Errorf("%q is 民政局: %t", word, !same)
		}
	}
	if monitoring.SameOffice("", "") {
		t.Error("nobody is an office")
	}
}

// referrals are what offices answer: a door takes them.
func (f *fort) referrals() {
	answer := func(by, n, day string) string {
		return `SELECT referral_answer(:c, 77, :visited, ` + n + `, '民政局', '低收入家庭认定', true, 'x', ` + day + `, NULL, NULL, :` + by + `, '')`
	}
	letter := func(by, paper, written string) string {
		return `SELECT referral_answer(:c, 77, :visited, (SELECT n FROM watch_event WHERE county = :c AND watch = :visited AND event = 'visit'), '民政局', '低收入家庭认定',
			true, 'x', :day, ` + paper + `, ` + written + `, :` + by + `, '')`
	}
	const photo = `sha256('letter')`
	visit := `(SELECT n FROM watch_event WHERE county = :c AND watch = :visited AND event = 'visit')`
	f.refuses(
		tried("an answer as it should be", "", answer("reporter", visit, ":day")),
		tried("a letter that the clerk enters", "", letter("clerk", photo, ":day")),
		tried("a letter that the office enters", "FPHND", letter("reporter", photo, ":day")),
		tried("a letter without a day", "FPDAT", letter("clerk", photo, "NULL")),
		tried("a letter before the visit", "FPDAT", letter("clerk", photo, "'2024-01-01'")),
		tried("a letter after it was entered", "FPDAT", letter("clerk", photo, "'2999-01-01'")),
		tried("a day without a letter", checked, letter("reporter", "NULL", ":day")),
		tried("a letter that is no hash", checked, letter("clerk", "'x'", ":day")),
		tried("an answer twice", "FPSTA", answer("reporter", visit, ":day"), answer("reporter", visit, ":day")),
		tried("an answer by the clerk", "FPHND", answer("clerk", visit, ":day")),
		tried("an answer by nobody", "FPHND", `SELECT referral_answer(:c, 77, :visited, 3, 'x', 'x', true, 'x', :day, NULL, NULL, NULL, '')`),
		tried("an answer to a lead", "FPSTA", answer("reporter", "1", ":day")),
		tried("an answer to nothing", "FPSTA", answer("reporter", "NULL", ":day")),
		tried("an answer before the visit", "FPDAT", answer("reporter", visit, "'2024-01-01'")),
		tried("an answer in time to come", "FPDAT", answer("reporter", visit, "'2999-01-01'")),
		tried("an answer without end", "FPDAT", answer("reporter", visit, "'infinity'")),
		tried("an answer that says nothing", isNull, `SELECT referral_answer(:c, 77, :visited, `+visit+`, '民政局', 'x', NULL, 'x', :day, NULL, NULL, :reporter, '')`),
		tried("an answer without words", checked, `SELECT referral_answer(:c, 77, :visited, `+visit+`, '民政局', 'x', true, '', :day, NULL, NULL, :reporter, '')`),
		tried("an answer of no office", checked, `SELECT referral_answer(:c, 77, :visited, `+visit+`, '', 'x', true, 'x', :day, NULL, NULL, :reporter, '')`),
		tried("an answer in another county", "FPHND", `SELECT referral_answer('410603', 77, :visited, 3, 'x', 'x', true, 'x', :day, NULL, NULL, :reporter, '')`),
		tried("behind the door", denied, `INSERT INTO referral_answer (county, id, watch, n, upto, office, matter, recognised, words, salt, by_staff, on_day)
			VALUES (:c, 77, :visited, 1, 1, '民政局', 'x', true, 'x', '', :reporter, :day)`),
		tried("an answer rewritten", denied, answer("reporter", visit, ":day"), `UPDATE referral_answer SET recognised = false`),
		tried("an answer taken out", denied, answer("reporter", visit, ":day"), `DELETE FROM referral_answer`),
	)
}

// rounds are households that were looked at and found as they were: a door takes them.
func (f *fort) rounds() {
	look := func(by, homes, day string) string {
		return `SELECT round_look_add(:c, ` + homes + `, ` + day + `, :` + by + `)`
	}
	one := `ARRAY[:stranger]::bigint[]`
	f.refuses(
		tried("a household as it should be", "", look("cadre", one, ":day")),
		tried("none", "", look("cadre", `'{}'`, ":day")),
		tried("by the clerk", "FPHND", look("clerk", one, ":day")),
		tried("by nobody", "FPHND", `SELECT round_look_add(:c, `+one+`, :day, NULL)`),
		tried("twice in a day", "FPSTA", look("cadre", one, ":day"), look("township", one, ":day")),
		tried("one twice", "FPSTA", look("cadre", `ARRAY[:stranger, :stranger]::bigint[]`, ":day")),
		tried("one that is watched", "FPSTA", look("cadre", `ARRAY[:watched_home]::bigint[]`, ":day")),
		tried("one that is not there", "FPSTA", look("cadre", `'{7}'`, ":day")),
		tried("in time to come", "FPDAT", look("cadre", one, "'2999-01-01'")),
		tried("without end", "FPDAT", look("cadre", one, "'infinity'")),
		tried("in another county", "FPHND", `SELECT round_look_add('410603', `+one+`, :day, :cadre)`),
		tried("behind the door", denied, `INSERT INTO round_look (county, household, on_day, by_staff) VALUES (:c, :stranger, :day, :cadre)`),
		tried("taken out", denied, look("cadre", one, ":day"), `DELETE FROM round_look`),
	)
}
