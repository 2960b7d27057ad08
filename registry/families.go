package registry

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Family is a household as lists show it.
type Family struct {
	Household
	Head   string   `db:"head"`         // the head's name
	Hamlet string   `db:"hamlet"`       // its place's name: the natural village, or the village itself
	In     string   `db:"village_name"` // the village's
	Labels pg.Words `db:"labels"`       // that hold now
}

// FamilyFilter narrows Families; a zero field does not narrow.
type FamilyFilter struct {
	ID      int64
	IDs     pg.Among[int64] // besides: whom an adjuster may see
	Village int64
	Words   string           // a name of one of its persons, or the beginning of the household's number
	Tags    pg.Among[[]byte] // of an identity number of one of its persons
	Label   string           // held now
	Window  pg.Window
}

// familyOrders are the columns that a list of households can be sorted by.
var familyOrders = map[string]string{"no": "h.no", "village": "s.village"}

// whereFamilies names no table but the household, so that counting joins none. Row-level security lets ^@ use an index, but not LIKE. An
// adjuster's thousands of households are looked up in what the rest finds, not each in the table.
const whereFamilies = `
	WHERE h.county = $1
	  AND ($10 OR h.place = ANY (ARRAY(SELECT p.id FROM place p WHERE p.county = $1 AND p.village BETWEEN $2 AND $3)))
	  AND ($4::bigint[] IS NULL OR h.id IN (SELECT unnest($4)))
	  AND ($5::bigint = 0 OR h.place = ANY (ARRAY(SELECT p.id FROM place p WHERE p.county = $1 AND p.village = $5)))
	  AND ($6 = '' OR h.id = ANY (ARRAY(
	    SELECT p.household FROM person p WHERE p.county = $1 AND p.name = $6 UNION SELECT n.id FROM household n WHERE n.county = $1 AND n.no ^@ $6)))
	  AND ($7::bytea[] IS NULL OR h.id = ANY (ARRAY(SELECT p.household FROM person p WHERE p.county = $1 AND p.id_tag = ANY ($7))))
	  AND ($9::bigint = 0 OR h.id = $9)
	  AND ($8 = '' OR h.id IN (SELECT l.household FROM label l WHERE l.county = $1 AND l.label = $8 AND l.to_on IS NULL))`

// Families lists households of the person's part of the county, by village and number unless the window says otherwise, and how many
// there are in all.
func Families(ctx context.Context, tx *pg.Tx, f FamilyFilter) (found []Family, total int, err error) {
	first, last := tx.By.Within()
	args := []any{tx.County, first, last, f.IDs, f.Village, f.Words, f.Tags, f.Label, f.ID, tx.By.All()}
	var page []int64
	if err := tx.SelectContext(ctx, &page, `
		SELECT h.id FROM household h JOIN place s ON s.county = h.county AND s.id = h.place`+
		whereFamilies+f.Window.Clause(familyOrders, "s.village, h.no"), args...); err != nil {
		return nil, 0, fmt.Errorf("list households: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(page), `SELECT COUNT(*) FROM household h`+whereFamilies, args...); err != nil {
		return nil, 0, fmt.Errorf("households: %w", err)
	}
	found, err = described(ctx, tx, page)
	return found, total, err
}

// described gives households in the order of their ids: only what a page shows is gathered of each.
func described(ctx context.Context, tx *pg.Tx, ids []int64) ([]Family, error) {
	var found []Family
	err := tx.SelectContext(ctx, &found, `
		SELECT h.id, h.no, h.place, s.village, s.name AS hamlet,
		  (SELECT v.name FROM place v WHERE v.county = h.county AND v.id = s.village) AS village_name,
		  (SELECT COUNT(*) FROM person p WHERE p.county = h.county AND p.household = h.id AND p.died_on IS NULL) AS persons,
		  COALESCE((SELECT p.name FROM household_head p WHERE p.county = h.county AND p.household = h.id), '') AS head,
		  ARRAY(SELECT l.label FROM label l WHERE l.county = h.county AND l.household = h.id AND l.to_on IS NULL ORDER BY l.label) AS labels
		FROM unnest($2::bigint[]) WITH ORDINALITY AS o (id, n) JOIN household h ON h.county = $1 AND h.id = o.id
		JOIN place s ON s.county = h.county AND s.id = h.place ORDER BY o.n`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("describe households: %w", err)
	}
	return found, nil
}
