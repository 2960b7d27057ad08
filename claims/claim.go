package claims

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// Claim is one event of one household in one category (案件).
type Claim struct {
	ID          int64          `db:"id"`
	Policy      int64          `db:"policy"` // the policy year, and so the fund
	Scheme      int64          `db:"scheme"` // in force on the event date (policy.InForce)
	Household   int64          `db:"household"`
	Person      *int64         `db:"person"`   // of whom, where the category goes by person
	Category    string         `db:"category"` // one of scheme.Keys
	EventKey    string         `db:"event_key"`
	EventOn     calendar.Date  `db:"event_on"`
	Class       string         `db:"class"` // the household's on the event date
	Round       int            `db:"round"`
	Turn        int            `db:"turn"` // 0 until it is entrusted
	Status      Status         `db:"status"`
	VoidReason  *string        `db:"void_reason"`
	Place       int64          `db:"place"`        // the household's natural village
	Village     int64          `db:"village"`      // its village, by division code
	Adjuster    *int64         `db:"adjuster"`     // of the current round and turn
	EntrustedOn *calendar.Date `db:"entrusted_on"` // in the current round and turn
	DueOn       *calendar.Date `db:"due_on"`       // until when its finding is due, with the extension
	Extended    bool           `db:"extended"`     // it was given more days
	No          *int           `db:"no"`           // 备案号 of the current round, within Year
	Year        *int           `db:"year"`
}

// Filter narrows Find; a zero field does not narrow.
type Filter struct {
	IDs        pg.Among[int64]
	Status     Status
	Category   string
	Households pg.Among[int64]
	Village    int64
	Adjuster   int64 // to whom the current turn is entrusted
	Void       bool  // the void too
}

// columns of a Claim, but for its village.
const columns = `c.id, c.policy, c.scheme, c.household, c.person, c.category, c.event_key, c.event_on, c.class, c.round, c.turn, c.status,
	       c.void_reason, h.place, a.adjuster, a.entrusted_on, COALESCE(x.due_on, a.due_on) AS due_on, x.claim IS NOT NULL AS extended, f.no, f.year`

// beside are the tables that they stand in beside the claim: outer joins, so that what is not asked for is not joined.
const beside = `
	LEFT JOIN household h ON h.county = c.county AND h.id = c.household
	LEFT JOIN assignment a ON a.county = c.county AND a.claim = c.id AND a.round = c.round AND a.turn = c.turn
	LEFT JOIN extension x ON x.county = c.county AND x.claim = c.id AND x.round = c.round AND x.turn = c.turn
	LEFT JOIN filing f ON f.county = c.county AND f.claim = c.id AND f.round = c.round`

// selectClaims asks for the village of each row by itself: joined in a young database without statistics, every claim meets every place.
const selectClaims = `
	SELECT ` + columns + `,
	       (SELECT p.village FROM place p WHERE p.county = h.county AND p.id = h.place) AS village
	FROM claim c` + beside + `
	WHERE c.county = $1`

// Find lists claims of the person's part of the county by village, place and id; an adjuster's are those that are or were entrusted
// to them.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Claim, error) {
	var found []Claim
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, selectClaims+`
		  AND ($2::bigint[] IS NULL OR c.id = ANY ($2))
		  AND ($3 = '' OR c.status = $3)
		  AND ($4 = '' OR c.category = $4)
		  AND ($5::bigint[] IS NULL OR c.household = ANY ($5))
		  AND ($6::bigint = 0 OR h.place IN (SELECT p.id FROM place p WHERE p.county = $1 AND p.village = $6))
		  AND ($7::bigint = 0 OR a.adjuster = $7)
		  AND ($8 OR c.live)
		  AND ($9 OR h.place IN (SELECT p.id FROM place p WHERE p.county = $1 AND p.village BETWEEN $10 AND $11))
		  AND ($12::bigint[] IS NULL OR c.id = ANY (ARRAY(SELECT s.claim FROM assignment s WHERE s.county = $1 AND s.adjuster = ANY ($12))))
		ORDER BY village, h.place, c.id`,
		tx.County, f.IDs, f.Status, f.Category, f.Households, f.Village, f.Adjuster, f.Void, tx.By.All(), first, last, tx.Adjusters())
	if err != nil {
		return nil, fmt.Errorf("find claims: %w", err)
	}
	return found, nil
}

// hold locks the claims of a batch in the order of their ids and answers them by id. It refuses the whole batch if one of them is
// unknown, void, not at a status that the step leads on from, or outside the person's part of the county.
func hold(ctx context.Context, tx *pg.Tx, step flow.Step, ids []int64) (map[int64]Claim, error) {
	if len(ids) == 0 {
		return nil, fault.Invalidf("没有选中任何案件，请先选择再办理“%s”", step.Title)
	}
	var held []Claim
	if err := tx.SelectContext(ctx, &held, selectClaims+` AND c.id = ANY ($2) ORDER BY c.id FOR UPDATE OF c`, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("hold claims: %w", err)
	}
	if len(held) != len(ids) {
		return nil, fault.NotFoundf("选中的 %d 件案件中有 %d 件重复或不存在，请刷新后重选", len(ids), len(ids)-len(held))
	}
	byID := make(map[int64]Claim, len(held))
	for _, c := range held {
		byID[c.ID] = c
	}
	return byID, admit(tx, step, held)
}

// admit judges what hold locked.
func admit(tx *pg.Tx, step flow.Step, held []Claim) error {
	outside := func(c Claim) bool { return !tx.By.Reaches(fmt.Sprintf("%012d", c.Village)) }
	if slices.ContainsFunc(held, outside) {
		return fault.Forbiddenf("选中的案件中有不属于您辖区的，请由其所在村或乡镇办理")
	}
	late := 0
	for _, c := range held {
		if c.VoidReason != nil || !c.Status.may(step) {
			late++
		}
	}
	if late > 0 {
		return fault.Conflictf("选中的 %d 件案件中有 %d 件已撤销或不在可办理“%s”的一步，请刷新后重选", len(held), late, step.Title)
	}
	return nil
}
