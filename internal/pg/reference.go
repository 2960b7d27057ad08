package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
)

// LoadReference fills the tables that all counties share: the divisions, and the days that no notice can move any more. A newer
// calendar or table of divisions is added to what is there; nothing that a clock may stand on is taken away.
func LoadReference(ctx context.Context, owner *DB, divisions *area.Tree, days *calendar.Calendar) error {
	if err := loadDivisions(ctx, owner, divisions); err != nil {
		return fmt.Errorf("load divisions: %w", Fault(err))
	}
	if err := loadDays(ctx, owner, days); err != nil {
		return fmt.Errorf("load calendar: %w", Fault(err))
	}
	return nil
}

func loadDivisions(ctx context.Context, owner *DB, tree *area.Tree) error {
	var codes, names, parents, levels []string
	for _, d := range tree.All() {
		codes, names = append(codes, d.Code), append(names, d.Name)
		parents, levels = append(parents, d.Parent), append(levels, string(d.Level))
	}
	_, err := owner.ExecContext(ctx, `
		INSERT INTO division SELECT code, name, NULLIF(parent, ''), level
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS d (code, name, parent, level)
		ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name`,
		pq.Array(codes), pq.Array(names), pq.Array(parents), pq.Array(levels))
	return err
}

func loadDays(ctx context.Context, owner *DB, c *calendar.Calendar) error {
	var days []string
	var holidays, weekends []bool
	for d := range c.Days() {
		days, holidays, weekends = append(days, d.OnDay.String()), append(holidays, d.Holiday), append(weekends, d.Weekend)
	}
	_, err := owner.ExecContext(ctx, `
		INSERT INTO day SELECT * FROM unnest($1::date[], $2::boolean[], $3::boolean[])
		ON CONFLICT (on_day) DO NOTHING`,
		pq.Array(days), pq.Array(holidays), pq.Array(weekends))
	return err
}

// The usual 查看额度, as the table has it.
const (
	RevealHour = 10
	RevealDay  = 40
)

// Office is what the owner sets for a county; the app reads it.
type Office struct {
	County   string `db:"county"`    // six digits
	Name     string `db:"name"`      // 区乡村振兴局, as notices sign (S2: the same office under its names)
	Phone    string `db:"phone"`     // 监督电话
	LateDays int    `db:"late_days"` // how many days after it went up a posting may be recorded

	// how many days of publicity a scheme has at least that is adopted here; 0: as the scheme says
	LeastDays int `db:"least_days"`

	// how many days before the database's own a notice may be dated: a demonstration's, which lies in the past; 0 elsewhere
	SlackDays int `db:"slack_days"`

	// for how many months after a family was checked a further row of the same kind is not handed over again; 0: it always is
	AgainMonths int `db:"again_months"`

	SelfApply bool `db:"self_apply"` // 自主申报: whether the page stands on which a family tells of itself

	// 查看额度: how many people one member of the staff may look at in full within an hour without being slowed, and within a day; 0 is the usual
	RevealHour int `db:"reveal_hour"`
	RevealDay  int `db:"reveal_day"`

	RPID string `db:"rp_id"` // the name that passkeys are bound to, one for all counties of a database; empty until it is fixed
}

// OfficeOf is the transaction's county's.
func OfficeOf(ctx context.Context, tx *Tx) (o Office, err error) {
	if err := tx.GetContext(ctx, &o, `SELECT county, name, phone, late_days, again_months, self_apply, reveal_hour, reveal_day, slack_days, least_days, COALESCE(rp_id, '') AS rp_id FROM office WHERE county = $1`, tx.County); err != nil {
		return Office{}, fmt.Errorf("find office: %w", err)
	}
	return o, nil
}

// SetOffice opens a county, or corrects its particulars. Without a name that passkeys are bound to it keeps its own, or takes the database's.
func SetOffice(ctx context.Context, owner *DB, o Office) error {
	if o.RPID != "" {
		if err := fix(ctx, owner, o.RPID); err != nil {
			return err
		}
	}
	_, err := owner.ExecContext(ctx, `
		INSERT INTO office (county, name, phone, late_days, again_months, self_apply, reveal_hour, reveal_day, rp_id, slack_days, least_days)
		SELECT $1, $2, $3, $4, $5, $6, COALESCE(NULLIF($7, 0), $9), COALESCE(NULLIF($8, 0), $10),
		  COALESCE(NULLIF($11, ''), (SELECT min(rp_id) FROM office)), $12, $13
		ON CONFLICT (county) DO UPDATE SET name = EXCLUDED.name, phone = EXCLUDED.phone, late_days = EXCLUDED.late_days,
		  again_months = EXCLUDED.again_months, self_apply = EXCLUDED.self_apply,
		  reveal_hour = EXCLUDED.reveal_hour, reveal_day = EXCLUDED.reveal_day,
		  slack_days = EXCLUDED.slack_days, least_days = EXCLUDED.least_days`,
		o.County, o.Name, o.Phone, o.LateDays, o.AgainMonths, o.SelfApply, o.RevealHour, o.RevealDay, RevealHour, RevealDay, o.RPID, o.SlackDays, o.LeastDays)
	if err != nil {
		return fmt.Errorf("set office %s: %w", o.County, Fault(err))
	}
	return nil
}

// fix gives every county the name that passkeys are bound to. Their foreign key refuses another where there are some.
func fix(ctx context.Context, owner *DB, name string) error {
	_, err := owner.ExecContext(ctx, `UPDATE office SET rp_id = $1 WHERE rp_id IS DISTINCT FROM $1`, name)
	if refused, ok := errors.AsType[*pq.Error](err); ok && refused.Code == pqerror.ForeignKeyViolation {
		return fault.Blockedf("通行密钥的域名早已定下，并有人员登记了密钥，不能改为 %s：密钥终身只在登记时的域名上有效。请保留原域名", name)
	}
	if err != nil {
		return fmt.Errorf("fix the name of passkeys: %w", Fault(err))
	}
	return nil
}
