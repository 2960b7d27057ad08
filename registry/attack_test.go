package registry_test

import (
	"context"
	"fangpin/internal/pg/pgtest"
	"fmt"
	"testing"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// members are the people of a household of the drawer's roster.
func (o enrolled) members(t testing.TB, no string) (ids []int64) {
	t.Helper()
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return tx.SelectContext(ctx, &ids, `SELECT id FROM person WHERE county = $1 AND household = $2 ORDER BY id`, tx.County, o.household(t, no).ID)
	})
	return ids
}

// Whoever wakes the dead is paid in their name.
func TestADeathIsForGood(t *testing.T) {
	o := enrol(t)
	people := o.members(t, zhang)
	dead, alive := people[0], people[1]
	o.Must(o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: dead, On: day(t, "2024-09-01")}})
	}))
	for _, statement := range []string{
		`UPDATE person SET died_on = NULL`, `UPDATE person SET died_on = '2024-01-01'`, `DELETE FROM person`,
		`INSERT INTO person SELECT * FROM person ON CONFLICT (county, id) DO UPDATE SET died_on = NULL`,
		`MERGE INTO person p USING (SELECT 1) x ON true WHEN MATCHED THEN UPDATE SET died_on = NULL`,
	} {
		o.Attack(stafftest.Denied, statement)
	}
	bury := func(ids, days string) string {
		return fmt.Sprintf(`SELECT death_record('410602', '{%s}', '{%s}', %d)`, ids, days, o.clerk.ID)
	}
	o.Attack("FPSTA", bury(fmt.Sprint(dead), "2024-09-02"))
	o.Attack("FPSTA", bury(fmt.Sprint(dead), "NULL"))
	o.Attack("FPSTA", bury(fmt.Sprint(alive), "NULL"))
	o.Attack("FPDAT", bury(fmt.Sprint(alive), "2999-01-01"))
	o.Attack("FPDAT", bury(fmt.Sprint(alive), "-infinity"))
	o.Attack("FPSTA", bury(fmt.Sprint(alive), ""))
	o.Attack("FPSTA", bury(fmt.Sprint(alive, ",", dead), "2024-09-02,2024-09-02")) // all or none
	o.Attack("FPSTA", bury(fmt.Sprint(alive, ",", alive), "2024-09-02,2024-09-02"))
	o.Attack("FPSTA", bury("1", "2024-09-02"))
	o.Attack(pqerror.CheckViolation, bury(fmt.Sprint(alive), "1900-01-01"))
	o.Attack("FPHND", pgtest.Abroad, bury(fmt.Sprint(alive), "2024-09-02"))
	for _, nobody := range []string{fmt.Sprint(o.Hire(who.Village).ID), "NULL", "7"} {
		o.Attack("FPHND", fmt.Sprintf(`SELECT death_record('410602', '{%d}', '{2024-09-02}', %s)`, alive, nobody))
		o.Attack("FPHND", fmt.Sprintf(`SELECT label_end('410602', '{%d}', '{脱贫户}', '{2024-09-02}', %s)`, o.household(t, zhang).ID, nobody))
	}
	const many = `ARRAY(SELECT generate_series(1, 201))` // a village at one stroke
	o.Attack("FPLIM", fmt.Sprintf(`SELECT death_record('410602', `+many+`, '{2024-09-02}', %d)`, o.clerk.ID))
	o.Attack("FPLIM", fmt.Sprintf(`SELECT label_end('410602', `+many+`, '{脱贫户}', '{2024-09-02}', %d)`, o.clerk.ID))
}

// A label that is taken back or stretched insures whom nobody confirmed.
func TestALabelsEndIsForGood(t *testing.T) {
	o := enrol(t)
	h := o.household(t, zhang).ID
	o.Must(o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: h, Name: "低保户", On: day(t, "2024-09-01")}})
	}))
	for _, statement := range []string{`UPDATE label SET to_on = NULL`, `UPDATE label SET to_on = '2030-12-31'`, `UPDATE label SET from_on = '2000-01-01'`, `DELETE FROM label`} {
		o.Attack(stafftest.Denied, statement)
	}
	end := func(labels, days string) string {
		return fmt.Sprintf(`SELECT label_end('410602', '{%d,%[1]d}', '{%s}', '{%s}', %d)`, h, labels, days, o.clerk.ID)
	}
	o.Attack("FPSTA", end("低保户,脱贫户", "2024-09-02,2024-09-02")) // the first has ended
	o.Attack("FPSTA", end("脱贫户,脱贫户", "2024-09-02,2024-09-02"))
	o.Attack("FPSTA", end("脱贫户,低收入户", "2024-09-02,2024-09-02"))
	o.Attack("FPSTA", fmt.Sprintf(`SELECT label_end('410602', '{%d}', '{脱贫户}', '{NULL}', %d)`, h, o.clerk.ID))
	o.Attack(pqerror.CheckViolation, fmt.Sprintf(`SELECT label_end('410602', '{%d}', '{脱贫户}', '{1900-01-01}', %d)`, h, o.clerk.ID))
}
