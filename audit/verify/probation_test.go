package verify_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

// waited is the check of how old an account is that decides.
const waited = "审批、发送、补发、退票确认、回盘矛盾核定、账户复核、领取人复核不由未满等待期的新账号办理"

// Whoever gets past the doors leaves a deed by an account that was too new.
func TestANewAccountThatDecidesIsNamed(t *testing.T) {
	o := (&granting{Office: stafftest.New(t)}).In(t)
	approves := func(by who.Person) {
		o.Must(o.Do(by, func(_ context.Context, tx *pg.Tx) error {
			if err := payouts.ApproveStep.Permit(tx, "花名册审批"); err != nil {
				return err
			}
			tx.Cover("staff", by.ID)
			return nil
		}))
	}
	named := func(want int, when string) {
		t.Helper()
		found := o.named(waited)
		if len(found) != want || want > 0 && !strings.HasPrefix(found[len(found)-1], "deed 表 ") {
			t.Errorf("%s: %v, want %d", when, found, want)
		}
	}
	old := o.Hire(who.Approver)
	o.Hire(who.SecurityAdmin)
	approves(old)
	o.At("2024-09-10")
	member := o.given(grant.Asked{What: grant.Member, Member: staff.Member{Name: "王芳", Role: who.Approver}, Reason: "调入", Particulars: particulars(1)})
	fresh := who.Person{County: county, ID: member, Name: "王芳", Role: who.Approver, Division: "410602000000"}
	named(0, "granted")
	o.At("2024-09-12")
	approves(fresh)
	named(1, "on the second day")
	o.At("2024-09-13")
	approves(fresh)
	named(1, "on the third day, to the minute")
	o.given(grant.Asked{What: grant.Reset, Staff: member, Reason: "遗忘"})
	o.At("2024-09-14")
	approves(fresh)
	named(2, "the day after a reset")
	approves(old)
	named(2, "by somebody of before")
}
