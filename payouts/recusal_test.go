package payouts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// kin makes a member of the staff a child of the family whom a name of the fort leads to.
func (f *fort) kin(member, child string) {
	f.t.Helper()
	f.tamper(`UPDATE staff SET no = id::TEXT, unit = '乡村振兴局', phone = '', id_tag = (SELECT id_tag FROM person WHERE id = :` + child + `) WHERE id = :` + member)
}

// Nobody has a part in what their own household receives, at whatever door.
func TestNobodyHasAPartInTheirOwnHouseholdsMoney(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = f.say(`(SELECT digest FROM list WHERE id = :listed_list)`)
	f.names["open"] = f.scalar(f.say(`INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt)
		VALUES (:c, :new, :announced, '不符', :day, :clerk, '') RETURNING id`))
	approve := `SELECT list_approve(:c, :listed_list, :digest, 10000, :first)`
	compose := `SELECT list_compose(:c, :new, :day, '{:cleared}', '{:cleared_account}', :clerk)`
	announce := `SELECT payout_announce(:c, :new, :village, :day, '{:assessed}', :clerk)`
	f.passes(approve)
	f.passes(compose)
	f.passes(announce)
	for member, child := range map[string]string{"clerk": "cleared_child", "first": "listed_child", "sender": "approved_child", "adjuster": "assessed_child", "township": "announced_child"} {
		f.kin(member, child)
	}
	f.refuses(
		tried("announced, one of the family having visited", "FPHND", announce),
		tried("composed by one of the family", "FPHND", compose),
		tried("approved by one of the family", "FPHND", approve),
		tried("sent by one of the family", "FPHND", `SELECT batch_send(:c, :new, :approved_list, :sender)`),
		tried("an objection decided by one of the family", "FPHND", `SELECT payout_decide(:c, :open, false, '不属实', :township)`),
		tried("entrusted to one of the family", "FPHND", `SELECT claim_another(:c, '{:assessed_claim}', '{:adjuster}')`),
		tried("filed by one of the family", "FPHND", `SELECT claim_apart(:c, '{:cleared_claim}', 'clerk', :clerk)`),
	)
	f.Refused(f.Do(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payoutstest.Compose(ctx, tx, []int64{f.names["cleared"].(int64)})
		return err
	}), fault.Forbidden)
	f.passes(`SELECT list_compose(:c, :new, :day, '{:other}', '{:other_account}', :clerk)`) // another family's
}

// A list that pays a family in which somebody of the staff lives is asked about, and by no name that a colleague would not know.
func TestAFamilyOfTheStaffIsAskedAbout(t *testing.T) {
	f := newFort(t)
	f.names["auditor"] = f.Hire(who.Auditor).ID
	f.kin("auditor", "other_child")
	list := f.Compose(t, []int64{f.names["other"].(int64), f.names["cleared"].(int64)})
	f.Look(f.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		flags, err := payouts.Flags(ctx, tx, list)
		if len(flags) != 1 || flags[0].N != 1 || flags[0].Kind != payouts.FlagStaff || !flags[0].Composed {
			t.Errorf("asked %+v", flags)
		} else if want := "是或曾是审计人员"; !strings.Contains(flags[0].About, want) {
			t.Errorf("it says %q, want …%s", flags[0].About, want)
		}
		return err
	})
	f.ApproveTwice(t, list)
}

// An account of one's own household is another clerk's to confirm, and the page's list leaves it to them.
func TestAnAccountOfOnesOwnFamilyIsAnothersToConfirm(t *testing.T) {
	f := newFort(t)
	f.names["confirmer"] = f.Other(who.Clerk).ID
	f.kin("confirmer", "other_child")
	var account int64
	f.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		account, err = registry.AddAccount(ctx, tx, f.Keys, f.names["other_child"].(int64), "演示银行", "6228480402564890042")
		return err
	})
	f.Refused(f.Do(f.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		if ids, err := registry.ToConfirm(ctx, tx, 0); err != nil || len(ids) > 0 {
			t.Errorf("to confirm %v, %v", ids, err)
		}
		waiting, err := registry.WaitingAccounts(ctx, tx, registry.WaitingFilter{Window: pg.Window{Limit: 10}})
		if err != nil || len(waiting) != 1 || !waiting[0].Home {
			t.Errorf("waiting %+v, %v", waiting, err)
		}
		return registry.ConfirmAccounts(ctx, tx, []int64{account}, stafftest.Sign)
	}), fault.Forbidden)
	third := f.Hire(who.Clerk)
	f.Keyed(third)
	f.Must(f.Do(third, func(ctx context.Context, tx *pg.Tx) error {
		return registry.ConfirmAccounts(ctx, tx, []int64{account}, stafftest.Sign)
	}))
}

// No adjuster is sent to their own family.
func TestTheFamilysAdjusterIsNotSent(t *testing.T) {
	f := newFort(t)
	id := f.Claims(t, 1, "industry", claims.Screened)[0]
	f.names["head"] = f.scalar(fmt.Sprintf(`SELECT min(p.id) FROM fangpin.person p JOIN fangpin.claim k ON k.household = p.household WHERE k.id = %d`, id))
	f.kin("adjuster", "head")
	entrust := func(to who.Person) error {
		return f.Do(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return claims.Entrust(ctx, tx, []claims.Assignment{{Claim: id, Adjuster: to.ID}})
		})
	}
	f.Refused(entrust(f.Who(who.Adjuster)), fault.Forbidden)
	f.Must(entrust(f.Other(who.Adjuster)))
}
