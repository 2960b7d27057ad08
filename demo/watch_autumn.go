package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// screenLeads compares the month's rows with the procedure's feeds (S3 §三.2: 比对初筛).
func (w *watching) screenLeads(ctx context.Context) error {
	var s monitoring.Screening
	err := w.do(ctx, w.people.clerk, func(tx *pg.Tx) (err error) {
		s, err = monitoring.Screen(ctx, tx, w.reported)
		return err
	})
	if err != nil {
		return err
	}
	w.autumn = s.Begun
	w.told(line{Step: "线索", Count: fmt.Sprintf("%d 户", len(w.autumn)), Note: fmt.Sprintf(
		"比对 %d 行，并入在办 %d 户，存疑 %d 行，不作线索 %d 行，逐行记明理由", s.Rows, s.Joining, s.Doubtful, s.NotTaken)})
	return nil
}

// handOver is the county's, by the 10th (S2).
func (w *watching) handOver(ctx context.Context) error {
	took, err := w.take(ctx, w.autumn, procedure.HandOver)
	if err != nil {
		return err
	}
	found, err := w.find(ctx, w.autumn)
	if err != nil {
		return err
	}
	note := "交办各乡镇"
	if first := found[0]; first.Due != nil {
		note += fmt.Sprintf("，%s以%s为限", first.Next.Title(), first.Due.Chinese())
	}
	w.told(line{Step: "交办", Count: fmt.Sprintf("%d 户", took[procedure.HandOver]), Note: note})
	return nil
}

// checkFamilies is the villages' visits; the door says what follows from each.
func (w *watching) checkFamilies(ctx context.Context) error {
	w.sifting = true
	_, err := w.take(ctx, w.autumn, procedure.Visit, procedure.Apply)
	w.sifting = false
	if err != nil {
		return err
	}
	found, err := w.find(ctx, w.autumn)
	if err != nil {
		return err
	}
	by, examples := map[procedure.State]int{}, map[procedure.State]string{}
	for _, f := range found {
		if by[f.State]++; by[f.State] == 1 {
			examples[f.State] = fmt.Sprintf("%s户（%s）", f.Head, f.In)
		}
	}
	note := fmt.Sprintf("拟纳入 %d 户", by[procedure.StateEntering])
	for _, state := range []procedure.State{procedure.StateOffline, procedure.StateNotTaken} {
		if by[state] > 0 {
			note += fmt.Sprintf("，%s %d 户，如 %s", state.Title(), by[state], examples[state])
		}
	}
	w.told(line{Step: "核查", Count: fmt.Sprintf("%d 户", len(found)), Note: note})
	return nil
}

// evaluate is the villages' meetings and notices.
func (w *watching) evaluate(ctx context.Context) error {
	took, err := w.take(ctx, w.autumn, procedure.Evaluate)
	if err != nil {
		return err
	}
	w.told(line{Step: "评议", Count: fmt.Sprintf("%d 户", took[procedure.Evaluate]), Note: "村级评议通过，票数和记录在案"})
	if took, err = w.take(ctx, w.autumn, procedure.Post); err != nil {
		return err
	}
	if n := took[procedure.Post]; n > 0 {
		last, _ := w.rule.NoticeUntil(w.today())
		w.told(line{Step: "公示", Count: fmt.Sprintf("%d 户", n), Note: fmt.Sprintf("村公示栏张贴 %d 天，%s期满；不列金额和原因", w.rule.Publicity.Days, last.Day.Chinese())})
	}
	return nil
}

// decide goes from the township to the national system: an objection is not right, and one family comes again from the visit.
func (w *watching) decide(ctx context.Context) error {
	entering, err := w.inState(ctx, w.autumn, procedure.StateEntering)
	if err != nil || len(entering) < 2 {
		return fmt.Errorf("the autumn takes in %d families: %w", len(entering), err)
	}
	objected, err := w.opposed(ctx, entering[0])
	if err != nil {
		return err
	}
	returned := entering[1]
	err = w.do(ctx, w.people.of(returned), func(tx *pg.Tx) error {
		return monitoring.Review(ctx, tx, []monitoring.Decision{{Watch: returned.ID, Result: procedure.Return, Opinion: "自付医疗费用没有票据，请补充核查"}})
	})
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(w.autumn), func(id int64) bool { return id == returned.ID })
	took, err := w.take(ctx, others, append([]procedure.Act{procedure.Feedback}, after...)...)
	if err != nil {
		return err
	}
	if _, err := w.take(ctx, []int64{returned.ID}, before...); err != nil {
		return err
	}
	w.told(line{Step: "审定", Count: fmt.Sprintf("%d 户", took[procedure.Approve]), Note: fmt.Sprintf("%s%s户（%s）被乡镇退回，重新核查、评议%s",
		objected, returned.Head, returned.In, map[bool]string{true: "、公示"}[w.rule.Publicity != nil])})
	if n := took[procedure.Register]; n > 0 {
		w.told(line{Step: "录入", Count: fmt.Sprintf("%d 户", n), Note: "登记全国系统编号，户标签当日生效" + filed(took[procedure.File])})
	} else {
		w.told(line{Step: "备案", Count: fmt.Sprintf("%d 户", took[procedure.File]), Note: "户标签当日生效"})
	}
	return nil
}

func filed(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("；%d 户报市备案", n)
}

// opposed is an objection to a family whose notice hung, and its dismissal.
func (w *watching) opposed(ctx context.Context, f monitoring.Watch) (string, error) {
	if w.rule.Publicity == nil {
		return "", nil
	}
	err := w.do(ctx, w.people.villages[f.Village], func(tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, f.ID, w.today(), "反映该户儿子在外务工，收入没有计算")
	})
	if err != nil {
		return "", err
	}
	err = w.do(ctx, w.people.clerk, func(tx *pg.Tx) error {
		all, err := monitoring.ObjectionsOf(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		return monitoring.Dismiss(ctx, tx, f.ID, monitoring.OldestOpen(all), "务工收入已计入，有工资流水", w.sign)
	})
	return fmt.Sprintf("%s户（%s）有异议，经核查不成立；", f.Head, f.In), err
}

// nominate is the villages' nominations of those whose months are over, and the steps up to the notice.
func (w *watching) nominate(ctx context.Context) error {
	if err := w.feedBack(ctx, w.autumn, 0); err != nil {
		return err
	}
	_, err := w.take(ctx, w.spring[:released], append([]procedure.Act{procedure.Nominate}, before...)...)
	return err
}

// help plans and orders for those taken in, carries out a half, and leaves the other open.
func (w *watching) help(ctx context.Context) error {
	if _, err := w.take(ctx, w.autumn, append(slices.Clone(after), procedure.Plan)...); err != nil {
		return err
	}
	watched, err := w.inState(ctx, w.autumn, procedure.StateWatched)
	if err != nil {
		return err
	}
	if err := w.nameHelpers(ctx, watched[:max(0, len(watched)-helpless)]); err != nil {
		return err
	}
	half := len(watched) / 2
	soon, later := calendar.On(2024, 11, 30), calendar.On(2024, 12, 31)
	if err := w.order(ctx, watched[:half], &soon); err != nil {
		return err
	}
	if err := w.order(ctx, watched[half:], &later); err != nil {
		return err
	}
	if err := w.carryOut(ctx, watched[:half]); err != nil {
		return err
	}
	kinds := map[string]int{}
	for _, f := range watched {
		kinds[*f.Kind]++
	}
	var words []string
	for _, kind := range w.rule.Kinds {
		if kinds[kind] > 0 {
			words = append(words, fmt.Sprintf("%s %d", kind, kinds[kind]))
		}
	}
	w.told(line{Step: "帮扶", Count: fmt.Sprintf("%d 户", len(watched)), Note: fmt.Sprintf("%s；措施落实 %d 户，在办 %d 户", strings.Join(words, "、"), half, len(watched)-half)})
	return w.recognise(ctx)
}

// recognise is what civil affairs answers of the families that their visits sent to it, where the procedure sends any: of the first by letter, which a
// clerk enters; the last few wait.
func (w *watching) recognise(ctx context.Context) error {
	i := slices.IndexFunc(w.people.reporters, func(p who.Person) bool { return p.Agency == "民政局" })
	var open []monitoring.Referral
	err := w.look(ctx, func(tx *pg.Tx) (err error) {
		open, err = monitoring.Referrals(ctx, tx, monitoring.ReferralFilter{Open: true})
		return err
	})
	if err != nil || len(open) <= unanswered {
		return err
	}
	recognised := 0
	for n, r := range open[:len(open)-unanswered] {
		a := monitoring.Recognition{Watch: r.Watch, N: r.N, To: r.To, For: r.For, Recognised: n%4 != 3, Words: "经家庭经济状况核对，符合低收入家庭条件"}
		if a.Recognised {
			recognised++
		} else {
			a.Words = "名下有经营性车辆，家庭财产超过规定"
		}
		by := w.people.reporters[i]
		if n == 0 {
			letter, err := w.photo(ctx, archive.WatchFile, r.Watch, int64(r.N))
			if err != nil {
				return err
			}
			by, a.Paper, a.Written = w.people.clerk, letter.File, w.today()
		}
		if err := w.do(ctx, by, func(tx *pg.Tx) error { return monitoring.AnswerReferral(ctx, tx, a) }); err != nil {
			return err
		}
	}
	w.told(line{Step: "转办", Count: fmt.Sprintf("%d 户", len(open)), Note: fmt.Sprintf("转%s：%s，符合条件 %d 户，不符合 %d 户，待答复 %d 户", open[0].To, open[0].For, recognised, len(open)-unanswered-recognised, unanswered)})
	return nil
}

// clearRisks releases those nominated, if the procedure releases anybody yet.
func (w *watching) clearRisks(ctx context.Context) error {
	ids := w.spring[:released]
	if _, err := w.take(ctx, ids, after...); err != nil {
		return err
	}
	cleared, err := w.inState(ctx, ids, procedure.StateCleared)
	if err != nil {
		return err
	}
	note := "提名、核查、评议、审核、审定，标注风险消除"
	switch {
	case len(cleared) > 0:
		note = fmt.Sprintf("如 %s户（%s），%s；%s", cleared[0].Head, cleared[0].In, perHead(cleared[0]), note)
	case w.rule.Clear == nil:
		note = "程序没有写风险消除：不脱困、不脱钩"
	default:
		note = "还没有满期的户" + w.earliest(ctx)
	}
	w.told(line{Step: "消除", Count: fmt.Sprintf("%d 户", len(cleared)), Note: note})
	return nil
}

// earliest says from when one of the spring's families may be nominated.
func (w *watching) earliest(ctx context.Context) string {
	found, err := w.find(ctx, w.spring)
	if err != nil || len(found) == 0 || found[0].NominateFrom == nil {
		return ""
	}
	return "，最早 " + found[0].NominateFrom.Chinese() + "可以提名"
}
