package payouts_test

import (
	"context"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// A notice names the head in full; a child never: the guardian stands there, or the surname alone.
func TestANoticeNamesNoChild(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Announced)
	super := pgtest.Super(t)
	head := o.Get(t, w.Payouts...)[0].Payee
	named := func() (row payouts.PublicRow) {
		o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
			p, err := payouts.GetPublic(ctx, tx, w.Notice)
			if err == nil {
				row = p.Rows[0]
			}
			return err
		})
		return row
	}
	grown := named()
	if grown.Head == "" || grown.Label != "防贫救助" || grown.Persons != 2 || grown.First.String() != "2024-09-10" || grown.Last.String() != "2024-09-19" {
		t.Errorf("the row says %+v", grown)
	}
	super.MustExecContext(t.Context(), `UPDATE fangpin.person SET born_on = '2006-09-10' WHERE id = $1`, head)
	if got := named().Head; got != "张*" {
		t.Errorf("a head of seventeen is named %s", got)
	}
	super.MustExecContext(t.Context(), `
		UPDATE fangpin.person SET name = '李母', relation = 'mother', born_on = '1980-01-01' WHERE id <> $1
		  AND household = (SELECT household FROM fangpin.person WHERE id = $1)`, head)
	if got := named().Head; got != "李母" {
		t.Errorf("the guardian is named %s", got)
	}
	super.MustExecContext(t.Context(), `UPDATE fangpin.person SET born_on = '2006-09-09' WHERE id = $1`, head)
	if got := named().Head; got != grown.Head {
		t.Errorf("a head who is eighteen on the day is named %s", got)
	}
}
