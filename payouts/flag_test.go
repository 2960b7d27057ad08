package payouts_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// asked are a list's flags, as “row kind”.
func asked(t *testing.T, o *payoutstest.Office, list int64) (found []string) {
	t.Helper()
	o.Look(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		flags, err := payouts.Flags(ctx, tx, list)
		for _, f := range flags {
			if f.About == "" || f.Receiver == "" || f.Kind.Title() == "" {
				t.Errorf("a flag says nothing: %+v", f)
			}
			found = append(found, fmt.Sprint(f.N, " ", f.Kind))
		}
		return err
	})
	return found
}

// Each kind is found where it is, and nowhere else.
func TestWhatIsOddIsFound(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 7, payouts.Cleared)
	var payees [7]int64
	for i, p := range o.Get(t, w.Payouts...) {
		payees[i] = p.Payee
	}
	super := pgtest.Super(t)
	entered := `UPDATE fangpin.proposal SET proposed_at = proposed_at - INTERVAL '3 years', decided_at = decided_at - INTERVAL '1 year'
		WHERE act = 'account' AND subject IN (SELECT id FROM fangpin.account WHERE person = $1)`
	took := `UPDATE fangpin.proposal SET proposed_at = proposed_at - INTERVAL '3 years', decided_at = decided_at - $2::INTERVAL WHERE act = 'account' AND subject = $1`

	o.Account(t, payees[1]) // a second account of a payee whose money is due
	super.MustExec(entered, payees[2])
	super.MustExec(entered, payees[3])
	super.MustExec(took, o.Account(t, payees[2]), "29 days") // entered before the payout was opened, and confirmed within the month
	super.MustExec(took, o.Account(t, payees[3]), "31 days")

	// One number in two families; and one of somebody who has died since.
	shared := "6228480402564890018"
	for _, person := range []int64{payees[4], o.Named[0].Head} {
		super.MustExec(`UPDATE fangpin.account SET tag = $2 WHERE person = $1`, person, o.Keys.Tag(secret.Account, shared))
	}
	dead := "6228480402564890026"
	child := childOf(t, o, payees[5])
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.AddAccount(ctx, tx, o.Keys, child, "演示银行", dead)
		return err
	})
	super.MustExec(`UPDATE fangpin.account SET tag = $2 WHERE person = $1`, payees[5], o.Keys.Tag(secret.Account, dead))
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, child) })

	// An heir.
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, payees[6]) })
	o.Heir(t, w.Payouts[6], childOf(t, o, payees[6]), "公证书")
	o.Account(t, childOf(t, o, payees[6]))

	list := o.Compose(t, w.Payouts)
	want := []string{"2 second", "3 changed", "5 shared", "6 died", "7 died"}
	if got := asked(t, o, list); !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
	// What an account was refused for asks nothing.
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.AddAccount(ctx, tx, o.Keys, payees[0], "演示银行", "6228480402564890034")
		return err
	})
	if got := asked(t, o, list); !slices.Contains(got, "1 second") {
		t.Errorf("an account that waits is not asked about: %v", got)
	}
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		ids, err := registry.Unconfirmed(ctx, tx)
		if err != nil {
			return err
		}
		return registry.RefuseAccounts(ctx, tx, ids[len(ids)-1:], "户名不符")
	}))
	if got := asked(t, o, list); !slices.Equal(got, want) {
		t.Errorf("after the refusal asked %v, want %v", got, want)
	}
}

func childOf(t *testing.T, o *payoutstest.Office, head int64) (child int64) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &child, `SELECT c.id FROM person p JOIN person c ON c.county = p.county AND c.household = p.household AND c.id <> p.id
			WHERE p.county = $1 AND p.id = $2`, tx.County, head)
	})
	return child
}

// Both approvers answer, each for themselves, what was found when the list was composed and since.
func TestBothApproversAnswerEachFlag(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Cleared)
	payees := o.Get(t, w.Payouts...)
	o.Account(t, payees[0].Payee)
	list := o.Compose(t, w.Payouts)
	approve := func(by who.Person, change func([]payouts.FlagAnswer) []payouts.FlagAnswer) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			l, err := payouts.GetList(ctx, tx, list)
			if err != nil {
				return err
			}
			answers, err := payoutstest.Answers(ctx, tx, list)
			if err != nil {
				return err
			}
			return payouts.Approve(ctx, tx, list, l.Digest, l.Total, change(answers), stafftest.Sign)
		})
	}
	as := func(reason string) func([]payouts.FlagAnswer) []payouts.FlagAnswer {
		return func(a []payouts.FlagAnswer) []payouts.FlagAnswer { a[0].Reason = reason; return a }
	}
	first, second := o.Who(who.Approver), o.Other(who.Approver)
	o.Refused(approve(first, func([]payouts.FlagAnswer) []payouts.FlagAnswer { return nil }), fault.Conflict)
	o.Refused(approve(first, as(" ")), fault.Invalid)
	o.Refused(approve(first, as("同意同意")), fault.Invalid) // of no substance
	o.Refused(approve(first, func(a []payouts.FlagAnswer) []payouts.FlagAnswer { return append(a, a[0]) }), fault.Conflict)
	o.Refused(approve(first, func(a []payouts.FlagAnswer) []payouts.FlagAnswer { a[0].Kind = payouts.FlagShared; return a }), fault.Conflict)
	o.Must(approve(first, as("本人到场核对存折")))

	o.Account(t, payees[1].Payee) // since the first approval
	o.Refused(approve(second, func(a []payouts.FlagAnswer) []payouts.FlagAnswer { return a[:1] }), fault.Conflict)
	o.Must(approve(second, as("与村干部电话核实")))
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		flags, err := payouts.Flags(ctx, tx, list)
		if err != nil || len(flags) != 2 {
			t.Fatalf("%+v, %v", flags, err)
		}
		a, b := flags[0], flags[1]
		if !a.Composed || len(a.Answers) != 2 || a.Answers[0].Reason != "本人到场核对存折" || a.Answers[1].Reason != "与村干部电话核实" || a.Answers[1].Part != payouts.SecondPart {
			t.Errorf("what was found when it was composed: %+v", a)
		}
		if b.Composed || b.N != 2 || len(b.Answers) != 1 || b.Answers[0].Part != payouts.SecondPart {
			t.Errorf("what was found since: %+v", b)
		}
		var signed int
		err = tx.GetContext(ctx, &signed, `SELECT count(DISTINCT flags) FROM signature WHERE county = $1 AND verb = 'payouts.approve' AND flags IS NOT NULL`, tx.County)
		if signed != 2 {
			t.Errorf("%d signatures are over answers, want 2", signed)
		}
		return err
	})
}

// Whoever asks, the door refuses an approval that does not answer, or signs other answers.
func TestNoApprovalPassesAnUnansweredFlag(t *testing.T) {
	f := newFort(t)
	f.tamper(`INSERT INTO list_flag VALUES (:c, :listed_list, :listed, 'second', true)`)
	approve := `SELECT list_approve(:c, :listed_list, (SELECT digest FROM list WHERE id = :listed_list), 10000, :first)`
	answer := func(kind, by, reason string) string {
		return `INSERT INTO flag_answer VALUES (:c, :listed_list, :listed, '` + kind + `', ` + by + `, '` + reason + `', '0123456789abcdef')`
	}
	f.refuses(
		tried("nobody answered", "FPFLG", approve),
		tried("another answered", "FPFLG", answer("second", ":second", "已核对存折"), approve),
		tried("another flag was answered", "FPFLG", answer("died", ":first", "已核对存折"), approve),
		tried("more was answered than asked", "FPFLG", answer("second", ":first", "已核对存折"), answer("died", ":first", "已核对存折"), approve),
		tried("the answers were not signed", "FPSIG", answer("second", ":first", "已核对存折"), approve),
		tried("an answer in a word", checked, answer("second", ":first", "同意")),
		tried("a flag made up by hand", denied, `INSERT INTO list_flag VALUES (:c, :listed_list, :listed, 'died', true)`),
		tried("a flag taken away", denied, `DELETE FROM list_flag`),
		tried("an answer changed", denied, `UPDATE flag_answer SET reason = '已与本人核对'`),
		tried("a flag found by the app", denied, `SELECT list_flag_find(:c, :listed_list, true)`),
		tried("what is signed, for the app", denied, `SELECT list_flag_answered(:c, :listed_list, :first)`),
	)
}

// The sheet for those who approve has both answers.
func TestTheSheetForApprovalHasTheAnswers(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Cleared)
	o.Account(t, o.Get(t, w.Payouts[0])[0].Payee)
	w.List = o.Compose(t, w.Payouts)
	o.ApproveTwice(t, w.List)
	has(t, printed(t, o, o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, out io.Writer) error {
		return payouts.ApprovalPaper(ctx, tx, fonts, w.List, out)
	}), "另有账户：", "第一级答复", "已与本人电话核", "风险提示1条")
}
