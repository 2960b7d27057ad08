package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// write stores the batch in two statements.
func (a *assessor) write(ctx context.Context, tx *pg.Tx) error {
	if err := a.writeAssessments(ctx, tx); err != nil {
		return err
	}
	if len(a.payouts) == 0 {
		return nil
	}
	return a.writePayouts(ctx, tx)
}

func (a *assessor) writeAssessments(ctx context.Context, tx *pg.Tx) error {
	n := len(a.rows)
	ids, claimIDs, schemes, households, people := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	rounds, parts, numbers, adjusters := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	accumulators, owns, amounts := make([]string, n), make([]string, n), make([]string, n)
	facts, pasts, workings := make([]string, n), make([]string, n), make([]string, n)
	for i, r := range a.rows {
		ids[i], claimIDs[i], schemes[i], households[i], people[i] = r.id, r.claim, r.scheme, r.household, r.person
		rounds[i], parts[i], numbers[i], adjusters[i] = int64(r.round), int64(r.part), int64(r.n), r.adjuster
		accumulators[i], owns[i], amounts[i] = r.accumulator, r.own.StringFixed(2), r.amount.StringFixed(2)
		facts[i], pasts[i], workings[i] = string(r.facts), string(r.past), string(r.working)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO assessment (county, id, claim, round, part, adjuster, assessed_by, assessed_on, scheme, household, person,
		  accumulator, n, own, amount, facts, past, working)
		SELECT $1, r.id, r.claim, r.round, r.part, r.adjuster, $2, $3, r.scheme, r.household, r.person,
		  r.accumulator, r.n, r.own, r.amount, r.facts::jsonb, r.past::jsonb, r.working::jsonb
		FROM unnest($4::bigint[], $5::bigint[], $6::int[], $7::int[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[],
		  $12::text[], $13::int[], $14::numeric[], $15::numeric[], $16::text[], $17::text[], $18::text[])
		  AS r (id, claim, round, part, adjuster, scheme, household, person, accumulator, n, own, amount, facts, past, working)`,
		tx.County, tx.By.ID, a.on, pq.Array(ids), pq.Array(claimIDs), pq.Array(rounds), pq.Array(parts), pq.Array(adjusters),
		pq.Array(schemes), pq.Array(households), pq.Array(people), pq.Array(accumulators), pq.Array(numbers), pq.Array(owns),
		pq.Array(amounts), pq.Array(facts), pq.Array(pasts), pq.Array(workings))
	if err != nil {
		return fmt.Errorf("write assessments: %w", err)
	}
	tx.Cover("assessment", ids...)
	return nil
}

func (a *assessor) writePayouts(ctx context.Context, tx *pg.Tx) error {
	n := len(a.payouts)
	ids, claimIDs, rounds, adjusters := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	schemes, funds, payees, places, amounts := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]string, n)
	for i, p := range a.payouts {
		ids[i], claimIDs[i], rounds[i], adjusters[i] = p.ID, p.Claim, int64(p.Round), p.Adjuster
		schemes[i], funds[i], payees[i], places[i], amounts[i] = p.Scheme, p.Fund, p.Payee, p.Place, p.Amount.StringFixed(2)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount)
		SELECT $1, r.id, r.claim, r.round, r.adjuster, $2, r.scheme, r.fund, r.payee, r.place, r.amount
		FROM unnest($3::bigint[], $4::bigint[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::numeric[])
		  AS r (id, claim, round, adjuster, scheme, fund, payee, place, amount)`,
		tx.County, tx.By.ID, pq.Array(ids), pq.Array(claimIDs), pq.Array(rounds), pq.Array(adjusters), pq.Array(schemes),
		pq.Array(funds), pq.Array(payees), pq.Array(places), pq.Array(amounts))
	if err != nil {
		return fmt.Errorf("write payouts: %w", err)
	}
	tx.Cover("payout", ids...)
	return nil
}
