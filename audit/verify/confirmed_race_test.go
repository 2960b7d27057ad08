package verify_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fangpin/audit/verify"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
)

type verb = func(context.Context, *pg.Tx) error

// confirming is a proposal that waits: who may decide it, and how it is confirmed and refused.
type confirming struct {
	by              []who.Person
	confirm, refuse verb
}

// raced lets all who may decide a proposal confirm it at once, every fourth time refuse it: one wins, and verification finds nothing
// that it did not find before.
func raced(t *testing.T, o *stafftest.Office, p confirming) {
	t.Helper()
	for _, by := range p.by {
		o.Keyed(by)
	}
	before := findings(o)
	won := stafftest.AtOnce(t, func(i int) error {
		if i%4 == 3 {
			return o.Do(p.by[i/4%len(p.by)], p.refuse)
		}
		return o.Do(p.by[i%len(p.by)], p.confirm)
	})
	if won != 1 {
		t.Errorf("%d of %d won, want 1", won, stafftest.Clients)
	}
	for _, f := range findings(o) {
		if !slices.Contains(before, f) {
			t.Error(f)
		}
	}
}

// findings are what verification says of an office, as a fixture leaves it too.
func findings(o *stafftest.Office) (found []string) {
	for r, err := range verify.County(context.Background(), o.DB, county, verify.Trust{Secrets: o.Keys}) {
		o.Must(err)
		for _, f := range r.Found {
			found = append(found, r.Name+"："+f.String())
		}
	}
	return found
}

// Every proposal about keys and rights is decided once, however many decide it at once.
func TestAProposalIsDecidedOnce(t *testing.T) {
	for name, begin := range map[string]func(o *rootedOffice) confirming{
		"a vouch": func(o *rootedOffice) confirming {
			clerk := o.Hire(who.Clerk)
			o.Keyed(clerk)
			keys := []int64{o.KeyOf(clerk)}
			o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
				return signing.ProposeVouch(ctx, tx, stafftest.Auth(tx), keys, stafftest.Sign)
			}))
			var vouch []int64
			o.Look(o.another, func(ctx context.Context, tx *pg.Tx) error {
				found, err := signing.Keys(ctx, tx, signing.KeyFilter{IDs: keys})
				vouch = []int64{found[0].Vouch}
				return err
			})
			return confirming{
				confirm: func(ctx context.Context, tx *pg.Tx) error { return signing.Vouch(ctx, tx, vouch, stafftest.Sign) },
				refuse:  func(ctx context.Context, tx *pg.Tx) error { return signing.RefuseVouch(ctx, tx, vouch, "短码不符") },
			}
		},
		"a key's end": func(o *rootedOffice) confirming {
			clerk := o.Hire(who.Clerk)
			o.Keyed(clerk)
			key := o.KeyOf(clerk)
			o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
				return signing.ProposeRevoke(ctx, tx, key, calendar.DateOf(tx.Now), "电脑失窃", stafftest.Sign)
			}))
			var id int64
			o.Look(o.another, func(ctx context.Context, tx *pg.Tx) error {
				found, err := signing.Revocations(ctx, tx)
				id = found[0].ID
				return err
			})
			return confirming{
				confirm: func(ctx context.Context, tx *pg.Tx) error {
					return signing.Revoke(ctx, tx, stafftest.Auth(tx), id, stafftest.Sign)
				},
				refuse: func(ctx context.Context, tx *pg.Tx) error { return signing.RefuseRevoke(ctx, tx, id, "已找回") },
			}
		},
		"a wait": func(o *rootedOffice) confirming {
			o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error { return probation.Propose(ctx, tx, 9, stafftest.Sign) }))
			var id int64
			o.Look(o.another, func(ctx context.Context, tx *pg.Tx) error {
				found, err := probation.Settings(ctx, tx)
				id = found[0].ID
				return err
			})
			return confirming{
				confirm: func(ctx context.Context, tx *pg.Tx) error { return probation.Adopt(ctx, tx, id, stafftest.Sign) },
				refuse:  func(ctx context.Context, tx *pg.Tx) error { return probation.Reject(ctx, tx, id, "过长") },
			}
		},
		"ways of signing": func(o *rootedOffice) confirming {
			o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
				return signing.Propose(ctx, tx, stafftest.Sign, true, who.Sender, who.Approver)
			}))
			var ids []int64
			o.Look(o.another, func(ctx context.Context, tx *pg.Tx) error {
				found, err := signing.Settings(ctx, tx)
				ids = []int64{found[0].ID, found[1].ID}
				slices.Sort(ids)
				return err
			})
			return confirming{
				confirm: func(ctx context.Context, tx *pg.Tx) error { return signing.Adopt(ctx, tx, ids, stafftest.Sign) },
				refuse:  func(ctx context.Context, tx *pg.Tx) error { return signing.Reject(ctx, tx, ids, "只用通行密钥") },
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newRooted(t)
			o.Clock = time.Now
			p := begin(o)
			p.by = []who.Person{o.security, o.another}
			raced(t, o.Office, p)
		})
	}
}

// So is a root of trust, by the one security administrator who is named in it.
func TestARootIsConfirmedOnce(t *testing.T) {
	o := stafftest.New(t)
	o.Clock = time.Now
	security := o.Hire(who.SecurityAdmin)
	o.Keyed(o.Admin())
	o.Keyed(security)
	own, other := o.KeyOf(o.Admin()), o.KeyOf(security)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return signing.ProposeRoot(ctx, tx, own, other, stafftest.Sign)
	}))
	var id int64
	o.Look(security, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Roots(ctx, tx)
		id = found[0].ID
		return err
	})
	raced(t, o, confirming{
		by:      []who.Person{security},
		confirm: func(ctx context.Context, tx *pg.Tx) error { return signing.ConfirmRoot(ctx, tx, id, stafftest.Sign) },
		refuse:  func(ctx context.Context, tx *pg.Tx) error { return signing.RefuseRoot(ctx, tx, id, "短码不符") },
	})
}

// And what the bank said of one payment and then denied, by either approver.
func TestAContradictionIsDecidedOnce(t *testing.T) {
	m := begin(t)
	o := m.Office
	w := o.Work(t, 1, payouts.Returned)
	answer := o.Settle(t, o.Lines(t, bank.Paid, w.Payouts)).Answer
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: answer, Line: 1, Paid: true, File: payoutstest.File(), Reason: "银行流水证明"})
		return err
	}))
	raced(t, o.Office.Office, confirming{
		by:      []who.Person{o.Who(who.Approver), o.Other(who.Approver)},
		confirm: func(ctx context.Context, tx *pg.Tx) error { return payouts.Resolve(ctx, tx, answer, 1, stafftest.Sign) },
		refuse: func(ctx context.Context, tx *pg.Tx) error {
			return payouts.RefuseResolution(ctx, tx, answer, 1, "流水日期不对")
		},
	})
}
