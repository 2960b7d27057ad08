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

// RecordDeath enters deaths, each once; payouts takes back what was a mistake. The doors refuse to pay a dead payee without a decision on who receives.
func RecordDeath(ctx context.Context, tx *pg.Tx, deaths []Death) error {
	if err := RecordDeathStep.Permit(tx, fmt.Sprintf("登记死亡 %d 人", len(deaths))); err != nil {
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
	if _, err := tx.ExecContext(ctx, `SELECT death_record($1, $2, $3, $4)`, tx.County, pq.Array(ids), pq.Array(days), tx.By.ID); err != nil {
		return fmt.Errorf("record deaths: %w", err)
	}
	tx.Cover("person", ids...)
	return nil
}
