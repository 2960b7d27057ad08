package registry_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/internal/shown"
	"fangpin/registry"
)

// enrolled is an office whose clerk has entered the drawer's roster.
type enrolled struct {
	*stafftest.Office
	clerk who.Person
}

func enrol(t testing.TB) enrolled {
	t.Helper()
	o := enrolled{Office: stafftest.New(t)}
	o.clerk = o.Hire(who.Clerk)
	o.Must(o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, o.Keys, read(t, "roster.csv").Lines)
		return err
	}))
	return o
}

// household is the household of a number of the drawer's roster.
func (o enrolled) household(t testing.TB, no string) (h registry.Household) {
	t.Helper()
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		h, err = registry.HouseholdByNo(ctx, tx, no)
		return err
	})
	return h
}

const (
	zhang = "4106021002280001" // three people, 脱贫户 and 低保户
	wang  = "4106021002280002" // one, 边缘易致贫户
	liu   = "4106020040020001" // one, no label, in a 社区
)

func TestEnrolEntersTheRosterOnce(t *testing.T) {
	o := stafftest.New(t)
	clerk := o.Hire(who.Clerk)
	lines := read(t, "roster.csv").Lines
	enrol := func(lines []registry.Line) (e registry.Enrolment, err error) {
		err = o.Do(clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
			e, err = registry.Enrol(ctx, tx, o.Keys, lines)
			return err
		})
		return e, err
	}
	got, err := enrol(lines)
	o.Must(err)
	if d := cmp.Diff(registry.Enrolment{Places: 77 + 2, Households: 3, Persons: 5, Labels: 3, Accounts: 2}, got); d != "" {
		t.Error(d)
	}
	_, err = enrol(lines[3:])
	o.Refused(err, fault.Conflict)
	if want := "花名册中有 2 行的人或户编号已经登记（第 6、7 行），请从文件中删去后再导入"; fault.Message(err) != want {
		t.Errorf("said %q, want %q", fault.Message(err), want)
	}
	_, err = enrol(nil)
	o.Refused(err, fault.Invalid)
}

func TestAPersonIsFoundByTheTagAndOpensWithTheKeys(t *testing.T) {
	o := enrol(t)
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		tag := o.Keys.Tag(secret.IDNumber, "419900199001010425")
		found, err := registry.PersonsByTag(ctx, tx, [][]byte{tag, o.Keys.Tag(secret.IDNumber, "419900199001010000")})
		o.Must(err)
		p := found[string(tag)]
		if len(found) != 1 || p.Name != "王丽" || p.Household != o.household(t, wang).ID {
			t.Errorf("found %+v", found)
		}
		if number, err := p.IDNumber(o.Keys, stafftest.County); err != nil || number != "419900199001010425" {
			t.Errorf("identity number %s, %v", number, err)
		}
		none, err := registry.PersonsByTag(ctx, tx, nil)
		if len(none) > 0 || err != nil {
			t.Errorf("asked for nobody, got %v, %v", none, err)
		}
		return nil
	})
}

func TestWhereAHouseholdLives(t *testing.T) {
	o := enrol(t)
	for no, want := range map[string]struct {
		place, division string
		natural         bool
		persons         int
		payee           string
	}{
		zhang: {"前沟组", "410602100228", true, 3, "张国庆"},
		liu:   {"广场社区", "410602004002", false, 1, "刘伟"},
	} {
		h := o.household(t, no)
		o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
			places, err := registry.Places(ctx, tx, []int64{h.Place})
			o.Must(err)
			payees, err := registry.Payees(ctx, tx, []int64{h.ID})
			o.Must(err)
			head, err := registry.Get(ctx, tx, payees[h.ID])
			o.Must(err)
			at := places[h.Place]
			if at.Name != want.place || at.Division() != want.division || h.Division() != want.division || at.Natural() != want.natural ||
				h.Persons != want.persons || head.Name != want.payee {
				t.Errorf("%s: %+v in %+v, payee %s", no, h, at, head.Name)
			}
			return nil
		})
	}
}

func TestLabelsHoldOnTheirDays(t *testing.T) {
	o := enrol(t)
	h := o.household(t, wang).ID
	low := func(on string) []registry.Label {
		return []registry.Label{{Household: h, Name: "低收入户", On: day(t, on)}}
	}
	set := func(on string) error {
		return o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error { return registry.SetLabel(ctx, tx, low(on)) })
	}
	end := func(on string) error {
		return o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error { return registry.EndLabel(ctx, tx, low(on)) })
	}
	o.Must(set("2024-03-01"))
	o.Refused(set("2024-05-01"), fault.Conflict) // it holds already
	o.Refused(end("2024-02-01"), fault.Invalid)  // before it began
	o.Must(end("2024-06-30"))
	o.Refused(end("2024-07-31"), fault.Conflict)
	o.Must(set("2024-08-01"))
	o.Refused(set("2024-09-10"), fault.Invalid) // tomorrow
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		want := map[registry.Moment][]string{}
		var ask []registry.Moment
		for on, labels := range map[string][]string{
			"2020-11-29": nil,
			"2020-11-30": {"边缘易致贫户"},
			"2024-03-01": {"低收入户", "边缘易致贫户"},
			"2024-06-30": {"低收入户", "边缘易致贫户"},
			"2024-07-01": {"边缘易致贫户"},
			"2024-08-01": {"低收入户", "边缘易致贫户"},
		} {
			m := registry.Moment{Household: h, On: day(t, on)}
			if ask = append(ask, m); labels != nil {
				want[m] = labels
			}
		}
		got, err := registry.LabelsOn(ctx, tx, ask)
		if d := cmp.Diff(want, got, cmp.Comparer(sameSet)); d != "" {
			t.Error(d)
		}
		return err
	})
}

func sameSet(a, b []string) bool {
	count := map[string]int{}
	for _, x := range a {
		count[x]++
	}
	for _, x := range b {
		count[x]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestOnlyKnownLabelsAreSet(t *testing.T) {
	o := enrol(t)
	err := o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: o.household(t, wang).ID, Name: "困难户", On: day(t, "2024-01-01")}})
	})
	o.Refused(err, fault.Invalid)
}

func TestADeathIsRecordedOnce(t *testing.T) {
	o := enrol(t)
	h := o.household(t, wang)
	var head int64
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		payees, err := registry.Payees(ctx, tx, []int64{h.ID})
		head = payees[h.ID]
		return err
	})
	record := func(on string) error {
		return o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
			return registry.RecordDeath(ctx, tx, []registry.Death{{Person: head, On: day(t, on)}})
		})
	}
	o.Refused(record("2024-09-10"), fault.Invalid) // tomorrow
	o.Refused(record("1980-01-01"), fault.Invalid) // before birth
	o.Must(record("2024-09-01"))
	o.Refused(record("2024-09-02"), fault.Conflict)
	if now := o.household(t, wang); now.Persons != 0 {
		t.Errorf("%d live there", now.Persons)
	}
}

func TestAnAccountIsConfirmedByASecondClerk(t *testing.T) {
	o := enrol(t)
	second := o.Hire(who.Clerk)
	unconfirmed := func(by who.Person) (ids []int64) {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
			ids, err = registry.Unconfirmed(ctx, tx)
			return err
		})
		return ids
	}
	if own := unconfirmed(o.clerk); len(own) > 0 {
		t.Errorf("offered to who entered them: %v", own)
	}
	ids := unconfirmed(second)
	if len(ids) != 2 {
		t.Fatalf("two accounts wait, got %v", ids)
	}
	confirm := func(ctx context.Context, tx *pg.Tx) error {
		return registry.ConfirmAccounts(ctx, tx, ids, stafftest.Sign)
	}
	o.Refused(o.Do(o.clerk, confirm), fault.Forbidden)
	o.Must(o.Do(second, confirm))
	o.Refused(o.Do(second, confirm), fault.Conflict)

	payee := o.payee(t, wang)
	number, bank := o.confirmed(t, payee)
	if number != "0000000000000000025" || bank != "邮储银行鹤山支行" {
		t.Errorf("confirmed: %s at %s", number, bank)
	}
	var corrected int64
	o.Must(o.Do(second, func(ctx context.Context, tx *pg.Tx) (err error) {
		corrected, err = registry.AddAccount(ctx, tx, o.Keys, payee, "农商银行鹤山支行", "0000 0000 0000 0000 033")
		return err
	}))
	if number, _ := o.confirmed(t, payee); number != "0000000000000000025" {
		t.Errorf("the unconfirmed %s takes payments", number)
	}
	o.Must(o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.ConfirmAccounts(ctx, tx, []int64{corrected}, stafftest.Sign)
	}))
	if number, _ := o.confirmed(t, payee); number != "0000000000000000033" {
		t.Errorf("the newest confirmed is %s", number)
	}
}

// All accounts that wait, of a village or of the county, are confirmed at once only if they are those that were shown.
func TestAccountsThatWereNotShownAreNotConfirmed(t *testing.T) {
	for name, village := range map[string]int64{"a village": 410602100228, "the county": 0} {
		t.Run(name, func(t *testing.T) {
			o := enrol(t)
			second := o.Hire(who.Clerk)
			confirm := func(seen shown.Rows) error {
				return o.Do(second, func(ctx context.Context, tx *pg.Tx) error {
					n, err := registry.ConfirmAll(ctx, tx, village, seen, stafftest.Sign)
					if err == nil && n != 2 {
						t.Errorf("%d are confirmed", n)
					}
					return err
				})
			}
			var ids []int64
			o.Look(second, func(ctx context.Context, tx *pg.Tx) (err error) {
				ids, err = registry.ToConfirm(ctx, tx, village)
				return err
			})
			for _, seen := range []shown.Rows{"", shown.Of(ids[:1]), shown.Of([]int64{ids[0], 1})} {
				o.Refused(confirm(seen), fault.Conflict)
			}
			o.Must(confirm(shown.Of(ids)))
		})
	}
}

// What the second clerk refuses takes no payments, and nobody is asked for it again; nor for what waited too long.
func TestARefusedAccountIsNotConfirmed(t *testing.T) {
	o := enrol(t)
	second := o.Hire(who.Clerk)
	waiting := func() (ids []int64) {
		o.Look(second, func(ctx context.Context, tx *pg.Tx) (err error) {
			if ids, err = registry.Unconfirmed(ctx, tx); err != nil {
				return err
			}
			found, err := registry.WaitingAccounts(ctx, tx, registry.WaitingFilter{Others: true})
			if len(found) != len(ids) {
				t.Errorf("%d wait on the page, %d for the command", len(found), len(ids))
			}
			return err
		})
		return ids
	}
	ids := waiting()
	refuse := func(reason string) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error { return registry.RefuseAccounts(ctx, tx, ids[:1], reason) }
	}
	o.Refused(o.Do(second, refuse(" ")), fault.Invalid)
	o.Refused(o.Do(o.clerk, refuse("户名不符")), fault.Forbidden)
	o.Must(o.Do(second, refuse("户名不符")))
	o.Refused(o.Do(second, refuse("户名不符")), fault.Conflict)
	o.Refused(o.Do(second, func(ctx context.Context, tx *pg.Tx) error {
		return registry.ConfirmAccounts(ctx, tx, ids, stafftest.Sign)
	}), fault.Conflict)
	if left := waiting(); len(left) != 1 || left[0] != ids[1] {
		t.Errorf("wait after one was refused: %v of %v", left, ids)
	}
	pgtest.Super(t).MustExecContext(t.Context(), `
		UPDATE fangpin.proposal SET proposed_at = now() - INTERVAL '91 days', expires_at = now() - INTERVAL '1 day' WHERE confirmed IS NULL`)
	if left := waiting(); len(left) != 0 {
		t.Errorf("wait after their days: %v", left)
	}
}

// An account that was entered before there were proposals is confirmed by a second clerk all the same.
func TestAnAccountWithoutAProposalIsConfirmed(t *testing.T) {
	o := enrol(t)
	second := o.Hire(who.Clerk)
	pgtest.Super(t).MustExecContext(t.Context(), `DELETE FROM fangpin.proposal`)
	var ids []int64
	o.Look(second, func(ctx context.Context, tx *pg.Tx) (err error) { ids, err = registry.Unconfirmed(ctx, tx); return err })
	confirm := func(ctx context.Context, tx *pg.Tx) error {
		return registry.ConfirmAccounts(ctx, tx, ids, stafftest.Sign)
	}
	o.Attack("FPHND", fmt.Sprintf(`SELECT account_confirm('410602', '{%d}', NULL, %d)`, ids[0], o.clerk.ID))
	o.Must(o.Do(second, confirm))
	o.Refused(o.Do(second, confirm), fault.Conflict)
}

func (o enrolled) payee(t testing.TB, no string) (id int64) {
	t.Helper()
	h := o.household(t, no).ID
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		payees, err := registry.Payees(ctx, tx, []int64{h})
		id = payees[h]
		return err
	})
	return id
}

func (o enrolled) confirmed(t testing.TB, person int64) (number, bank string) {
	t.Helper()
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		accounts, err := registry.ConfirmedAccounts(ctx, tx, []int64{person})
		o.Must(err)
		number, err = accounts[person].Plain(o.Keys, stafftest.County)
		bank = accounts[person].Bank
		return err
	})
	return number, bank
}

func TestABadAccountIsRefused(t *testing.T) {
	o := enrol(t)
	payee := o.payee(t, wang)
	for name, tc := range map[string]struct {
		person       int64
		bank, number string
		kind         fault.Kind
	}{
		"no bank":   {payee, " ", "0000000000000000033", fault.Invalid},
		"letters":   {payee, "农商银行", "62A", fault.Invalid},
		"no person": {1, "农商银行", "0000000000000000033", fault.NotFound},
	} {
		err := o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.AddAccount(ctx, tx, o.Keys, tc.person, tc.bank, tc.number)
			return err
		})
		if fault.KindOf(err) != tc.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the verbs refuse, PostgreSQL refuses too, whoever asks.
func TestTheDatabaseHoldsTheHandsApart(t *testing.T) {
	o := enrol(t)
	second := o.Hire(who.Clerk)
	for name, statement := range map[string]string{
		"confirmed by who entered it":  `INSERT INTO confirmation SELECT county, id, entered_by, entered_by FROM account`,
		"said to be entered by others": fmt.Sprintf(`INSERT INTO confirmation SELECT county, id, %d, entered_by FROM account`, second.ID),
		"an account changed":           `UPDATE account SET bank = '别的银行'`,
		"an account removed":           `DELETE FROM account`,
		"a person renamed":             `UPDATE person SET name = '别人'`,
	} {
		if _, err := o.statement(t, pg.App, statement); err == nil {
			t.Errorf("%s: done", name)
		}
	}
	confirm := `SELECT account_confirm('410602', (SELECT array_agg(subject) FROM proposal), (SELECT array_agg(digest) FROM proposal), %d)`
	// Of a second person just the signature is missing, which the verb gives before it knocks.
	for by, state := range map[int64]string{o.clerk.ID: "FPHND", second.ID: "FPSIG"} {
		if _, err := o.statement(t, pg.Gate, fmt.Sprintf(confirm, by)); err == nil || !strings.Contains(err.Error(), state) {
			t.Errorf("confirmed at the door by %d: %v; want %s", by, err, state)
		}
	}
}

// statement runs SQL as a role that sees the county, and takes it back.
func (o enrolled) statement(t testing.TB, role, statement string) (int64, error) {
	t.Helper()
	tx, err := pgtest.As(t, role).Begin(t.Context(), o.clerk)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	result, err := tx.ExecContext(t.Context(), statement)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// A county's 60,000 people enter in seconds: every table by one statement.
func BenchmarkEnrol(b *testing.B) {
	o := stafftest.New(b)
	clerk := o.Hire(who.Clerk)
	for b.Loop() {
		lines := village(60_000)
		o.Must(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.Enrol(ctx, tx, o.Keys, lines)
			return err
		}))
	}
}

// village invents n people, others each time, in households of three.
func village(n int) []registry.Line {
	lines, numbers := make([]registry.Line, n), pg.NewIDs(n)
	for i := range lines {
		lines[i] = registry.Line{Line: i + 2, Household: fmt.Sprint(numbers[i/3*3]), Village: stafftest.Village, Hamlet: fmt.Sprint(i / 3000), Relation: "配偶",
			Name: "张三", IDNumber: fmt.Sprintf("%018d", numbers[i]), Phone: "13000000000", Bank: "农商银行", Account: fmt.Sprintf("%019d", numbers[i]),
			Labels: []registry.Held{{Name: "脱贫户"}}}
		if i%3 == 0 {
			lines[i].Relation = registry.HeadRelation
		}
	}
	return lines
}
