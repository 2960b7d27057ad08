package verify_test

import (
	"context"
	"fmt"
	"time"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/registry"
	"fangpin/reports"
)

var january = reports.Month{Year: 2025, Month: time.January}

// screened are the reports of September and January screened for the watch, with everything in them that can become of a row.
func (w watching) screened() {
	_, err := pgtest.Owner(w.t).ExecContext(w.t.Context(), `UPDATE fangpin.office SET again_months = 6, self_apply = true`)
	w.Must(err)
	w.on(1)
	w.screen(september)
	checked := w.watchOf(w.homes[1])
	w.out(checked, w.homes[1])
	w.on(1)
	more := w.month.Enrol(w.t, "脱贫户", 6)
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: more[2].Head, On: calendar.On(2024, 12, 1)}})
	})
	hospital, population := []string{hospitalColumns}, []string{"姓名,身份证号,变动类型,变动日期"}
	for i, r := range []struct {
		head string
		paid int
		no   string
	}{
		{w.head(w.homes[1]), 9000, "T1"},  // checked not long ago
		{w.head(w.homes[2]), 9000, "T2"},  // has an open matter
		{w.head(w.homes[3]), 33000, "S3"}, // told before
		{w.head(more[0]), 9000, "T3"},     // a lead
		{w.head(more[1]), 900, "T4"},      // below the line
		{w.head(more[2]), 9000, "T5"},     // dead
		{nobody, 9000, "T6"},
	} {
		hospital = append(hospital, fmt.Sprintf("%s,2024-12-%d,区人民医院,%d.00,0.00,%d.00,%s", r.head, 10+i, r.paid, r.paid, r.no))
	}
	for i, h := range more[3:] {
		population = append(population, fmt.Sprintf("%s,迁出,2024-12-%d", w.head(h), 1+i))
	}
	ids := []int64{w.hand(january, hospital, "医保局"), w.hand(january, population, "公安局")}
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return reports.HandOver(ctx, tx, ids) })
	w.screen(january)
	w.doubtful()
	w.on(1)
	w.screen(january)
}

const hospitalColumns = "姓名,身份证号,出院日期,医疗机构,总费用,基本医保支付,个人自付,结算单号"

// nobody is a person whom the registry does not have.
var nobody = "外来人,41060219700101001" + string(idcard.CheckDigit("41060219700101001"))

func (w watching) screen(month reports.Month) {
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Screen(ctx, tx, month)
		return err
	})
}

// watchOf is a household's open watch.
func (w watching) watchOf(h claimstest.Household) (id int64) {
	w.Office.Look(w.Office.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := monitoring.Find(ctx, tx, monitoring.Filter{Households: pg.Only([]int64{h.ID})})
		id = found[0].ID
		return err
	})
	return id
}

// doubtful decides two of three doubtful rows: one is taken, one is not.
func (w watching) doubtful() {
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		rows, err := reports.Rows(ctx, tx, reports.RowFilter{For: reports.Watch, Outcome: reports.Doubtful})
		if err != nil {
			return err
		}
		_, err = monitoring.DecideDoubtful(ctx, tx, []monitoring.Doubt{{Row: rows[0].ID, Take: true}, {Row: rows[1].ID, Words: "外出务工，生活不受影响"}})
		return err
	})
}

// beside is what is done beside the families' ways.
func (w watching) beside(helped int64) {
	w.on(1)
	w.applied()
	for _, partner := range []string{"医保局", "人社局", "医保局（低收入人口）", "民政局（转办户）"} {
		w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			o, err := monitoring.OutlinePush(ctx, tx, partner, monitoring.Need{})
			if err != nil {
				return err
			}
			_, err = monitoring.Push(ctx, tx, partner, "落实医疗保障", monitoring.Need{}, o.Seen)
			return err
		})
	}
	w.recognised()
	unchanged := w.month.Enrol(w.t, "脱贫户", 1)[0].ID
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error { return monitoring.LookedRound(ctx, tx, []int64{unchanged}) })
	w.sampled()
	w.rectified(helped)
}

// recognised are two families of those that the procedure sent to civil affairs: of one it answers by letter, of the other itself.
func (w watching) recognised() {
	letter := w.keep("民政局的复函")
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		sent, err := monitoring.Referrals(ctx, tx, monitoring.ReferralFilter{Open: true})
		if err != nil {
			return err
		}
		r := sent[0]
		return monitoring.AnswerReferral(ctx, tx, monitoring.Recognition{Watch: r.Watch, N: r.N, To: r.To, For: r.For, Words: "名下有经营性车辆",
			Paper: letter, Written: calendar.DateOf(tx.Now)})
	})
	office := w.Office.HireMember(staff.Member{Name: "民政干事", Role: who.Reporter, Agency: "民政局"})
	w.Must(w.Office.Do(office, func(ctx context.Context, tx *pg.Tx) error {
		sent, err := monitoring.Referrals(ctx, tx, monitoring.ReferralFilter{Open: true})
		if err != nil {
			return err
		}
		r := sent[0]
		return monitoring.AnswerReferral(ctx, tx, monitoring.Recognition{Watch: r.Watch, N: r.N, To: r.To, For: r.For, Recognised: true, Words: "经财产检索，符合条件"})
	}))
}

// applied are applications without an account: one taken up by the village, one that it passed on, one declined.
func (w watching) applied() {
	number := func(h claimstest.Household) (number string) { return w.head(h)[len("张三,"):] }
	homes := w.month.Enrol(w.t, "脱贫户", 3)
	for _, h := range homes {
		w.Must(pg.Write(w.t.Context(), w.month.DB, who.Person{County: county}, func(tx *pg.Tx) error {
			_, err := monitoring.Send(w.t.Context(), tx, w.month.Keys, monitoring.SelfApplication{Name: "张三", IDNumber: number(h), Phone: "13800000000",
				Village: w.Get(w.t, w.watchOf(w.homes[2])).Village, Cause: "illness", Words: "住院花了三万", Address: "10.0.0.1"})
			return err
		}))
	}
	var told []monitoring.SelfTold
	w.Office.Look(w.Office.Who(who.Village), func(ctx context.Context, tx *pg.Tx) (err error) {
		told, _, err = monitoring.SelfApplications(ctx, tx, w.month.Keys, monitoring.SelfFilter{})
		return err
	})
	w.on(1)
	admit := func(id int64) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Admit(ctx, tx, w.month.Keys, []int64{id})
			return err
		}
	}
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		_, _, err := monitoring.Contact(ctx, tx, w.month.Keys, told[0].ID, "联系本人")
		return err
	})
	w.do(who.Village, admit(told[0].ID))
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.PassOn(ctx, tx, w.month.Keys, []int64{told[1].ID}, "请核实户籍")
	})
	w.do(who.Township, admit(told[1].ID))
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Decline(ctx, tx, w.month.Keys, []int64{told[2].ID}, "费用已全部报销")
	})
}

// sampled is a spot check with two findings.
func (w watching) sampled() {
	var sample int64
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		sample, err = monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: calendar.On(2024, 11, 1), To: calendar.DateOf(tx.Now), PerTownship: 4})
		return err
	})
	w.Must(w.Office.Do(w.Office.Other(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Check(ctx, tx, sample, []monitoring.CheckFinding{{N: 1, How: monitoring.ByVisit, Sound: true, Words: "与台账一致"},
			{N: 2, How: monitoring.ByPublic, Words: "群众反映没有入户"}})
	}))
}

// rectified is a problem that was put right twice, the second time a day before it was told, for it was sent back, and signed off by another.
func (w watching) rectified(watch int64) {
	var id int64
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		ids, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{{Source: monitoring.OfInspection, Household: w.Get(w.t, watch).Household, Watch: watch,
			Unit: monitoring.Township, Person: "李四", Due: calendar.DateOf(tx.Now) + 10, Problem: "帮扶手册没有填写"}})
		id = ids[0]
		return err
	})
	before := map[bool]calendar.Date{true: 1} // days
	for _, passed := range []bool{false, true} {
		w.on(int(before[passed]))
		w.do(who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Rectified(ctx, tx, monitoring.PutRight{ID: id, On: calendar.DateOf(tx.Now) - before[passed], Words: "已补填",
				Evidence: w.keep(fmt.Sprint("整改照片 ", passed))})
		})
		w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.SignOff(ctx, tx, id, passed, map[bool]string{true: "", false: "签字不全"}[passed])
		})
	}
}
