package monitoring

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/reports"
	"fangpin/screening"
)

// Screen judges the rows of the month's reports that were handed over, and with them every earlier row that no lead took, by the feeds of the
// procedure in force (S3 §三.2: 比对初筛): all rows of a family are one lead, those of a family with an open matter are signals on it, and every
// other row keeps its reason, or what a clerk is asked. Run again, it judges again, and writes only what became different.
func Screen(ctx context.Context, tx *pg.Tx, month reports.Month) (Screening, error) {
	if err := ScreenStep.Permit(tx, month.String()+" 月报线索比对"); err != nil {
		return Screening{}, err
	}
	if err := alone(ctx, tx); err != nil {
		return Screening{}, err
	}
	s, err := sift(ctx, tx, month)
	if err != nil {
		return Screening{}, err
	}
	out, err := s.counted(ctx, tx)
	if err != nil {
		return Screening{}, err
	}
	if len(s.taken) > 0 {
		signals, err := s.signals(ctx, tx)
		if err != nil {
			return Screening{}, err
		}
		leads, err := lead(ctx, tx, signals)
		if err != nil {
			return Screening{}, err
		}
		out.Begun, out.Joined = leads.Begun, leads.Joined
	}
	return out, screening.Keep(ctx, tx, reports.Watch, s.rows)
}

// Preview says what Screen would come to, and writes nothing.
func Preview(ctx context.Context, tx *pg.Tx, month reports.Month) (Screening, error) {
	if !ScreenStep.May(tx.By.Role) {
		return Screening{}, fault.Forbiddenf("“%s”由县经办办理，%s无权预览", ScreenStep.Title, tx.By.Role.Title())
	}
	s, err := sift(ctx, tx, month)
	if err != nil {
		return Screening{}, err
	}
	return s.counted(ctx, tx)
}

// alone makes the second of two that record leads wait, and see the first one's: it would begin a second watch of a family.
func alone(ctx context.Context, tx *pg.Tx) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('monitoring.lead ' || $1))`, tx.County); err != nil {
		return fmt.Errorf("wait to record leads: %w", err)
	}
	return nil
}

// sifted are the rows of a screening, each with what becomes of it.
type sifted struct {
	rule  *procedure.Procedure
	rows  []*screening.Row
	taken []*screening.Row // as leads or signals
}

// sift judges the month's rows.
func sift(ctx context.Context, tx *pg.Tx, month reports.Month) (*sifted, error) {
	rule, err := InForce(ctx, tx, calendar.DateOf(tx.Now))
	if err != nil {
		return nil, err
	}
	tx.JudgedBy(Engine)
	tx.JudgedBy(screening.Feeds)
	rows, err := screening.GatherWatched(ctx, tx, month)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.Invalidf("%d年%d月没有已交办的月报，请先接收并交办各部门的月报", month.Year, month.Month)
	}
	in, err := OfRows(ctx, tx, screening.IDs(rows))
	if err != nil {
		return nil, err
	}
	fit, err := screening.Heed(rows, in, rule.Procedure)
	if err != nil {
		return nil, err
	}
	s := &sifted{rule: rule.Procedure, rows: rows}
	return s, s.place(ctx, tx, fit)
}

// place says of each row that matches a feed, or is doubtful, what it comes to for its family. Whatever else was told of a family that becomes or
// has a matter goes with it.
func (s *sifted) place(ctx context.Context, tx *pg.Tx, fit []*screening.Row) error {
	doubtful := slices.DeleteFunc(slices.Clone(s.rows), func(r *screening.Row) bool { return !r.Judged || r.Asked == "" })
	households := make([]int64, 0, len(fit)+len(doubtful))
	for _, r := range slices.Concat(fit, doubtful) {
		households = append(households, r.Who.Household)
	}
	open, err := openOf(ctx, tx, households)
	if err != nil {
		return err
	}
	handled, err := handledOf(ctx, tx, households)
	if err != nil {
		return err
	}
	begun := map[int64]bool{}
	for _, r := range fit {
		_, again := handled[kindOf{r.Who.Household, r.Of.Code}]
		if state, live := open[r.Who.Household]; live && state.Reopens(r.Of.Risk) || !live && !again {
			begun[r.Who.Household] = true
		}
	}
	for _, r := range slices.Concat(fit, doubtful) {
		state, live := open[r.Who.Household]
		switch {
		case begun[r.Who.Household]:
			s.take(r, reports.Lead)
		case live && r.Asked != "" && state.Reopens(r.Of.Risk): // it would send somebody to the family: a clerk is asked
		case live:
			s.take(r, reports.Signal)
		case r.Feed != nil:
			r.Again(handled[kindOf{r.Who.Household, r.Of.Code}])
		}
	}
	for _, r := range s.rows {
		if r.Judged && r.Decided && r.Outcome == reports.NotTaken && r.Result == "" {
			r.Leave() // what a clerk answered stands, until the rules take the row
		}
	}
	return nil
}

func (s *sifted) take(r *screening.Row, as string) {
	r.Result, r.Asked = as, ""
	s.taken = append(s.taken, r)
}

// signals are the taken rows as the watch keeps them, told on the day that their report came in.
func (s *sifted) signals(ctx context.Context, tx *pg.Tx) ([]Signal, error) {
	received, err := receivedOn(ctx, tx, s.taken)
	if err != nil {
		return nil, err
	}
	signals := make([]Signal, len(s.taken))
	for i, r := range s.taken {
		signals[i] = signalOf(r, r.Who.Household, received[r.Report])
	}
	return signals, nil
}

// signalOf is a row as the watch of its household keeps it.
func signalOf(r *screening.Row, household int64, on calendar.Date) Signal {
	return Signal{Household: household, Source: Report, As: r.Agency, Row: r.ID, On: on, Risk: r.Of.Risk, Words: r.Tells()}
}

// receivedOn is when the rows' reports came in, by report.
func receivedOn(ctx context.Context, tx *pg.Tx, rows []*screening.Row) (map[int64]calendar.Date, error) {
	ids := map[int64]bool{}
	for _, r := range rows {
		ids[r.Report] = true
	}
	found, err := reports.Find(ctx, tx, reports.Filter{IDs: pg.Only(slices.Collect(maps.Keys(ids)))})
	if err != nil {
		return nil, err
	}
	on := make(map[int64]calendar.Date, len(found))
	for _, r := range found {
		on[r.ID] = min(r.ReceivedOn, calendar.DateOf(tx.Now))
	}
	return on, nil
}
