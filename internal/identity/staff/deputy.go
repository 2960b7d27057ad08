package staff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Deputy is who stands in for an absent colleague (代理), from one day to another, both included. Two administrators make one (grant.Deputy).
type Deputy struct {
	ID         int64         `db:"id"`
	Absent     int64         `db:"absent"`
	AbsentName string        `db:"absent_name"`
	Role       who.Role      `db:"role"` // of the absent
	Deputy     int64         `db:"deputy"`
	DeputyName string        `db:"deputy_name"`
	From       calendar.Date `db:"from_on"`
	To         calendar.Date `db:"to_on"`
	RecordedBy int64         `db:"recorded_by"` // who granted it; of a deputy from before that took two, who wrote it down
	Recorder   string        `db:"recorder"`    // their name
	Asker      string        `db:"asker"`       // the name of who asked for it; empty where one alone made it
	Reason     string        `db:"reason"`      // why they are absent; told to administrators, auditors and the two alone, else empty
	EndedAt    *time.Time    `db:"ended_at"`
}

// EndDeputy takes back what is left of a deputy's days (终止代理).
func EndDeputy(ctx context.Context, tx *pg.Tx, id int64) error {
	if err := EndDeputyStep.Permit(tx, "终止代理"); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT deputy_end($1, $2, $3)`, tx.County, id, tx.Now); err != nil {
		return fmt.Errorf("end deputy %d: %w", id, err)
	}
	tx.Cover("deputy", id)
	return nil
}

// Deputies narrows FindDeputies. Zero values do not.
type Deputies struct {
	Absent, Deputy int64
	Today          bool // only those who may act today
}

// told are the roles that every reason is told to.
var told = []who.Role{who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin, who.Auditor}

// FindDeputies lists the deputies, the newest first.
func FindDeputies(ctx context.Context, tx *pg.Tx, f Deputies) ([]Deputy, error) {
	var found []Deputy
	err := tx.SelectContext(ctx, &found, `
		SELECT d.id, d.absent, a.name AS absent_name, a.role, d.deputy, s.name AS deputy_name, d.from_on, d.to_on, d.recorded_by, r.name AS recorder, d.ended_at,
		  COALESCE(q.name, '') AS asker,
		  CASE WHEN $6 OR $7 IN (d.absent, d.deputy) THEN d.reason ELSE '' END AS reason
		FROM deputy d JOIN staff a ON a.county = $1 AND a.id = d.absent JOIN staff s ON s.county = $1 AND s.id = d.deputy
		JOIN staff r ON r.county = $1 AND r.id = d.recorded_by
		LEFT JOIN staff q ON q.county = $1 AND q.id = d.asked_by
		WHERE d.county = $1 AND ($2::BIGINT = 0 OR d.absent = $2) AND ($3::BIGINT = 0 OR d.deputy = $3)
		  AND (NOT $4 OR d.ended_at IS NULL AND a.disabled_at IS NULL AND s.disabled_at IS NULL AND $5::DATE BETWEEN d.from_on AND d.to_on)
		ORDER BY d.id DESC`, tx.County, f.Absent, f.Deputy, f.Today, calendar.DateOf(tx.Now), slices.Contains(told, tx.By.Role), tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("find deputies: %w", err)
	}
	return found, nil
}
