package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/reports"
	"fangpin/screening"
)

// Doubt is what a clerk decides of a doubtful row (存疑线索).
type Doubt struct {
	Row   int64
	Take  bool   // as a lead, or a signal on the family's open matter
	Words string // why not; why so where there is something to say
}

// DecideDoubtful decides doubtful rows, all of them or none: each is taken as a lead, or not with the reason.
func DecideDoubtful(ctx context.Context, tx *pg.Tx, doubts []Doubt) (Leads, error) {
	if err := DecideStep.Permit(tx, fmt.Sprintf("判定存疑线索 %d 行", len(doubts))); err != nil {
		return Leads{}, err
	}
	if len(doubts) == 0 {
		return Leads{}, fault.Invalidf("没有选中任何存疑线索，请先选择")
	}
	if err := alone(ctx, tx); err != nil {
		return Leads{}, err
	}
	rows, err := doubtfulRows(ctx, tx, doubts)
	if err != nil {
		return Leads{}, err
	}
	var taken []*screening.Row
	outcomes := make([]reports.Outcome, len(doubts))
	for i, d := range doubts {
		r := rows[d.Row]
		outcomes[i] = reports.Outcome{Row: d.Row, Household: r.Household, Person: r.Person, Result: reports.NotTaken, By: tx.By.ID}
		if !d.Take {
			if outcomes[i].Reason, err = words.Ask("请写明不作为线索的理由", "理由", d.Words); err != nil {
				return Leads{}, err
			}
			continue
		}
		if d.Words != "" {
			r.Said = r.Tells() + "；县经办判定：" + d.Words
		}
		taken = append(taken, r)
	}
	leads, err := leadDecided(ctx, tx, taken, outcomes)
	if err != nil {
		return Leads{}, err
	}
	return leads, reports.Conclude(ctx, tx, reports.Watch, outcomes)
}

// doubtfulRows are the rows that are decided, each of which waits for it.
func doubtfulRows(ctx context.Context, tx *pg.Tx, doubts []Doubt) (map[int64]*screening.Row, error) {
	ids := make([]int64, len(doubts))
	for i, d := range doubts {
		ids[i] = d.Row
	}
	found, err := reports.Rows(ctx, tx, reports.RowFilter{For: reports.Watch, IDs: pg.Only(ids), Outcome: reports.Doubtful})
	if err != nil {
		return nil, err
	}
	if len(found) != len(doubts) {
		return nil, fault.Conflictf("选中的 %d 行中有 %d 行重复、已判定或不存疑，请刷新后重选", len(doubts), len(doubts)-len(found))
	}
	rows := make(map[int64]*screening.Row, len(found))
	for _, told := range found {
		rows[told.ID], _ = screening.Bare(told)
	}
	return rows, nil
}

// leadDecided makes leads of the rows that were taken, and says in their outcomes what each came to.
func leadDecided(ctx context.Context, tx *pg.Tx, taken []*screening.Row, outcomes []reports.Outcome) (Leads, error) {
	if len(taken) == 0 {
		return Leads{}, nil
	}
	received, err := receivedOn(ctx, tx, taken)
	if err != nil {
		return Leads{}, err
	}
	var signals []Signal
	for _, r := range taken {
		signals = append(signals, signalOf(r, r.Household, received[r.Report]))
	}
	begins, err := beginning(ctx, tx, signals)
	if err != nil {
		return Leads{}, err
	}
	came := map[int64]string{}
	for _, r := range taken {
		came[r.ID] = reports.Signal
		if begins[r.Household] {
			came[r.ID] = reports.Lead
		}
	}
	for i, o := range outcomes {
		if result, is := came[o.Row]; is {
			outcomes[i].Result = result
		}
	}
	return lead(ctx, tx, signals)
}
