package registry

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Death is a person's death and its day, by the day of recording at the latest.
type Death struct {
	Person int64
	On     calendar.Date
}

// RecordDeath enters deaths. The doors refuse to pay a dead payee without a decision on who receives.
func RecordDeath(ctx context.Context, tx *pg.Tx, deaths []Death) error {
	if err := recordDeath.Permit(tx, fmt.Sprintf("登记死亡 %d 人", len(deaths))); err != nil {
		return err
	}
	if len(deaths) == 0 {
		return errNone
	}
	today := calendar.DateOf(tx.Now)
	ids, days := make([]int64, len(deaths)), make([]string, len(deaths))
	for i, d := range deaths {
		if d.On > today {
			return fault.Invalidf("死亡日期 %s 在今天之后，请核对", d.On)
		}
		ids[i], days[i] = d.Person, d.On.String()
	}
	result, err := tx.ExecContext(ctx, `
		UPDATE person p SET died_on = d.died_on FROM unnest($2::bigint[], $3::date[]) AS d (id, died_on)
		WHERE p.county = $1 AND p.id = d.id AND p.died_on IS NULL`, tx.County, pq.Array(ids), pq.Array(days))
	if err != nil {
		return fmt.Errorf("record deaths: %w", err)
	}
	return recordDeath.Whole(tx, result, "person", ids)
}
