package payouts_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
)

// line is one of a bank's answer.
type line struct {
	answer int64
	line   int
}

// subject is what a step is tried on.
type subject struct {
	payouts.Payout
	notice, posting, down, list, batch, account int64
	dead                                        int64                 // somebody whose death another clerk recorded
	broken                                      line                  // one that calls a payment returned after it was paid
	doubted, proposed                           line                  // that call one paid after it was returned; of the second somebody has said what it was
	orphan                                      payouts.Payout        // of which somebody may be proposed to receive it
	object                                      func() (int64, error) // slips an open objection in behind the door, wherever the payout stands
}

func (s subject) ids() []int64 { return []int64{s.ID} }

// opposed lets objections to the subject be slipped in, until the test ends.
func (s subject) opposed(t *testing.T, super *pg.DB, o *payoutstest.Office) subject {
	s.object = func() (int64, error) {
		id := pg.NewID()
		_, err := super.ExecContext(t.Context(), `
			INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt) VALUES ('410602', $1, $2, '不符合条件', '2024-10-09', $3, '')`,
			id, s.ID, o.Who(who.Village).ID)
		return id, err
	}
	t.Cleanup(func() {
		if _, err := super.Exec(`DELETE FROM fangpin.objection WHERE payout = $1 AND words = '不符合条件'`, s.ID); err != nil {
			t.Error(err)
		}
	})
	return s
}

// tries take each step of the law once.
var tries = map[string]func(context.Context, *pg.Tx, *payoutstest.Office, subject) error{
	"payouts.assess": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payouts.Assess(ctx, tx, []int64{s.Claim})
		return err
	},
	"payouts.announce": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payouts.Announce(ctx, tx, payoutstest.Village, s.ids())
		return err
	},
	"publicity.post": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		p := publicity.Posting{Notice: s.notice, Place: s.Place, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, s.notice, s.Place))}
		_, err := publicity.Post(ctx, tx, p)
		return err
	},
	"publicity.put_back": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return publicity.PutBack(ctx, tx, s.down, "仍在墙上贴着")
	},
	"publicity.take_down": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return publicity.TakeDown(ctx, tx, s.posting, calendar.DateOf(tx.Now), "被大风刮落")
	},
	"payouts.object": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payouts.Object(ctx, tx, s.ID, "不符合条件")
		return err
	},
	"payouts.prove": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		id, err := s.object()
		if err != nil {
			return err
		}
		return payouts.Prove(ctx, tx, id, payoutstest.File())
	},
	"payouts.uphold": func(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, s subject) error {
		id, err := s.object()
		if err != nil {
			return err
		}
		return payouts.Uphold(ctx, tx, id, "经核查属实", o.Other(who.Adjuster).ID, stafftest.Sign)
	},
	"payouts.dismiss": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		id, err := s.object()
		if err != nil {
			return err
		}
		return payouts.Dismiss(ctx, tx, id, "经核查不属实", stafftest.Sign)
	},
	"payouts.clear": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payoutstest.Clear(ctx, tx, s.ids())
	},
	"payouts.compose": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payoutstest.Compose(ctx, tx, s.ids())
		return err
	},
	"payouts.compose_again": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payoutstest.ComposeAgain(ctx, tx, s.ids())
		return err
	},
	"payouts.propose_resolution": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: s.doubted.answer, Line: s.doubted.line, Paid: true, File: payoutstest.File(), Reason: "银行流水证明"})
		return err
	},
	"payouts.resolve": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payouts.Resolve(ctx, tx, s.proposed.answer, s.proposed.line, stafftest.Sign)
	},
	"payouts.refuse_resolution": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payouts.RefuseResolution(ctx, tx, s.proposed.answer, s.proposed.line, "与流水不符")
	},
	"payouts.void": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payouts.Void(ctx, tx, s.list, "账户有误")
	},
	"payouts.approve": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payoutstest.Approve(ctx, tx, s.list)
	},
	"payouts.send": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payouts.Send(ctx, tx, s.list, stafftest.Sign)
		return err
	},
	"payouts.write_bank_file": func(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, s subject) error {
		return payouts.WriteBankFile(ctx, tx, o.Keys, s.batch, io.Discard)
	},
	"payouts.settle": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		var file bytes.Buffer
		if err := bank.WriteAnswer(&file, []bank.Line{{Payout: s.ID, Attempt: 1, Amount: s.Amount, Outcome: bank.Unknown}}); err != nil {
			return err
		}
		settled, err := payouts.Settle(ctx, tx, file.Bytes())
		if err == nil && len(settled.Breaks) > 0 {
			return fault.Conflictf("%s", settled.Breaks[0].Why.Title()) // a file is read whole: what it cannot settle is named
		}
		return err
	},
	"payouts.admit": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payouts.Admit(ctx, tx, s.broken.answer, s.broken.line, stafftest.Sign)
	},
	"payouts.reissue": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		_, err := payouts.Reissue(ctx, tx, s.list, []payouts.Redirection{{Payout: s.ID, Account: s.account}}, stafftest.Sign)
		return err
	},
	"payouts.withdraw": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payouts.Withdraw(ctx, tx, s.ids(), "该户已搬离本县")
	},
	"payouts.name_heir": func(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, s subject) error {
		if err := o.Bury(ctx, tx, s.Payee); err != nil {
			return err
		}
		return payouts.NameHeir(ctx, tx, s.ID, o.Named[0].Head, "公证书")
	},
	"payouts.confirm_heir": func(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, s subject) error {
		if !payouts.ConfirmHeirStep.May(tx.By.Role) {
			return payouts.ConfirmHeir(ctx, tx, s.ID, stafftest.Sign)
		}
		if err := proposed(ctx, tx, o, s.ID, s.Payee); err != nil {
			return err
		}
		return payouts.ConfirmHeir(ctx, tx, s.ID, stafftest.Sign)
	},
	"payouts.refuse_heir": func(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, s subject) error {
		if err := proposed(ctx, tx, o, s.orphan.ID, s.orphan.Payee); err != nil {
			return err
		}
		return payouts.RefuseHeir(ctx, tx, s.orphan.ID, "证明没有盖章")
	},
	"payouts.correct_death": func(ctx context.Context, tx *pg.Tx, _ *payoutstest.Office, s subject) error {
		return payouts.CorrectDeath(ctx, tx, s.dead, "派出所核实本人健在")
	},
	"payouts.check_death": func(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, s subject) error {
		if err := o.Bury(ctx, tx, s.Payee); err != nil {
			return err
		}
		return payouts.CheckDeath(ctx, tx, s.ID, true, "银行已答应退回")
	},
}

// proposed has a payee die and another clerk propose who receives, whoever acts.
func proposed(ctx context.Context, tx *pg.Tx, o *payoutstest.Office, payout, payee int64) error {
	if err := o.Bury(ctx, tx, payee); err != nil {
		return err
	}
	defer func(by who.Person) { tx.By = by }(tx.By)
	tx.By = o.Other(who.Clerk)
	return payouts.NameHeir(ctx, tx, payout, o.Named[0].Head, "公证书")
}

// stands are payouts and lists, one at every status, and one for the steps that ask none.
type stands struct {
	payout, list map[string]subject
	any          subject
}

func everywhere(t *testing.T, o *payoutstest.Office) stands {
	t.Helper()
	all := stands{payout: map[string]subject{}, list: map[string]subject{}}
	make1 := func(status payouts.Status) subject {
		w := o.Work(t, 1, status)
		p := o.Get(t, w.Payouts[0])[0]
		account := o.Account(t, p.Payee)
		if status == payouts.Returned {
			account = o.AccountOf(t, p.ID)
		}
		return subject{Payout: p, notice: w.Notice, list: w.List, batch: w.Batch, account: account}
	}
	for _, status := range payouts.Statuses() {
		all.payout[string(status)] = make1(status)
	}
	paid := all.payout[string(payouts.Paid)]
	s := o.Settle(t, o.Lines(t, bank.Returned, paid.ids())) // too late: the line breaks
	paid.broken.answer, paid.broken.line = s.Answer, s.Breaks[0].Line
	all.payout[string(payouts.Paid)] = paid

	approved, void := make1(payouts.Listed), make1(payouts.Listed)
	o.ApproveTwice(t, approved.list)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, void.list, "账户有误") })
	all.list[string(payouts.ListComposed)] = all.payout[string(payouts.Listed)]
	all.list[string(payouts.ListApproved)] = approved
	all.list[string(payouts.ListSent)] = all.payout[string(payouts.Sent)]
	all.list[string(payouts.ListVoid)] = void

	all.any = all.payout[string(payouts.Sent)]
	all.any.Claim = o.Filed(t, 1, "hospital")[0]
	all.any.notice = o.Announce(t, o.Work(t, 1, payouts.Assessed).Payouts)
	all.any.down = o.Post(t, all.any.notice, payoutstest.Village)
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, all.any.down, calendar.DateOf(tx.Now), "被大风刮落")
	}))
	all.any.posting = o.Post(t, o.Announce(t, o.Work(t, 1, payouts.Assessed).Payouts), payoutstest.Village)
	for _, of := range []*line{&all.any.doubted, &all.any.proposed} {
		s := o.Settle(t, o.Lines(t, bank.Paid, o.Work(t, 1, payouts.Returned).Payouts))
		*of = line{s.Answer, s.Breaks[0].Line}
	}
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: all.any.proposed.answer, Line: all.any.proposed.line, File: payoutstest.File(), Reason: "银行流水证明"})
		return err
	}))
	all.any.dead = o.Get(t, o.Work(t, 1, payouts.Assessed).Payouts...)[0].Payee
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, all.any.dead) }))
	_, rows := o.Notice(t, all.any.notice)
	all.any.Place, all.any.orphan = rows[0].Place, all.payout[string(payouts.Cleared)].Payout
	return all
}

// of are the subjects a step is tried on, by status.
func (all stands) of(step flow.Step) map[string]subject {
	switch {
	case step.From == nil:
		return map[string]subject{"": all.any}
	case slices.Contains(step.From, string(payouts.ListComposed)) || slices.Contains(step.From, string(payouts.ListApproved)):
		return all.list
	default:
		return all.payout
	}
}

// TestTheLaw tries every step from every status in every role: what the table in status.go lists passes and leads where it says, and
// nothing else does.
func TestTheLaw(t *testing.T) {
	o := payoutstest.County(t)
	super, all := pgtest.Super(t), everywhere(t, o)
	for _, step := range slices.Concat(publicity.Steps, payouts.Steps) {
		verb, ok := tries[step.Verb]
		if !ok {
			t.Fatalf("step %s is not tried", step.Verb)
		}
		t.Run(step.Verb, func(t *testing.T) {
			for status, s := range all.of(step) {
				s = s.opposed(t, super, o)
				for _, role := range who.Roles() {
					tryStep(t, o, step, status, role, func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, o, s) }, s)
				}
			}
		})
	}
}

func tryStep(t *testing.T, o *payoutstest.Office, step flow.Step, status string, role who.Role, verb func(context.Context, *pg.Tx) error, s subject) {
	t.Helper()
	o.Keyed(o.Who(role))
	tx, err := o.Begin(t.Context(), o.Who(role)) // and never committed: each try finds everything as it was
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	err = pg.Fault(verb(t.Context(), tx))
	want := fault.Internal
	switch {
	case !slices.Contains(step.Roles, role):
		want = fault.Forbidden
	case step.From != nil && !slices.Contains(step.From, status):
		want = fault.Conflict
	case err != nil:
		t.Errorf("%s by %s is refused: %v", status, role, err)
		return
	default:
		arrived(t, tx, step, s)
		return
	}
	if err == nil || fault.KindOf(err) != want {
		t.Errorf("%s by %s: %v; want a refusal of kind %d", status, role, err, want)
	}
}

// arrived fails the test unless the step led where the law says.
func arrived(t *testing.T, tx *pg.Tx, step flow.Step, s subject) {
	t.Helper()
	var now string
	query, id := `SELECT status FROM payout WHERE county = $1 AND id = $2`, s.ID
	switch step.Verb {
	case "payouts.assess":
		query, id = `SELECT status FROM payout WHERE county = $1 AND claim = $2`, s.Claim
	case "payouts.void", "payouts.send":
		query, id = `SELECT status FROM list WHERE county = $1 AND id = $2`, s.list
	}
	if err := tx.GetContext(t.Context(), &now, query, tx.County, id); err != nil {
		t.Fatal(err)
	}
	if step.To != "" && now != step.To {
		t.Errorf("now %s, want %s", now, step.To)
	}
}

func TestOnlyTheirOwnPartOfTheCounty(t *testing.T) {
	o := payoutstest.County(t)
	super := pgtest.Super(t)
	w := o.Work(t, 1, payouts.Announced)
	notice := o.Announce(t, o.Work(t, 1, payouts.Assessed).Payouts)
	posting := o.Post(t, notice, payoutstest.Village)
	s := subject{Payout: o.Get(t, w.Payouts...)[0], notice: notice, posting: posting}
	elsewhere := map[string]who.Person{
		"village":  o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100206"}),
		"township": o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"}),
	}
	for _, c := range []struct{ verb, by string }{
		{"publicity.post", "village"}, {"publicity.post", "township"}, {"publicity.take_down", "village"}, {"payouts.object", "village"},
		{"payouts.prove", "village"}, {"payouts.uphold", "township"}, {"payouts.dismiss", "township"},
	} {
		t.Run(c.verb+" by a "+c.by, func(t *testing.T) {
			o.Refused(o.Do(elsewhere[c.by], func(ctx context.Context, tx *pg.Tx) error { return tries[c.verb](ctx, tx, o, s.opposed(t, super, o)) }), fault.NotFound)
		})
	}
}
