package policy_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"fangpin/demo/sample"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/words"
	"fangpin/ledger"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/scheme"
)

// source is the demonstration scheme, with changes made to its text in pairs.
func source(t testing.TB, changes ...string) []byte {
	t.Helper()
	text, err := os.ReadFile("../templates/schemes/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer(changes...).Replace(string(text)))
}

func day(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// county is an office with a clerk and an approver.
type county struct {
	*stafftest.Office
	t               testing.TB
	clerk, approver who.Person
}

func open(t testing.TB) county {
	t.Helper()
	o := stafftest.New(t)
	return county{o, t, o.Hire(who.Clerk), o.Hire(who.Approver)}
}

func (c county) propose(by who.Person, source []byte) (id int64, err error) {
	err = c.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = policy.Propose(ctx, tx, source)
		return err
	})
	return id, err
}

func (c county) adopt(by who.Person, id int64, from string) error {
	return c.Do(by, func(ctx context.Context, tx *pg.Tx) error { return policy.Adopt(ctx, tx, id, day(c.t, from)) })
}

// rule proposes and adopts a scheme.
func (c county) rule(from string, source []byte) int64 {
	c.t.Helper()
	id, err := c.propose(c.clerk, source)
	c.Must(err)
	c.Must(c.adopt(c.approver, id, from))
	return id
}

func (c county) open(y policy.Year) (id int64, err error) {
	err = c.Do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = policy.Open(ctx, tx, y)
		return err
	})
	return id, err
}

func year(t testing.TB, from, to string) policy.Year {
	return policy.Year{Insurer: "某财产保险公司鹤壁中心支公司", From: day(t, from), To: day(t, to), PerHead: decimal.NewFromInt(100)}
}

func (c county) insure(id int64) (in policy.Insured, err error) {
	err = c.Do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		in, err = policy.Insure(ctx, tx, id)
		return err
	})
	return in, err
}

func (c county) receive(id int64, yuan, on string) error {
	return c.Do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := policy.ReceivePremium(ctx, tx, id, decimal.RequireFromString(yuan), day(c.t, on), sha256.Sum256(fmt.Append(nil, pg.NewID())))
		return err
	})
}

func (c county) enrol(lines []registry.Line) {
	c.t.Helper()
	c.Must(c.Do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, c.Keys, lines)
		return err
	}))
}

// S2: 3,205 people of lifted households, 41 on the edge, a tenth of the 3,205 as a quota; 100 yuan a head and year.
func TestThePremiumOfHeshan(t *testing.T) {
	c := open(t)
	written, err := sample.Write(t.TempDir(), sample.Options{Rows: sample.LeastRows, Seed: 1})
	c.Must(err)
	text, err := os.ReadFile(written.Roster)
	c.Must(err)
	roster, err := registry.ReadRoster(t.Context(), bytes.NewReader(text), int64(len(text)), "花名册.xlsx", stafftest.County, area.Published())
	c.Must(err)
	if len(roster.Defects) > 0 {
		t.Fatal(roster.Defects[0])
	}
	c.enrol(roster.Lines)
	c.rule("2024-01-01", source(t))
	id, err := c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	got, err := c.insure(id)
	c.Must(err)
	want := policy.Insured{Heads: 3567, Premium: decimal.RequireFromString("356700"), Groups: []policy.Group{
		{Policy: id, Class: "脱贫户", Basis: scheme.Named, Heads: 3205},
		{Policy: id, Class: "边缘易致贫户", Basis: scheme.Named, Heads: 41},
		{Policy: id, Class: "低收入户", Basis: scheme.Quota, Heads: 321},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	_, err = c.insure(id)
	c.Refused(err, fault.Conflict)

	c.Must(c.receive(id, "300000", "2024-09-02"))
	c.Refused(c.receive(id, "56700.01", "2024-09-05"), fault.Blocked)
	c.Must(c.receive(id, "56700", "2024-09-05"))
	c.Look(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		fund, err := policy.FundOf(ctx, tx, id)
		c.Must(err)
		if !fund.Due().IsZero() || !fund.Received.Equal(want.Premium) {
			t.Errorf("fund %+v", fund)
		}
		lines, err := ledger.TrialBalance(ctx, tx, day(t, "2024-09-09"))
		for _, l := range lines {
			owed := map[ledger.Account]string{ledger.Bank: "356700", ledger.PremiumFund: "356700"}[l.Account]
			if want := decimal.RequireFromString("0" + owed); !l.Balance().Equal(want) {
				t.Errorf("%s stands at %s, want %s", l.Name, l.Balance(), want)
			}
		}
		return err
	})
}

func TestASchemeIsProposedByOneAndAdoptedByAnother(t *testing.T) {
	c := open(t)
	other := c.Hire(who.Clerk)
	id, err := c.propose(c.clerk, source(t))
	c.Must(err)
	_, err = c.propose(other, source(t))
	c.Refused(err, fault.Conflict)
	c.Refused(c.adopt(c.clerk, id, "2024-01-01"), fault.Forbidden)
	c.Refused(c.adopt(other, id, "2025-01-01"), fault.Invalid) // not a day of its term
	c.Refused(c.adopt(other, 1, "2024-01-01"), fault.NotFound)
	c.Must(c.adopt(other, id, "2024-01-01"))
	c.Refused(c.adopt(c.approver, id, "2024-02-01"), fault.Conflict)
}

// The owner sets how long payouts are made public at least.
func TestASchemeHangsAsLongAsTheCountySays(t *testing.T) {
	c := open(t)
	other := c.Hire(who.Clerk)
	id, err := c.propose(c.clerk, source(t))
	c.Must(err)
	super := pgtest.Super(t)
	super.MustExec(`UPDATE fangpin.office SET least_days = 11`)
	if err := c.adopt(other, id, "2024-01-01"); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "最低天数（11 天）") {
		t.Errorf("ten days where eleven are the least: %v", err)
	}
	super.MustExec(`UPDATE fangpin.office SET least_days = 10`)
	c.Must(c.adopt(other, id, "2024-01-01"))
}

func TestABadSchemeIsRefusedByLine(t *testing.T) {
	c := open(t)
	_, err := c.propose(c.clerk, source(t, "days: 10", "days: ten"))
	c.Refused(err, fault.Invalid)
	if !strings.Contains(fault.Message(err), "行 ") {
		t.Errorf("no line in %q", fault.Message(err))
	}
	for _, changed := range [][]string{{"410602", "451103"}, {"[village, natural_village]", "[village]"}, {"[village, natural_village]", "[natural_village]"}} {
		_, err = c.propose(c.clerk, source(t, changed...))
		c.Refused(err, fault.Invalid)
	}
}

func TestTheNewestRuleThatHasBegunIsInForce(t *testing.T) {
	c := open(t)
	first := c.rule("2024-01-01", source(t))
	second := c.rule("2024-07-01", source(t, "days: 10", "days: 15"))
	for on, want := range map[string]int64{"2023-12-31": 0, "2024-01-01": first, "2024-06-30": first, "2024-07-01": second, "2024-12-31": second, "2025-01-01": 0} {
		c.Look(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
			rule, err := policy.InForce(ctx, tx, day(t, on))
			if want == 0 {
				c.Refused(err, fault.Blocked)
			} else if err != nil || rule.ID != want {
				t.Errorf("%s: %d, %v; want %d", on, rule.ID, err, want)
			}
			return nil
		})
	}
}

// A claim's caps run over the scheme's term and its fund over the policy's: they are one year, at one price.
func TestTheYearIsTheSchemesTerm(t *testing.T) {
	t.Run("a further version", func(t *testing.T) {
		c := open(t)
		c.rule("2024-01-01", source(t))
		for _, term := range []string{"{from: 2024-07-01, to: 2025-06-30}", "{from: 2024-07-01, to: 2024-12-31}"} {
			id, err := c.propose(c.clerk, source(t, "{from: 2024-01-01, to: 2024-12-31}", term))
			c.Must(err)
			c.Refused(c.adopt(c.approver, id, "2024-07-01"), fault.Conflict)
		}
		c.rule("2024-07-01", source(t, "days: 10", "days: 15"))
		c.rule("2025-01-01", source(t, "2024-", "2025-"))
	})
	t.Run("a year under a rule", func(t *testing.T) {
		c := open(t)
		c.rule("2024-01-01", source(t))
		for _, days := range [][2]string{{"2024-01-01", "2024-12-30"}, {"2024-02-01", "2024-12-31"}, {"2023-07-01", "2024-06-30"}} {
			_, err := c.open(year(t, days[0], days[1]))
			c.Refused(err, fault.Conflict)
		}
		dear := year(t, "2024-01-01", "2024-12-31")
		dear.PerHead = decimal.NewFromInt(120)
		_, err := c.open(dear)
		c.Refused(err, fault.Conflict)
		_, err = c.open(year(t, "2025-01-01", "2025-12-31")) // before its rule
		c.Must(err)
		_, err = c.open(year(t, "2024-01-01", "2024-12-31"))
		c.Must(err)
	})
	t.Run("a rule over a year", func(t *testing.T) {
		c := open(t)
		id, err := c.open(year(t, "2024-01-01", "2024-12-31"))
		c.Must(err)
		for _, changed := range [][]string{{"to: 2024-12-31", "to: 2024-12-30"}, {"per_head: 100", "per_head: 120"}} {
			other, err := c.propose(c.clerk, source(t, changed...))
			c.Must(err)
			c.Refused(c.adopt(c.approver, other, "2024-01-01"), fault.Conflict)
		}
		c.rule("2024-01-01", source(t, "premium: {per_head: 100}", "premium: {per_head: 100.00}"))
		_, err = c.insure(id)
		c.Must(err)
	})
	t.Run("a rule without a price", func(t *testing.T) {
		c := open(t)
		_, err := c.propose(c.clerk, source(t, "premium: {per_head: 100}", ""))
		c.Refused(err, fault.Invalid)
	})
}

// Whoever writes past the verbs is stopped where the premium is billed.
func TestNobodyIsInsuredAtAnotherPrice(t *testing.T) {
	c := open(t)
	c.rule("2024-01-01", source(t))
	pgtest.Super(t).MustExecContext(t.Context(), `INSERT INTO policy VALUES ('410602', 7, '某公司', '2024-01-01', '2024-12-31', 120)`)
	_, err := c.insure(7)
	c.Refused(err, fault.Conflict)
}

// The insurer's name is held to one line by the verb, and the reason of a refusal to its length, whoever asks.
func TestNoVerbKeepsAnyText(t *testing.T) {
	c := open(t)
	c.KeepsNoText("open", words.MostLine, c.clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
		y := year(t, "2025-01-01", "2025-12-31")
		y.Insurer = text
		_, err := policy.Open(ctx, tx, y)
		return err
	})
	id, err := c.propose(c.clerk, source(t))
	c.Must(err)
	c.KeepsNoText("refuse", words.Most, c.approver, func(ctx context.Context, tx *pg.Tx, text string) error {
		return policy.Refuse(ctx, tx, id, text)
	})
}

func TestPolicyYearsNeverOverlap(t *testing.T) {
	c := open(t)
	_, err := c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	_, err = c.open(year(t, "2024-12-31", "2025-12-30"))
	c.Refused(err, fault.Conflict)
	_, err = c.open(year(t, "2025-01-01", "2025-12-31"))
	c.Must(err)
	_, err = c.open(year(t, "2026-12-31", "2026-01-01"))
	c.Refused(err, fault.Invalid)
	free := year(t, "2026-01-01", "2026-12-31")
	free.PerHead = decimal.RequireFromString("0.001")
	_, err = c.open(free)
	c.Refused(err, fault.Invalid)
}

func TestNobodyIsInsuredWithoutAScheme(t *testing.T) {
	c := open(t)
	id, err := c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	_, err = c.insure(id)
	c.Refused(err, fault.Blocked)
	c.rule("2024-01-01", source(t, "  - {class: 低收入户, basis: quota, heads: 321}\n", ""))
	_, err = c.insure(id)
	c.Refused(err, fault.Blocked) // the registry is empty
}

// family invents a household of two.
func family(no, label string, from calendar.Date, serial int) []registry.Line {
	var labels []registry.Held
	if label != "" {
		labels = []registry.Held{{Name: label, From: from}}
	}
	line := registry.Line{Household: no, Village: stafftest.Village, Hamlet: "前沟组", Relation: registry.HeadRelation, Name: "张三", Labels: labels}
	head, child := line, line
	head.IDNumber, child.IDNumber, child.Relation = no+"1", no+"2", "长子"
	return []registry.Line{head, child}
}

func TestWhoIsInsuredOnADay(t *testing.T) {
	c := open(t)
	early, late := day(t, "2020-12-31"), day(t, "2024-05-31")
	c.enrol(append(append(append(family("A", "脱贫户", early, 1), family("B", "低收入户", late, 3)...), family("C", "脱贫户", late, 5)...), family("D", "", early, 7)...))
	c.rule("2024-01-01", source(t))
	id, err := c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	in, err := c.insure(id)
	c.Must(err)
	if in.Heads != 2+321 {
		t.Errorf("%d heads, want the two of A and the quota", in.Heads)
	}
	heads := map[string]policy.Question{}
	c.Look(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		for _, no := range []string{"A", "B", "C", "D"} {
			h, err := registry.HouseholdByNo(ctx, tx, no)
			c.Must(err)
			payees, err := registry.Payees(ctx, tx, []int64{h.ID})
			c.Must(err)
			heads[no] = policy.Question{Household: h.ID, Person: payees[h.ID]}
		}
		return nil
	})
	c.Must(c.Do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: heads["A"].Household, Name: "脱贫户", On: day(t, "2024-08-31")}})
	}))
	for _, tc := range []struct{ no, on, class string }{
		{"A", "2024-01-01", "脱贫户"},
		{"A", "2024-08-31", "脱贫户"},
		{"A", "2024-09-01", ""}, // the label has ended
		{"A", "2023-12-31", ""}, // before the term
		{"A", "2025-01-01", ""},
		{"B", "2024-05-30", ""},     // not yet confirmed
		{"B", "2024-05-31", "低收入户"}, // a quota group has no roster
		{"C", "2024-06-30", ""},     // labelled after the roster was made
		{"D", "2024-06-30", ""},
	} {
		q := heads[tc.no]
		q.On = day(t, tc.on)
		c.Look(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
			covers, err := policy.Covers(ctx, tx, []policy.Question{q})
			if got := covers[q]; got.Class != tc.class {
				t.Errorf("%s on %s: insured as %q, want %q", tc.no, tc.on, got.Class, tc.class)
			}
			return err
		})
	}
}
