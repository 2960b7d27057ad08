package registry_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/sheet"
	"fangpin/internal/words"
	"fangpin/registry"
)

// A name, a relation, a bank and a reason are held to their length by the verb, whoever asks.
func TestNoVerbKeepsAnyText(t *testing.T) {
	o := enrol(t)
	h, payee := o.household(t, wang).ID, o.payee(t, wang)
	line := registry.Line{Line: 7, Household: "又一户", Village: stafftest.Village, Relation: registry.HeadRelation, Name: "赵六", IDNumber: "419900199001010000"}
	newcomer := registry.Newcomer{Household: h, Name: "王小明", IDNumber: child, Relation: "子"}
	long := strings.Repeat("长", 101)
	enrolling := func(change func(*registry.Line)) func(ctx context.Context, tx *pg.Tx) error {
		l := line
		change(&l)
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.Enrol(ctx, tx, o.Keys, []registry.Line{l})
			return err
		}
	}
	joining := func(change func(*registry.Newcomer)) func(ctx context.Context, tx *pg.Tx) error {
		n := newcomer
		change(&n)
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.AddMember(ctx, tx, o.Keys, n)
			return err
		}
	}
	for name, verb := range map[string]func(ctx context.Context, tx *pg.Tx) error{
		"a long name":         joining(func(n *registry.Newcomer) { n.Name = long }),
		"a name with a NUL":   joining(func(n *registry.Newcomer) { n.Name = "王\x00" }),
		"a long relation":     joining(func(n *registry.Newcomer) { n.Relation = long }),
		"an enrolled NUL":     enrolling(func(l *registry.Line) { l.Name = "赵\x00六" }),
		"a long number":       enrolling(func(l *registry.Line) { l.Household = long }),
		"a hamlet of lines":   enrolling(func(l *registry.Line) { l.Hamlet = "东沟\n西沟" }),
		"a name to work out":  enrolling(func(l *registry.Line) { l.Name = "=HYPERLINK(1)" }),
		"a newcomer's":        joining(func(n *registry.Newcomer) { n.Name = "＝1＋1" }),
		"a bank to work out":  enrolling(func(l *registry.Line) { l.Bank, l.Account = "@SUM(1)", "99000000000001" }),
		"a bank nobody reads": enrolling(func(l *registry.Line) { l.Bank, l.Account = long, "99000000000001" }),
	} {
		if err := o.Do(o.clerk, verb); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	o.KeepsNoText("add account", words.MostLine, o.clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
		_, err := registry.AddAccount(ctx, tx, o.Keys, payee, text, "99000000000001")
		return err
	})
	o.KeepsNoText("reveal", words.Most, o.clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
		_, err := registry.Reveal(ctx, tx, o.Keys, pg.Among[int64]{}, registry.Look{Person: payee, Kind: secret.Account, Reason: text}, registry.Bare)
		return err
	})
	second := o.Hire(who.Clerk)
	var waiting []int64
	o.Look(second, func(ctx context.Context, tx *pg.Tx) (err error) {
		waiting, err = registry.Unconfirmed(ctx, tx)
		return err
	})
	o.KeepsNoText("refuse accounts", words.Most, second, func(ctx context.Context, tx *pg.Tx, text string) error {
		return registry.RefuseAccounts(ctx, tx, waiting, text)
	})
}

// With a single defect nothing of a roster is enrolled, whoever read it.
func TestARosterIsWholeOrNothing(t *testing.T) {
	good := read(t, "roster.csv")
	if lines, err := good.Whole(); err != nil || len(lines) != len(good.Lines) {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	good.Defects = append(good.Defects, sheet.Defect{Column: "姓名"})
	if lines, err := good.Whole(); fault.KindOf(err) != fault.Invalid || lines != nil {
		t.Errorf("with a defect: %d lines, %v", len(lines), err)
	}
}
