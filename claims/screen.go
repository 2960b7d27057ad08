package claims

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/screening"
)

// Screening is what one run (比对) came to.
type Screening struct {
	Rows     int     // judged: the month's, and earlier ones that are in no claim
	Taken    int     // of them, into a claim
	NotTaken int     // each with its reason
	Raised   []int64 // new claims
	Joined   []int64 // claims not yet entrusted that took further rows
}

// Screen judges the rows of the month's reports that were handed over, and with them every earlier row that lies in no live claim: is
// the person known, insured on the day, above a warning line, not told before? It raises the claims and keeps the reason for every row
// not taken in. Run again, it judges again, and writes only what became different.
func Screen(ctx context.Context, tx *pg.Tx, month reports.Month) (Screening, error) {
	if err := ScreenStep.Permit(tx, month.String()+" 月报比对"); err != nil {
		return Screening{}, err
	}
	tx.JudgedBy(screening.Sieve)
	// Two screenings at once would raise the same claims: the second waits, and sees the first one's.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('claims.screen ' || $1))`, tx.County); err != nil {
		return Screening{}, fmt.Errorf("wait to screen: %w", err)
	}
	rows, err := screening.Gather(ctx, tx, month)
	if err != nil {
		return Screening{}, err
	}
	if len(rows) == 0 {
		return Screening{}, fault.Invalidf("%s没有已交办的月报，请先接收并交办各部门的月报", monthOf(month))
	}
	in, err := OfRows(ctx, tx, screening.IDs(rows))
	if err != nil {
		return Screening{}, err
	}
	fit, err := screening.Sift(rows, in)
	if err != nil {
		return Screening{}, err
	}
	r, err := newRaising(ctx, tx, month, fit)
	if err != nil {
		return Screening{}, err
	}
	r.raise()
	if err := r.write(ctx, tx); err != nil {
		return Screening{}, err
	}
	return r.result(rows), screening.Keep(ctx, tx, reports.Insurance, rows)
}

func monthOf(m reports.Month) string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }
