package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Handing gives a lead to a township, or to the department whose matter it is (S3 §三.2: 集中交办).
type Handing struct {
	Watch int64
	To    string // 乡镇, a department, or ByProcedure; empty: 乡镇
}

// HandOver hands leads over (交办).
func HandOver(ctx context.Context, tx *pg.Tx, of []Handing) error {
	if err := HandOverStep.Permit(tx, fmt.Sprintf("交办线索 %d 户", len(of))); err != nil {
		return err
	}
	agencies, err := agenciesAtWork(ctx, tx)
	if err != nil {
		return err
	}
	of = slices.Clone(of)
	if err := byProcedure(ctx, tx, of, agencies); err != nil {
		return err
	}
	acts := make([]act, len(of))
	for i, h := range of {
		if h.To != "" && h.To != Township && !agencies[h.To] {
			return fault.Invalidf("“%s”没有在岗的部门报送员，请先建立账号，或交办给乡镇", h.To)
		}
		acts[i] = act{watch: h.Watch, Event: procedure.Event{To: h.To}}
	}
	_, err = record(ctx, tx, HandOverStep, procedure.HandOver, acts)
	return err
}

// ByProcedure is in the place of a unit where the procedure says whose the lead is (Whose).
const ByProcedure = "procedure"

// byProcedure names the unit of those that are left to the procedure. What is a department's that has nobody to answer here is the township's.
func byProcedure(ctx context.Context, tx *pg.Tx, of []Handing, agencies map[string]bool) error {
	var left []int64
	for _, h := range of {
		if h.To == ByProcedure {
			left = append(left, h.Watch)
		}
	}
	if len(left) == 0 {
		return nil
	}
	whose, err := Whose(ctx, tx, left)
	if err != nil {
		return err
	}
	for i, h := range of {
		if h.To != ByProcedure {
			continue
		}
		if of[i].To = whose[h.Watch]; !agencies[of[i].To] {
			of[i].To = Township
		}
	}
	return nil
}

// Township is whom leads are handed over to where no department is named.
const Township = procedure.ToTownship

// agenciesAtWork are the departments that have somebody to answer here.
func agenciesAtWork(ctx context.Context, tx *pg.Tx) (map[string]bool, error) {
	var names []string
	err := tx.SelectContext(ctx, &names, `
		SELECT DISTINCT agency FROM staff WHERE county = $1 AND role = 'reporter' AND disabled_at IS NULL AND agency <> ''`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find departments: %w", err)
	}
	at := make(map[string]bool, len(names))
	for _, name := range names {
		at[name] = true
	}
	return at, nil
}

// Reply is what a department says of a matter that it was handed.
type Reply struct {
	Watch   int64
	Settled bool // 部门已办结; else a visit is needed
	Words   string
}

// Answer records a department's replies. Only the department that was handed the matter replies.
func Answer(ctx context.Context, tx *pg.Tx, replies []Reply) error {
	if err := AnswerStep.Permit(tx, fmt.Sprintf("部门答复 %d 户", len(replies))); err != nil {
		return err
	}
	acts := make([]act, len(replies))
	for i, r := range replies {
		text, err := words.Ask("请写明办理情况", "办理情况", r.Words)
		if err != nil {
			return err
		}
		result := procedure.ToVisit
		if r.Settled {
			result = procedure.Settled
		}
		acts[i] = act{watch: r.Watch, words: text, Event: procedure.Event{Result: result}}
	}
	before, err := record(ctx, tx, AnswerStep, procedure.Answer, acts)
	if err != nil {
		return err
	}
	return ownMatters(tx, before)
}

// ownMatters refuses matters of another.
func ownMatters(tx *pg.Tx, of map[int64]Watch) error {
	for _, w := range of {
		if err := w.ownMatter(tx); err != nil {
			return err
		}
	}
	return nil
}

// ownMatter refuses a department or township what was handed over to another (S3 §三.4: 相关乡镇或部门反馈). That it helps a family under watch, or visits
// it, does not make the matter its own. The clerk passes on what any of them told.
func (w Watch) ownMatter(tx *pg.Tx) error {
	if to := cmp.Or(w.To, Township); tx.By.Role != who.Clerk && to != orderedTo(tx) {
		return fault.Forbiddenf("%s交办给了%s，须由其答复和反馈", w.called(), to)
	}
	return nil
}

// Result is how a handed-over matter came out, told by the end of the month (S3 §三.4).
type Result struct {
	Watch int64
	Words string
}

// Feedback records how each handed-over matter came out (结果反馈): of a family not taken in, the reason.
func Feedback(ctx context.Context, tx *pg.Tx, results []Result) error {
	if err := FeedbackStep.Permit(tx, fmt.Sprintf("反馈办理结果 %d 户", len(results))); err != nil {
		return err
	}
	acts := make([]act, len(results))
	for i, r := range results {
		text, err := words.Ask("请逐户说明办理情况", "办理情况", r.Words)
		if err != nil {
			return err
		}
		acts[i] = act{watch: r.Watch, words: text}
	}
	before, err := record(ctx, tx, FeedbackStep, procedure.Feedback, acts)
	if err != nil {
		return err
	}
	return ownMatters(tx, before)
}

// Agencies are the departments that have somebody to answer, to hand matters over to and to order measures from.
func Agencies(ctx context.Context, tx *pg.Tx) ([]string, error) {
	at, err := agenciesAtWork(ctx, tx)
	return slices.Sorted(maps.Keys(at)), err
}
