package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/policy"
)

// Awards are what an assessment (核定金额) came to.
type Awards struct {
	Payouts []int64         // one for each claim with an amount above zero
	Zero    []int64         // the claims that end as 无应付金额: the household is told
	Total   decimal.Decimal // yuan
}

// Assess fixes the amounts of filed claims by the scheme of their event date, in the order given. The households are locked, so
// that two assessments at once cannot both spend the same cap.
func Assess(ctx context.Context, tx *pg.Tx, ids []int64) (Awards, error) {
	if err := AssessStep.Permit(tx, fmt.Sprintf("核定 %d 件案件的金额", len(ids))); err != nil {
		return Awards{}, err
	}
	tx.JudgedBy(policy.Engine)
	cases, err := filedClaims(ctx, tx, ids)
	if err != nil {
		return Awards{}, err
	}
	if err := claims.Apart(ctx, tx, claims.AssessorPart, ids); err != nil {
		return Awards{}, err
	}
	a, err := newAssessor(ctx, tx, cases)
	if err != nil {
		return Awards{}, err
	}
	for _, c := range cases {
		if err := a.assess(c); err != nil {
			return Awards{}, err
		}
	}
	if err := a.write(ctx, tx); err != nil {
		return Awards{}, err
	}
	return a.result, nil
}

// AssessAll fixes the amounts of all claims that wait for theirs (Pending), if they are those that the person was shown.
func AssessAll(ctx context.Context, tx *pg.Tx, seen shown.Rows) (Awards, error) {
	ids, err := Pending(ctx, tx)
	if err != nil {
		return Awards{}, err
	}
	if err := AssessStep.Permit(tx, fmt.Sprintf("核定 %d 件案件的金额", len(ids))); err != nil {
		return Awards{}, err
	}
	if err := seen.Still(ids, "待核定的案件"); err != nil {
		return Awards{}, err
	}
	return Assess(ctx, tx, ids)
}

// filedClaim is a claim with what the adjuster found.
type filedClaim struct {
	claims.Claim
	finding claims.Finding
}

// filedClaims reads the claims in the order given. Their households are locked first, in the order of their ids; then the claims
// themselves, so that nobody begins another round between the claim and its finding.
func filedClaims(ctx context.Context, tx *pg.Tx, ids []int64) ([]filedClaim, error) {
	if len(ids) == 0 {
		return nil, fault.Invalidf("没有选中要核定的案件")
	}
	_, err := tx.ExecContext(ctx, `
		SELECT household_lock($1, ARRAY(SELECT household FROM claim WHERE county = $1 AND id = ANY ($2)))`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("lock households: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `SELECT FROM claim WHERE county = $1 AND id = ANY ($2) ORDER BY id FOR SHARE`, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("lock claims: %w", err)
	}
	filed, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids), Status: claims.Filed})
	if err != nil {
		return nil, err
	}
	found, err := claims.Found(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]claims.Claim, len(filed))
	for _, c := range filed {
		at[c.ID] = c
	}
	out := make([]filedClaim, 0, len(ids))
	for _, id := range ids {
		c, ok := at[id]
		if !ok {
			return nil, fault.Conflictf("有案件尚未备案或已作废，不能核定，请刷新后重选")
		}
		out = append(out, filedClaim{c, found[id]})
	}
	return out, nil
}
