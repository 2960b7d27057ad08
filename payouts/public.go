package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/scheme"
)

// Public is a notice as the village reads it (公示), and nothing else of the cases: no identity number, phone, account, illness, hospital
// or school, no child's name (domain notes §3 no. 26).
type Public struct {
	publicity.Notice
	Township  string      `db:"township"`
	Village   string      `db:"village_name"`
	Committee string      `db:"committee"` // the village's full name, as its seal has it
	Office    string      `db:"office"`    // who announces
	Phone     string      `db:"phone"`     // 监督电话
	Rows      []PublicRow `db:"-"`
}

// PublicRow is one line of it. Amount is in yuan. First and Last are the days that count; nil until the notice hangs in both places.
type PublicRow struct {
	N         int             `db:"n"`
	Payout    int64           `db:"payout"`    // not printed
	Household int64           `db:"household"` // not printed
	Hamlet    string          `db:"hamlet"`    // 自然村; empty in a 社区
	Head      string          `db:"-"`
	Persons   int             `db:"persons"` // of the household, living on the notice's day
	Label     string          `db:"-"`
	Amount    decimal.Decimal `db:"amount"`
	First     *calendar.Date  `db:"first_day"`
	Last      *calendar.Date  `db:"last_day"`
	Struck    bool            `db:"struck"` // it was withdrawn after the notice was made
}

// Struck are the rows that were withdrawn after the notice was made: whatever hangs on the wall is to be replaced.
func (p Public) Struck() (rows []PublicRow) {
	for _, r := range p.Rows {
		if r.Struck {
			rows = append(rows, r)
		}
	}
	return rows
}

// Extent is how many families and payouts there are: 2 户, or 1 户 2 笔 where a family has more than one.
func (p Public) Extent() string { return extent(p.Rows) }

func extent(rows []PublicRow) string {
	households := map[int64]bool{}
	for _, r := range rows {
		households[r.Household] = true
	}
	if len(households) == len(rows) {
		return fmt.Sprintf("%d 户", len(rows))
	}
	return fmt.Sprintf("%d 户 %d 笔", len(households), len(rows))
}

// GetPublic reads what a notice makes public, in the person's part of the county.
func GetPublic(ctx context.Context, tx *pg.Tx, id int64) (Public, error) {
	found, err := publics(ctx, tx, []int64{id})
	if err != nil {
		return Public{}, err
	}
	return found[0], nil
}

// publics reads what notices make public, in the order of ids.
func publics(ctx context.Context, tx *pg.Tx, ids []int64) ([]Public, error) {
	var found []Public
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT n.id, n.village, n.year, n.serial, n.dated, n.days, n.past_holiday, n.past_weekend, n.rows, n.total, n.digest,
		  t.name AS township, v.name AS village_name, d.name AS committee, o.name AS office, o.phone
		FROM notice n JOIN place v ON v.county = n.county AND v.id = n.village JOIN office o ON o.county = n.county
		JOIN division d ON d.code = LPAD(v.id::text, 12, '0')::CHAR(12) JOIN division t ON t.code = d.parent
		WHERE n.county = $1 AND n.id = ANY ($2) AND n.about IS NULL AND n.village BETWEEN $3 AND $4 ORDER BY array_position($2, n.id)`,
		tx.County, pq.Array(ids), first, last)
	if err != nil {
		return nil, fmt.Errorf("find what is public: %w", err)
	}
	if len(found) == 0 || len(found) != len(ids) {
		return nil, publicity.ErrNoNotice
	}
	rows, err := publicRows(ctx, tx, ids)
	for i, p := range found {
		found[i].Rows = rows[p.ID]
	}
	return found, err
}

// told is a public row with what its words are chosen by.
type told struct {
	PublicRow
	Notice int64          `db:"notice"`
	Dated  calendar.Date  `db:"dated"`
	Name   string         `db:"head"`
	BornOn *calendar.Date `db:"born_on"`
	Scheme int64          `db:"scheme"`
}

// publicRows reads the rows of notices in order, by notice.
func publicRows(ctx context.Context, tx *pg.Tx, notices []int64) (map[int64][]PublicRow, error) {
	var rows []told
	err := tx.SelectContext(ctx, &rows, `
		SELECT r.notice, n.dated, r.n, r.payout, CASE WHEN s.id = s.village THEN '' ELSE s.name END AS hamlet, r.amount, p.scheme, c.household, p.status = 'withdrawn' AS struck,
		  COALESCE(h.name, '') AS head, h.born_on, k.last_day, GREATEST(a.posted_on, b.posted_on) + 1 AS first_day,
		  (SELECT COUNT(*) FROM person m WHERE m.county = c.county AND m.household = c.household
		     AND (m.died_on IS NULL OR m.died_on > n.dated)) AS persons
		FROM notice_row r JOIN notice n ON n.county = r.county AND n.id = r.notice
		JOIN payout p ON p.county = r.county AND p.id = r.payout
		JOIN claim c ON c.county = p.county AND c.id = p.claim
		JOIN place s ON s.county = r.county AND s.id = r.place
		LEFT JOIN household_head h ON h.county = c.county AND h.household = c.household
		LEFT JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place
		LEFT JOIN posting a ON a.county = k.county AND a.id = k.village_posting
		LEFT JOIN posting b ON b.county = k.county AND b.id = k.place_posting
		WHERE r.county = $1 AND r.notice = ANY ($2) ORDER BY r.notice, r.n`, tx.County, pq.Array(notices))
	if err != nil {
		return nil, fmt.Errorf("find public rows: %w", err)
	}
	rules, guardians, err := choosers(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]PublicRow, len(notices))
	for _, r := range rows {
		rule := rules[r.Scheme].Publicity
		r.Label, r.Head = rule.Label, publicName(r, guardians[r.Household], rule.MaskHead)
		out[r.Notice] = append(out[r.Notice], r.PublicRow)
	}
	return out, nil
}

// choosers are what the rows' words are chosen by: their schemes, and who may stand for heads who are children.
func choosers(ctx context.Context, tx *pg.Tx, rows []told) (map[int64]*scheme.Scheme, map[int64][]registry.Adult, error) {
	var schemes, young []int64
	for _, r := range rows {
		schemes = append(schemes, r.Scheme)
		if registry.Child(r.BornOn, r.Dated) {
			young = append(young, r.Household)
		}
	}
	rules, err := policy.Schemes(ctx, tx, schemes)
	if err != nil {
		return nil, nil, err
	}
	guardians, err := registry.Guardians(ctx, tx, young)
	return rules, guardians, err
}

// publicName is the head's name in full, or masked where the scheme says so; a child is named by the guardian, or masked too.
func publicName(r told, guardians []registry.Adult, mask bool) string {
	name := registry.PublicName(r.Name, r.BornOn, guardians, r.Dated)
	if mask {
		return secret.Mask(secret.Name, name)
	}
	return name
}
