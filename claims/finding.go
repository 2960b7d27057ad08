package claims

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/picture"
)

// Finding is what the insurer's investigation established (查勘结论).
type Finding struct {
	Claim     int64
	Round     int   // Investigate takes the claim's own
	Turn      int   // likewise
	Adjuster  int64 // likewise, the person who acts
	VisitedOn calendar.Date
	Qualifies bool // else the claim is declined (不予赔付)
	Why       string
	Cases     []Case
	Evidence  []Evidence

	LookedAgain bool        // the adjuster looked again at what is far from what was told, and stands by it
	Deviations  []Deviation // what that is; Investigate works it out
}

// Case is one thing that happened to one person, with the facts by which it is assessed (核实数据).
type Case struct {
	Person     int64             `json:"person,string"`
	Event      string            `json:"event,omitempty"`
	Row        int64             `json:"row,string,omitempty"`  // the reported row that told of it; 0: the adjuster alone found it
	SchoolYear string            `json:"school_year,omitempty"` // as in 2024-2025
	On         calendar.Date     `json:"on"`
	Facts      map[string]string `json:"facts"` // by the scheme's words: plain decimals in yuan, a number of heads, a level
}

// Evidence is one file that bears a finding out (佐证材料).
type Evidence struct {
	Kind string            // 住院结算单, 现场照片 …
	PDF  bool              // else it is a picture
	File [sha256.Size]byte // of the file's bytes, which lie in the archive

	Print picture.Print // of a picture
	Said  string        // why it is like a picture of another claim, where it is
}

// Found reads the findings of the claims' current rounds and turns, by claim. A claim without one is left out, and one that the
// person may not see.
func Found(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]Finding, error) {
	var rows []struct {
		Claim     int64          `db:"claim"`
		Round     int            `db:"round"`
		Turn      int            `db:"turn"`
		Adjuster  int64          `db:"adjuster"`
		VisitedOn calendar.Date  `db:"visited_on"`
		Qualifies bool           `db:"qualifies"`
		Why       string         `db:"why"`
		Cases     []byte         `db:"cases"`
		Far       []byte         `db:"far"`
		Kinds     pq.StringArray `db:"kinds"`
		Files     pq.ByteaArray  `db:"files"`
	}
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &rows, `
		SELECT f.claim, f.round, f.turn, f.adjuster, f.visited_on, f.qualifies, f.why, f.cases, f.far,
		       array_agg(e.kind ORDER BY e.id) FILTER (WHERE e.id IS NOT NULL) AS kinds,
		       array_agg(e.file ORDER BY e.id) FILTER (WHERE e.id IS NOT NULL) AS files
		FROM claim c
		JOIN finding f ON f.county = c.county AND f.claim = c.id AND f.round = c.round AND f.turn = c.turn
		LEFT JOIN evidence e ON e.county = f.county AND e.claim = f.claim AND e.round = f.round AND e.turn = f.turn
		WHERE c.county = $1 AND c.id = ANY ($2)
		  AND (SELECT p.village FROM household h JOIN place p ON p.county = h.county AND p.id = h.place
		       WHERE h.county = c.county AND h.id = c.household) BETWEEN $3 AND $4
		  AND ($5::bigint[] IS NULL OR c.id IN (SELECT s.claim FROM assignment s WHERE s.county = $1 AND s.adjuster = ANY ($5)))
		GROUP BY f.county, f.claim, f.round, f.turn`, tx.County, pq.Array(ids), first, last, tx.Adjusters())
	if err != nil {
		return nil, fmt.Errorf("findings of claims: %w", err)
	}
	found := make(map[int64]Finding, len(rows))
	for _, r := range rows {
		f := Finding{Claim: r.Claim, Round: r.Round, Turn: r.Turn, Adjuster: r.Adjuster, VisitedOn: r.VisitedOn, Qualifies: r.Qualifies, Why: r.Why}
		if err := json.Unmarshal(r.Cases, &f.Cases); err != nil {
			return nil, fmt.Errorf("cases of claim %d: %w", r.Claim, err)
		}
		if f.Deviations, err = deviations(r.Far); err != nil {
			return nil, fmt.Errorf("finding of claim %d: %w", r.Claim, err)
		}
		f.LookedAgain = len(f.Deviations) > 0
		for i, kind := range r.Kinds {
			f.Evidence = append(f.Evidence, EvidenceOf(kind, [sha256.Size]byte(r.Files[i])))
		}
		found[r.Claim] = f
	}
	return found, nil
}

// deviations reads what was found far from what was told, none where the column is null.
func deviations(stored []byte) (out []Deviation, err error) {
	if len(stored) == 0 {
		return nil, nil
	}
	err = json.Unmarshal(stored, &out)
	return out, err
}
