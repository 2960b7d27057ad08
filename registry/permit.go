package registry

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// MostPermitted is how many people more one permit may be for.
const MostPermitted = 500

// PermitReveals lets a member of the staff look at more people in full than the county's line, for a day (放宽查看额度).
func PermitReveals(ctx context.Context, tx *pg.Tx, staff int64, people int, reason string) error {
	if err := PermitStep.Permit(tx, fmt.Sprintf("放宽查看额度 %d 人", people)); err != nil {
		return err
	}
	reason, err := words.Reason("放宽的理由", reason)
	switch {
	case err != nil:
		return err
	case people < 1 || people > MostPermitted:
		return errMany
	}
	id := pg.NewID()
	if _, err := tx.ExecContext(ctx, `SELECT reveal_permit_enter($1, $2, $3, $4, $5, $6, $7)`, tx.County, id, staff, people, reason, tx.By.ID, secret.Salt()); err != nil {
		return fmt.Errorf("permit reveals: %w", err)
	}
	tx.Cover("reveal_permit", id)
	return nil
}

// Use is how many people a member looked at in full, those for no case in hand twice, beside what the county lets them.
type Use struct {
	Hour     int `db:"hour"`
	Day      int `db:"day"`
	Month    int `db:"month"` // thirty days, each once
	More     int `db:"more"`  // permitted within a day
	LineHour int `db:"line_hour"`
	LineDay  int `db:"line_day"`
}

// UseOf is a member's, in whatever name, by the database's time.
func UseOf(ctx context.Context, tx *pg.Tx, staff int64) (u Use, err error) {
	err = tx.GetContext(ctx, &u, `
		WITH them AS (SELECT x.id FROM staff s JOIN staff x ON x.county = $1 AND (x.id = s.id OR x.id_tag = s.id_tag) WHERE s.county = $1 AND s.id = $2),
		looks AS (SELECT COALESCE(person, -report_row) AS whom, at, CASE WHEN num_nonnulls(claim, watch, account, report) = 0 THEN 2 ELSE 1 END AS weight
		  FROM reveal WHERE county = $1 AND revealed_by IN (SELECT id FROM them) AND at > now() - INTERVAL '30 days'),
		people AS (SELECT whom, max(weight) FILTER (WHERE at > now() - INTERVAL '1 hour') AS hour, max(weight) FILTER (WHERE at > now() - INTERVAL '1 day') AS day FROM looks GROUP BY whom)
		SELECT (SELECT COALESCE(sum(hour), 0) FROM people) AS hour, (SELECT COALESCE(sum(day), 0) FROM people) AS day, (SELECT count(*) FROM people) AS month,
		  o.reveal_hour AS line_hour, o.reveal_day AS line_day,
		  (SELECT COALESCE(sum(p.people), 0) FROM reveal_permit p WHERE p.county = $1 AND p.staff IN (SELECT id FROM them) AND p.at > now() - INTERVAL '1 day') AS more
		FROM office o WHERE o.county = $1`, tx.County, staff)
	if err != nil {
		return Use{}, fmt.Errorf("count reveals: %w", err)
	}
	return u, nil
}

// Month is how far back one looks at what somebody looked at.
const Month = 30 * 24 * time.Hour
