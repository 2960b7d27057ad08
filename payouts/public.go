package payouts

import (
	"cmp"
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/policy"
	"fangpin/scheme"
)

// Public is a notice as the village reads it (公示), and nothing else of the cases: no identity number, phone, account, illness, hospital
// or school, no child's name (domain notes §3 no. 26).
type Public struct {
	Notice
	Township string
	Village  string
	Office   string // who announces
	Phone    string // 监督电话
	Rows     []PublicRow
}

// PublicRow is one line of it. Amount is in yuan. First and Last are the days that count; nil until the notice hangs in both places.
type PublicRow struct {
	N       int             `db:"n"`
	Payout  int64           `db:"payout"` // not printed
	Hamlet  string          `db:"hamlet"` // 自然村; empty in a 社区
	Head    string          `db:"-"`
	Persons int             `db:"persons"` // of the household, living on the notice's day
	Label   string          `db:"-"`
	Amount  decimal.Decimal `db:"amount"`
	First   *calendar.Date  `db:"first_day"`
	Last    *calendar.Date  `db:"last_day"`
}

// GetPublic reads what a notice makes public, in the person's part of the county.
func GetPublic(ctx context.Context, tx *pg.Tx, id int64) (Public, error) {
	n, _, err := GetNotice(ctx, tx, id)
	if err != nil {
		return Public{}, err
	}
	p := Public{Notice: n}
	err = tx.QueryRowContext(ctx, `
		SELECT t.name, v.name, o.name, o.phone FROM office o JOIN place v ON v.county = o.county AND v.id = $2
		JOIN division t ON t.code = LEFT(LPAD(v.id::text, 12, '0'), 9) || '000' WHERE o.county = $1`, tx.County, n.Village).
		Scan(&p.Township, &p.Village, &p.Office, &p.Phone)
	if err != nil {
		return Public{}, fmt.Errorf("who announces: %w", err)
	}
	p.Rows, err = publicRows(ctx, tx, n)
	return p, err
}

// told is a public row with what its words are chosen by.
type told struct {
	PublicRow
	Household int64          `db:"household"`
	Name      string         `db:"head"`
	BornOn    *calendar.Date `db:"born_on"`
	Scheme    int64          `db:"scheme"`
}

func publicRows(ctx context.Context, tx *pg.Tx, n Notice) ([]PublicRow, error) {
	var rows []told
	err := tx.SelectContext(ctx, &rows, `
		SELECT r.n, r.payout, CASE WHEN s.id = s.village THEN '' ELSE s.name END AS hamlet, r.amount, p.scheme, c.household,
		  COALESCE(h.name, '') AS head, h.born_on, k.last_day, GREATEST(a.posted_on, b.posted_on) + 1 AS first_day,
		  (SELECT COUNT(*) FROM person m WHERE m.county = c.county AND m.household = c.household
		     AND (m.died_on IS NULL OR m.died_on > $3)) AS persons
		FROM notice_row r JOIN payout p ON p.county = r.county AND p.id = r.payout
		JOIN claim c ON c.county = p.county AND c.id = p.claim
		JOIN place s ON s.county = r.county AND s.id = r.place
		LEFT JOIN person h ON h.county = c.county AND h.household = c.household AND h.relation = '户主'
		LEFT JOIN clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place AND k.restarted_at IS NULL
		LEFT JOIN posting a ON a.county = k.county AND a.id = k.village_posting
		LEFT JOIN posting b ON b.county = k.county AND b.id = k.place_posting
		WHERE r.county = $1 AND r.notice = $2 ORDER BY r.n`, tx.County, n.ID, n.Dated)
	if err != nil {
		return nil, fmt.Errorf("find public rows: %w", err)
	}
	rules, guardians, err := choosers(ctx, tx, n.Dated, rows)
	if err != nil {
		return nil, err
	}
	out := make([]PublicRow, len(rows))
	for i, r := range rows {
		rule := rules[r.Scheme].Publicity
		out[i] = r.PublicRow
		out[i].Label, out[i].Head = rule.Label, publicName(r, guardians[r.Household], n.Dated, rule.MaskHead)
	}
	return out, nil
}

// choosers are what the rows' words are chosen by: their schemes, and the guardians of heads who are children.
func choosers(ctx context.Context, tx *pg.Tx, on calendar.Date, rows []told) (map[int64]*scheme.Scheme, map[int64]string, error) {
	var schemes, young []int64
	for _, r := range rows {
		schemes = append(schemes, r.Scheme)
		if child(r.BornOn, on) {
			young = append(young, r.Household)
		}
	}
	rules, err := policy.Schemes(ctx, tx, schemes)
	if err != nil {
		return nil, nil, err
	}
	guardians, err := guardiansOf(ctx, tx, on, young)
	return rules, guardians, err
}

// publicName is the head's name in full, or masked where the scheme says so; a child is named by the guardian, or masked too.
func publicName(r told, guardian string, on calendar.Date, mask bool) string {
	name := r.Name
	if child(r.BornOn, on) {
		name, mask = cmp.Or(guardian, r.Name), mask || guardian == ""
	}
	if mask {
		return secret.Mask(secret.Name, name)
	}
	return name
}

// child tells whether somebody has not turned eighteen by the day.
func child(born *calendar.Date, on calendar.Date) bool {
	if born == nil {
		return false
	}
	b := born.Start()
	return on < calendar.On(b.Year()+18, b.Month(), b.Day())
}

// guardianship is who stands for a child, by 与户主关系, the first that there is.
var guardianship = []string{"监护人", "父亲", "母亲", "父", "母", "祖父", "祖母", "外祖父", "外祖母"}

// guardiansOf gives the names of the grown living guardians of households whose head is a child, by household.
func guardiansOf(ctx context.Context, tx *pg.Tx, on calendar.Date, households []int64) (map[int64]string, error) {
	var people []struct {
		Household int64         `db:"household"`
		Name      string        `db:"name"`
		BornOn    calendar.Date `db:"born_on"`
	}
	err := tx.SelectContext(ctx, &people, `
		SELECT household, name, born_on FROM person WHERE county = $1 AND household = ANY ($2) AND relation = ANY ($3)
		  AND (died_on IS NULL OR died_on > $4) ORDER BY household, array_position($3, relation) DESC, id`,
		tx.County, pq.Array(households), pq.Array(guardianship), on)
	if err != nil {
		return nil, fmt.Errorf("find guardians: %w", err)
	}
	out := make(map[int64]string, len(people))
	for _, p := range people {
		if !child(&p.BornOn, on) {
			out[p.Household] = p.Name
		}
	}
	return out, nil
}
