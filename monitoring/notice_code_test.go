package monitoring_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// The code on a village's paper is of the notice's number and day, and of its rows.
func TestANoticesCodeIsOfItsNumberAndDay(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Families(t, "", 1)[0]
	id := o.Lead(t, h)[0]
	o.Through(t, id, h, procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate)
	var notice int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		notice, err = monitoring.Notify(ctx, tx, home, []int64{id})
		return err
	})
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		n, rows, err := publicity.Get(ctx, tx, notice)
		if err != nil {
			return err
		}
		want := sha256.Sum256(fmt.Appendf(nil, "%d %d %d %s;1 %d %d 0.00", home, n.Year, n.Serial, n.Dated, id, rows[0].Place))
		if fmt.Sprintf("%x", n.Digest) != fmt.Sprintf("%x", want) {
			t.Errorf("the digest is %x, want %x", n.Digest, want)
		}
		return nil
	})
}
