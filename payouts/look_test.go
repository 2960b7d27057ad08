package payouts_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/registry"
)

// looks has somebody look at a payee's account, for a case.
func (f *fort) looks(by who.Person, person string, c registry.Case) error {
	return f.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		l := registry.Look{Person: f.names[person].(int64), Kind: secret.Account, Reason: "核对打款账户", Case: c}
		_, err := registry.Reveal(ctx, tx, f.Keys, pg.Among[int64]{}, l, payouts.Look)
		return err
	})
}

// Somebody is looked at for a case of theirs that goes on and is in one's hands; without one, by the county office and auditors alone.
func TestALookIsForACaseInHand(t *testing.T) {
	f := newFort(t)
	claim := func(of string) registry.Case { return registry.Case{Claim: f.names[of+"_claim"].(int64)} }
	for what, c := range map[string]struct {
		by     who.Person
		person string
		of     registry.Case
		kind   fault.Kind
	}{
		"a sender, of what is on its way":     {f.Who(who.Sender), "sent_payee", claim("sent"), 0},
		"a sender, of what is not yet listed": {f.Who(who.Sender), "cleared_payee", claim("cleared"), fault.Forbidden},
		"of what was paid":                    {f.Who(who.Clerk), "paid_payee", claim("paid"), fault.Forbidden},
		"of what was withdrawn":               {f.Who(who.Clerk), "withdrawn_payee", claim("withdrawn"), fault.Forbidden},
		"of another's case":                   {f.Who(who.Clerk), "cleared_payee", claim("listed"), fault.Forbidden},
		"a clerk, of a claim":                 {f.Who(who.Clerk), "cleared_payee", claim("cleared"), 0},
		"a clerk, of none":                    {f.Who(who.Clerk), "paid_payee", registry.Case{}, 0},
		"an auditor, of none":                 {f.Hire(who.Auditor), "paid_payee", registry.Case{}, 0},
		"a township, of a claim":              {f.Who(who.Township), "cleared_payee", claim("cleared"), 0},
		"a township, of none":                 {f.Who(who.Township), "cleared_payee", registry.Case{}, fault.Forbidden},
		"an adjuster who was not sent":        {f.Hire(who.Adjuster), "cleared_payee", claim("cleared"), fault.Forbidden},
		"a watch that is not there":           {f.Who(who.Clerk), "cleared_payee", registry.Case{Watch: 1}, fault.Forbidden},
		"two cases at once":                   {f.Who(who.Clerk), "cleared_payee", registry.Case{Claim: claim("cleared").Claim, Account: 1}, fault.Forbidden},
	} {
		err := f.looks(c.by, c.person, c.of)
		if c.kind == 0 && err != nil || c.kind != 0 && fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	f.refuses(
		tried("for no case, by a township", "FPHND", `SELECT reveal_bare(:c, :new, :cleared_payee, NULL, 'account', '核对打款账户', :township, '')`),
		tried("for a case of another", "FPSTA", `SELECT reveal_case(:c, :new, :cleared_payee, NULL, 'account', :listed_claim, NULL, NULL, NULL, '核对打款账户', :clerk, '')`),
		tried("for what was paid", "FPSTA", `SELECT reveal_case(:c, :new, :paid_payee, NULL, 'account', :paid_claim, NULL, NULL, NULL, '核对打款账户', :clerk, '')`),
		tried("for no case at all", "FPSTA", `SELECT reveal_case(:c, :new, :cleared_payee, NULL, 'account', NULL, NULL, NULL, NULL, '核对打款账户', :clerk, '')`),
		tried("from another county", "FPSTA", pgtest.Abroad,
			`SELECT reveal_case(:c, :new, :cleared_payee, NULL, 'account', :cleared_claim, NULL, NULL, NULL, '核对打款账户', :clerk, '')`),
	)
}

// A look for no case counts as two, and what one human looks at counts whatever their account; so does what was permitted.
func TestALookForNoCaseCountsTwice(t *testing.T) {
	f := newFort(t)
	f.Must(pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, RevealHour: 3, RevealDay: 3}))
	clerk, again := f.Who(who.Clerk), f.Hire(who.Clerk)
	f.tamper(fmt.Sprintf(`DROP INDEX staff_person; UPDATE staff SET no = id::TEXT, unit = 'x', phone = '', id_tag = sha256('one') WHERE id IN (%d, %d)`, clerk.ID, again.ID))
	ids := f.Claims(t, 3, "industry", claims.Entrusted)
	for i, id := range ids {
		f.names[fmt.Sprintf("p%d", i)] = f.scalar(fmt.Sprintf(`SELECT min(p.id) FROM fangpin.person p JOIN fangpin.claim k ON k.household = p.household JOIN fangpin.account a ON a.person = p.id WHERE k.id = %d`, id))
	}
	f.Must(f.looks(clerk, "p0", registry.Case{}))              // two of three
	f.Must(f.looks(again, "p1", registry.Case{Claim: ids[1]})) // the third, as the same human
	f.Must(f.looks(clerk, "p0", registry.Case{Claim: ids[0]})) // the same again
	f.Refused(f.looks(clerk, "p2", registry.Case{Claim: ids[2]}), fault.Blocked)
	f.Must(f.Do(f.Who(who.SecurityAdmin), func(ctx context.Context, tx *pg.Tx) error {
		return registry.PermitReveals(ctx, tx, again.ID, 1, "集中核对参保名册")
	}))
	f.Refused(f.looks(clerk, "p2", registry.Case{}), fault.Blocked)
	f.Must(f.looks(clerk, "p2", registry.Case{Claim: ids[2]}))
}

// What leaves in a file is no look; it is told to who reads the security log, by how many people it is of.
func TestAFileForTheBankIsToldOf(t *testing.T) {
	f := newFort(t)
	f.Must(f.Do(f.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		return payouts.WriteBankFile(ctx, tx, f.Keys, f.names["sent_batch"].(int64), t.Output())
	}))
	var told struct {
		N     int64  `db:"n"`
		Staff int64  `db:"staff"`
		Code  string `db:"code"`
		Alarm bool   `db:"alarm"`
	}
	f.Must(f.super.GetContext(t.Context(), &told, `SELECT n, staff, code, alarm FROM fangpin.security_event WHERE kind = 'export'`))
	if told.N != 1 || told.Staff != f.Who(who.Sender).ID || told.Code != payouts.WriteBankFileStep.Verb || told.Alarm {
		t.Errorf("told %+v", told)
	}
}
