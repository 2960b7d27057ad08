package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// wait is a step that watches wait for: what is next of them, and whose it is to begin it. A step that several may take waits for those who
// have it from day to day; the others find it in their lists.
type wait struct {
	step flow.Step
	next procedure.Act
	who  []who.Role

	noticed bool // of what waits to be posted: a notice of it was made
}

var waits = []wait{
	{HandOverStep, procedure.HandOver, clerk, false},
	{AnswerStep, procedure.Answer, AnswerStep.Roles, false},
	{VisitStep, procedure.Visit, field, false},
	{ApplyStep, procedure.Apply, village, false},
	{EvaluateStep, procedure.Evaluate, village, false},
	{NoticeStep, procedure.Post, field, false},
	{PostStep, procedure.Post, field, true},
	{DismissStep, procedure.Decide, office, false},
	{ReviewStep, procedure.Review, township, false},
	{CompareStep, procedure.Compare, clerk, false},
	{ApproveStep, procedure.Approve, ApproveStep.Roles, false},
	{AnnounceStep, procedure.Announce, clerk, false},
	{RegisterStep, procedure.Register, township, false},
	{FileStep, procedure.File, clerk, false},
	{PlanStep, procedure.Plan, township, false},
	{FollowUpStep, procedure.FollowUp, field, false},
	{MarkStep, procedure.Mark, township, false},
}

// noticed tells of a watch w that waits to be posted whether a notice of it was made in this round: one that nobody has put up, or that came down.
const noticed = `EXISTS (SELECT FROM notice_row x WHERE x.county = w.county AND x.watch = w.id AND ` + ofNewest + `)`

// Tasks are what waits for the acting person in this room, each with the first day and how many are past theirs.
func Tasks(ctx context.Context, tx *pg.Tx) (tasks []flow.Task, err error) {
	if !slices.Contains(Readers, tx.By.Role) {
		return nil, nil
	}
	for _, more := range []func(context.Context, *pg.Tx, []flow.Task) ([]flow.Task, error){
		stepsWaiting, leadsWaiting, sentWaiting, nominations, openMeasures, proposedRules, termEnding, selfWaiting, checking, rectifying, duePushes, judging, naming, looking, counting, feedingBack, telling,
	} {
		if tasks, err = more(ctx, tx, tasks); err != nil {
			return nil, err
		}
	}
	return tasks, nil
}

// stepsWaiting are the steps of the person's that watches wait for: what waits is gone through once, and counted by what is next.
func stepsWaiting(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	mine := slices.DeleteFunc(slices.Clone(waits), func(w wait) bool { return !slices.Contains(w.who, tx.By.Role) })
	if len(mine) == 0 {
		return tasks, nil
	}
	visitors, err := VisitorsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	var counted []struct {
		Next    procedure.Act `db:"next"`
		Noticed bool          `db:"noticed"`
		flow.Task
	}
	err = tx.SelectContext(ctx, &counted, `
		SELECT stood.next, stood.next = '`+string(procedure.Post)+`' AND `+noticed+` AS noticed, COUNT(*) AS count, MIN(stood.due) AS due,
		  COUNT(*) FILTER (WHERE stood.due < @today) AS late`+fromWatches(tx)+` AND stood.next IS NOT NULL GROUP BY 1, 2`,
		Filter{Ended: true, Visitors: visitors}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("count what watches wait for: %w", err)
	}
	for _, w := range mine {
		for _, c := range counted {
			if c.Next == w.next && c.Noticed == w.noticed {
				c.Verb = w.step.Verb
				tasks = append(tasks, c.Task)
			}
		}
	}
	return tasks, nil
}

// some adds a task of which there is one at least.
func some(tasks []flow.Task, t flow.Task) []flow.Task {
	if t.Count == 0 {
		return tasks
	}
	return append(tasks, t)
}

// nominations are the families that a village may nominate for release from today on. Nothing sets a day by which it must.
func nominations(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !NominateStep.May(tx.By.Role) {
		return tasks, nil
	}
	t := flow.Task{Verb: NominateStep.Verb}
	err := tx.GetContext(ctx, &t.Count, `SELECT COUNT(*)`+fromWatches(tx), Filter{Nominable: true}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("families that may be nominated: %w", err)
	}
	return some(tasks, t), nil
}

// openMeasures are those ordered to whoever asks that are neither done nor withdrawn.
func openMeasures(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !DoneStep.May(tx.By.Role) {
		return tasks, nil
	}
	t := flow.Task{Verb: DoneStep.Verb}
	err := tx.GetContext(ctx, &t, `
		SELECT COUNT(*) AS count, MIN(m.due_on) AS due, COUNT(*) FILTER (WHERE m.due_on < @today) AS late
		FROM (SELECT w.id, w.county`+fromWatches(tx)+`) w JOIN (`+open+`) m ON m.county = w.county AND m.watch = w.id
		WHERE m.ordered_to = @to`, Filter{}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("open measures: %w", err)
	}
	return some(tasks, t), nil
}

// open are the measures of families under watch that are neither done nor withdrawn.
const open = `SELECT m.* FROM measure_closing m JOIN watch w ON w.county = m.county AND w.id = m.watch
	  WHERE m.county = @county AND m.closed IS NULL AND w.state IN ('watched', 'clearing')`

// orderedTo is how orders call whoever asks.
func orderedTo(tx *pg.Tx) string { return orderedOf(tx.By) }

func orderedOf(by who.Person) string { return cmp.Or(by.Agency, Township) }

// notice is how many days before its procedure's term ends a county is told: two people must have read and adopted another by then.
const notice = 30

// termEnding asks the clerk for the next procedure (S0: 每年动态划定): without one in force no report becomes a lead and no department is asked for any,
// which nobody would miss.
func termEnding(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !ProposeStep.May(tx.By.Role) {
		return tasks, nil
	}
	var adopted []struct {
		From calendar.Date `db:"from_on"`
		To   calendar.Date `db:"term_to"`
	}
	err := tx.SelectContext(ctx, &adopted, `
		SELECT a.from_on, p.term_to FROM procedure_adoption a JOIN procedure p ON p.county = a.county AND p.id = a.procedure
		WHERE a.county = $1 AND NOT EXISTS (SELECT FROM proposal o WHERE o.county = a.county AND o.act = 'procedure' AND o.confirmed IS NULL AND o.expires_at > clock_timestamp())
		ORDER BY a.from_on`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find the terms of procedures: %w", err)
	}
	today := calendar.DateOf(tx.Now)
	var last *calendar.Date // the last day of those in force without a gap
	for _, a := range adopted {
		if a.From <= today || last != nil && a.From <= *last+1 {
			last = &a.To
		}
	}
	if last == nil || *last >= today+notice {
		return tasks, nil
	}
	t := flow.Task{Verb: ProposeStep.Verb, Count: 1, Due: last}
	if *last < today {
		t.Late = 1
	}
	return append(tasks, t), nil
}

// proposedRules are procedures that another person proposed and nobody has decided.
func proposedRules(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !AdoptStep.May(tx.By.Role) {
		return tasks, nil
	}
	t := flow.Task{Verb: AdoptStep.Verb}
	err := tx.GetContext(ctx, &t.Count, `
		SELECT COUNT(*) FROM procedure p WHERE p.county = $1 AND p.proposed_by <> $2 AND p.term_to >= $3
		  AND (SELECT x.confirmed IS NULL AND x.expires_at > clock_timestamp() FROM proposal x
		    WHERE x.county = p.county AND x.act = 'procedure' AND x.subject = p.id ORDER BY x.id DESC LIMIT 1)`,
		tx.County, tx.By.ID, calendar.DateOf(tx.Now))
	if err != nil {
		return nil, fmt.Errorf("procedures to confirm: %w", err)
	}
	return some(tasks, t), nil
}
