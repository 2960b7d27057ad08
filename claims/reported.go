package claims

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
	"fangpin/reports"
)

// ReportedRow is a reported row as lists show it: the name in clear, the number masked, and the claim that it lies in.
type ReportedRow struct {
	reports.Reported
	Name, Number string
	HouseholdNo  string // 户编号
	Claim        int64  // 0 where it lies in none
}

// Result is the outcome as people say it; Title is the kind's.
func (r ReportedRow) Result() string { return reports.OutcomeTitle(r.Outcome) }
func (r ReportedRow) Title() string {
	kind, _ := reports.KindOf(r.Kind)
	return kind.Title
}

// ReportedRows lists rows of the person's part, and how many there are.
func ReportedRows(ctx context.Context, tx *pg.Tx, keys *secret.Keys, f reports.RowFilter) ([]ReportedRow, int, error) {
	total, err := reports.CountRows(ctx, tx, f)
	if err != nil {
		return nil, 0, err
	}
	rows, err := reports.Rows(ctx, tx, f)
	if err != nil {
		return nil, 0, err
	}
	ids, households := make([]int64, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		ids[i], households[i] = r.ID, r.Household
	}
	in, err := OfRows(ctx, tx, ids)
	if err != nil {
		return nil, 0, err
	}
	homes, err := registry.Households(ctx, tx, households)
	if err != nil {
		return nil, 0, err
	}
	lines := make([]ReportedRow, len(rows))
	for i, r := range rows {
		told, err := r.Open(keys, tx.County)
		if err != nil {
			return nil, 0, err
		}
		lines[i] = ReportedRow{r, told.Name, secret.Mask(secret.IDNumber, told.IDNumber), homes[r.Household].No, in[r.ID]}
	}
	return lines, total, nil
}
