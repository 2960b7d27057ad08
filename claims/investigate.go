package claims

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Investigate records what the adjuster found at each household. A finding that qualifies goes on to the village; the others end
// their claims (不予赔付), each with its reason.
func Investigate(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	if err := InvestigateStep.Permit(tx, fmt.Sprintf("%d 件案件的查勘结论", len(findings))); err != nil {
		return err
	}
	findings = slices.Clone(findings)
	ids := make([]int64, len(findings))
	for i, f := range findings {
		ids[i], findings[i].Cases = f.Claim, slices.Clone(f.Cases)
	}
	held, err := hold(ctx, tx, InvestigateStep, ids)
	if err != nil {
		return err
	}
	j, err := newJudge(ctx, tx, held)
	if err != nil {
		return err
	}
	for i := range findings {
		if err := j.judge(&findings[i]); err != nil {
			return err
		}
	}
	if err := conclude(ctx, tx, findings); err != nil {
		return err
	}
	return settle(ctx, tx, findings)
}

// settle moves the claims to what was found.
func settle(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	var found, not []int64
	for _, f := range findings {
		if f.Qualifies {
			found = append(found, f.Claim)
		} else {
			not = append(not, f.Claim)
		}
	}
	if len(found) > 0 {
		if err := InvestigateStep.Advance(ctx, tx, "claim", found); err != nil {
			return err
		}
	}
	if len(not) > 0 {
		return DeclineStep.Advance(ctx, tx, "claim", not)
	}
	return nil
}

// conclude writes the findings and their evidence. Rounds, turns and adjusters are those of the claims as the judge saw them.
func conclude(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	var claims, rounds, turns []int64
	var visited, why, cases []string
	var far []*string
	var qualifies []bool
	var salts pq.ByteaArray
	for _, f := range findings {
		if f.Cases == nil {
			f.Cases = []Case{}
		}
		told, err := json.Marshal(f.Cases)
		if err != nil {
			return fmt.Errorf("cases of claim %d: %w", f.Claim, err)
		}
		confirmed, err := confirmed(f.Deviations)
		if err != nil {
			return fmt.Errorf("finding of claim %d: %w", f.Claim, err)
		}
		claims, rounds, turns = append(claims, f.Claim), append(rounds, int64(f.Round)), append(turns, int64(f.Turn))
		far = append(far, confirmed)
		visited, why, cases = append(visited, f.VisitedOn.String()), append(why, f.Why), append(cases, string(told))
		qualifies, salts = append(qualifies, f.Qualifies), append(salts, secret.Salt())
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO finding (county, claim, round, turn, adjuster, visited_on, qualifies, why, cases, far, salt)
		SELECT $1, u.claim, u.round, u.turn, $2, u.visited_on, u.qualifies, u.why, u.cases, u.far, u.salt
		FROM unnest($3::bigint[], $4::int[], $5::int[], $6::date[], $7::boolean[], $8::text[], $9::jsonb[], $10::jsonb[], $11::bytea[])
		  AS u (claim, round, turn, visited_on, qualifies, why, cases, far, salt)`,
		tx.County, tx.By.ID, pq.Array(claims), pq.Array(rounds), pq.Array(turns), pq.Array(visited), pq.Array(qualifies),
		pq.Array(why), pq.Array(cases), pq.Array(far), salts)
	if err != nil {
		return fmt.Errorf("record findings: %w", err)
	}
	tx.Cover("finding", claims...)
	return attach(ctx, tx, findings)
}

// confirmed is how deviations are stored: as JSON, null where nothing was far.
func confirmed(of []Deviation) (*string, error) {
	if len(of) == 0 {
		return nil, nil
	}
	out, err := json.Marshal(of)
	text := string(out)
	return &text, err
}

// attach writes the evidence. The files lie in the archive before.
func attach(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	var claims, rounds, turns []int64
	var kinds []string
	var files pq.ByteaArray
	for _, f := range findings {
		for _, e := range f.Evidence {
			claims, rounds, turns = append(claims, f.Claim), append(rounds, int64(f.Round)), append(turns, int64(f.Turn))
			kinds, files = append(kinds, strings.TrimSpace(e.Kind)), append(files, e.File[:])
		}
	}
	if len(claims) == 0 {
		return nil
	}
	ids := pg.NewIDs(len(claims))
	_, err := tx.ExecContext(ctx, `
		INSERT INTO evidence (county, id, claim, round, turn, kind, file)
		SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::text[], $7::bytea[])`,
		tx.County, pq.Array(ids), pq.Array(claims), pq.Array(rounds), pq.Array(turns), pq.Array(kinds), files)
	if err != nil {
		return fmt.Errorf("attach evidence: %w", err)
	}
	tx.Cover("evidence", ids...)
	return nil
}
