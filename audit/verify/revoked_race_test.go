package verify_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// A key is ended by its holder while sixteen decisions are signed with it: each stands and was signed before the end, or does not stand.
func TestAKeyThatIsRevokedSignsNothingAfterwards(t *testing.T) {
	o := (&granting{Office: stafftest.New(t)}).In(t)
	security := o.Hire(who.SecurityAdmin)
	o.Keyed(security)
	key := o.KeyOf(security)
	o.Clock = time.Now
	var clerks [stafftest.Clients / 2]who.Person
	for i := range clerks {
		clerks[i] = o.Hire(who.Clerk)
	}
	asked := make([]int64, len(clerks))
	for i, of := range clerks {
		o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) (err error) {
			asked[i], _, err = grant.Propose(ctx, tx, o.Keys, grant.Asked{What: grant.Details, Staff: of.ID, Reason: "补录", Particulars: particulars(10 + i)}, stafftest.Sign)
			return err
		}))
	}
	var ended, granted atomic.Int32
	stafftest.AtOnce(t, func(i int) error {
		if i%2 == 1 {
			err := o.Do(security, func(ctx context.Context, tx *pg.Tx) error {
				return signin.RevokePasskey(ctx, tx, key, "电脑失窃", true)
			})
			if err == nil {
				ended.Add(1)
			}
			return err
		}
		err := o.Do(security, func(ctx context.Context, tx *pg.Tx) error {
			_, err := grant.Confirm(ctx, tx, o.auth, asked[i/2], particulars(10+i/2).IDNumber, stafftest.Sign)
			return err
		})
		if err == nil {
			granted.Add(1)
		}
		return err
	})
	var late, signed int
	super := pgtest.Super(t)
	o.Must(super.Get(&late, `SELECT count(*) FROM fangpin.signature s JOIN fangpin.passkey k ON k.id = s.passkey WHERE s.at >= k.revoked_at`))
	o.Must(super.Get(&signed, `SELECT count(*) FROM fangpin.signature WHERE verb = 'grant.confirm'`))
	if ended.Load() != 1 || late != 0 || signed != int(granted.Load()) {
		t.Errorf("ended %d times; %d granted, %d signatures, %d of them after the end", ended.Load(), granted.Load(), signed, late)
	}
	if found := o.named(""); len(found) > 0 {
		t.Errorf("named: %v", found)
	}
}
