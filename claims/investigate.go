package claims

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Investigate records what the adjuster found at each household. A finding that qualifies goes on to the village; the others end
// their claims (不予赔付), each with its reason.
func Investigate(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	if err := InvestigateStep.Permit(tx, fmt.Sprintf("%d 件案件的查勘结论", len(findings))); err != nil {
		return err
	}
	tx.JudgedBy(Comparison)
	findings = slices.Clone(findings)
	ids := make([]int64, len(findings))
	for i, f := range findings {
		ids[i], findings[i].Cases = f.Claim, slices.Clone(f.Cases)
	}
	held, err := hold(ctx, tx, InvestigateStep, ids)
	if err != nil {
		return err
	}
	if err := Apart(ctx, tx, AdjusterPart, ids); err != nil {
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
	if err := j.conclude(ctx, tx, findings); err != nil {
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
func (j *judge) conclude(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	type row struct {
		Claim     int64           `db:"claim"`
		Round     int             `db:"round"`
		Turn      int             `db:"turn"`
		Adjuster  int64           `db:"adjuster"`
		VisitedOn calendar.Date   `db:"visited_on"`
		Qualifies bool            `db:"qualifies"`
		Why       string          `db:"why"`
		Cases     json.RawMessage `db:"cases"`
		Far       json.RawMessage `db:"far"` // nil where nothing was
		Salt      []byte          `db:"salt"`
	}
	rows := make([]row, len(findings))
	for i, f := range findings {
		if f.Cases == nil {
			f.Cases = []Case{}
		}
		told, err := json.Marshal(f.Cases)
		if err != nil {
			return fmt.Errorf("cases of claim %d: %w", f.Claim, err)
		}
		far, err := confirmed(f.Deviations)
		if err != nil {
			return fmt.Errorf("finding of claim %d: %w", f.Claim, err)
		}
		rows[i] = row{f.Claim, f.Round, f.Turn, tx.By.ID, f.VisitedOn, f.Qualifies, f.Why, told, far, secret.Salt()}
	}
	if err := pg.Insert(ctx, tx, "finding", rows); err != nil {
		return err
	}
	for _, f := range findings {
		tx.Cover("finding", f.Claim)
	}
	return j.attach(ctx, tx, findings)
}

// confirmed is how deviations are stored: as JSON, null where nothing was far.
func confirmed(of []Deviation) (json.RawMessage, error) {
	if len(of) == 0 {
		return nil, nil
	}
	return json.Marshal(of)
}

// attach writes the evidence. The files lie in the archive before. Whoever attaches waits for whoever is attaching: of two that bring the same, the later
// is asked about it.
func (j *judge) attach(ctx context.Context, tx *pg.Tx, findings []Finding) error {
	type row struct {
		ID    int64             `db:"id"`
		Claim int64             `db:"claim"`
		Round int               `db:"round"`
		Turn  int               `db:"turn"`
		Kind  string            `db:"kind"`
		File  [sha256.Size]byte `db:"file"`
		Print pg.Bits           `db:"print"`
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock('evidence'::regclass::OID::INT, hashtext($1))`, tx.County); err != nil {
		return fmt.Errorf("queue to attach evidence: %w", err)
	}
	var rows []row
	said := map[int64]string{}
	for _, f := range findings {
		for _, e := range f.Evidence {
			id := pg.NewID()
			rows, said[id] = append(rows, row{id, f.Claim, f.Round, f.Turn, strings.TrimSpace(e.Title()), e.File, pg.Bits(e.Print.Bits())}), e.Said
		}
	}
	if err := pg.Insert(ctx, tx, "evidence", rows); err != nil {
		return err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
		tx.Cover("evidence", r.ID)
	}
	return j.liken(ctx, tx, ids, said)
}
