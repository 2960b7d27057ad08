package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Assignment gives a claim to the adjuster who shall visit.
type Assignment struct {
	Claim    int64
	Adjuster int64
}

// investigationDays is how many working days an adjuster has (domain §3 no. 17).
const investigationDays = 3

// Entrust hands screened claims to their adjusters (S2: 区扶贫办委托保险公司).
func Entrust(ctx context.Context, tx *pg.Tx, assignments []Assignment) error {
	if err := EntrustStep.Permit(tx, fmt.Sprintf("%d 件案件委托查勘", len(assignments))); err != nil {
		return err
	}
	held, err := hold(ctx, tx, EntrustStep, claimsOf(assignments))
	if err != nil {
		return err
	}
	visits := make([]visit, len(assignments))
	for i, a := range assignments {
		visits[i] = visit{a, held[a.Claim].Round, held[a.Claim].Turn + 1}
	}
	return send(ctx, tx, EntrustStep, visits)
}

// visit is an assignment with the round and turn that it begins.
type visit struct {
	Assignment
	round, turn int
}

// send writes the assignments, each due in three working days, and moves their claims to them.
func send(ctx context.Context, tx *pg.Tx, step flow.Step, visits []visit) error {
	ids, people, rounds, turns := split(visits)
	if err := adjusters(ctx, tx, people); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT claim_another($1, $2, $3)`, tx.County, pq.Array(ids), pq.Array(people)); err != nil {
		return fmt.Errorf("entrust to somebody else: %w", err)
	}
	today := calendar.DateOf(tx.Now)
	due, err := calendar.Published().Due(today, investigationDays, calendar.Options{Working: true})
	if err != nil {
		return err
	}
	type row struct {
		Claim       int64         `db:"claim"`
		Round       int           `db:"round"`
		Turn        int           `db:"turn"`
		Adjuster    int64         `db:"adjuster"`
		EntrustedBy int64         `db:"entrusted_by"`
		EntrustedOn calendar.Date `db:"entrusted_on"`
		DueOn       calendar.Date `db:"due_on"`
	}
	rows := make([]row, len(visits))
	for i, v := range visits {
		rows[i] = row{v.Claim, v.round, v.turn, v.Adjuster, tx.By.ID, today, due}
	}
	if err := pg.Insert(ctx, tx, "assignment", rows); err != nil {
		return err
	}
	tx.Cover("assignment", ids...)
	result, err := tx.ExecContext(ctx, `
		UPDATE claim c SET status = $2, round = v.round, turn = v.turn
		FROM unnest($3::bigint[], $4::int[], $5::int[]) AS v (claim, round, turn)
		WHERE c.county = $1 AND c.id = v.claim AND c.status = ANY ($6)`,
		tx.County, step.To, pq.Array(ids), pq.Array(rounds), pq.Array(turns), pq.Array(step.From))
	if err != nil {
		return pinned(fmt.Errorf("%s: %w", step.Verb, err))
	}
	return step.Whole(tx, result, "claim", ids)
}

// adjusters refuses anybody who is not an adjuster at work here, and holds the others at work.
func adjusters(ctx context.Context, tx *pg.Tx, people []int64) error {
	missing, err := staff.Missing(ctx, tx, people, who.Adjuster)
	switch {
	case err != nil:
		return err
	case len(missing) > 0:
		return fault.Invalidf("编号 %d 不是在岗的查勘员，请另选查勘员", missing[0])
	}
	return nil
}

func split(visits []visit) (ids, people, rounds, turns []int64) {
	for _, v := range visits {
		ids, people = append(ids, v.Claim), append(people, v.Adjuster)
		rounds, turns = append(rounds, int64(v.round)), append(turns, int64(v.turn))
	}
	return ids, people, rounds, turns
}

func claimsOf(assignments []Assignment) []int64 {
	ids := make([]int64, len(assignments))
	for i, a := range assignments {
		ids[i] = a.Claim
	}
	return ids
}
