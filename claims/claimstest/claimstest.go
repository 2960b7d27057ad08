// Package claimstest gives a test a county at work: 鹤山区 with its staff, an insured village, the demonstration scheme in force, and
// claims at whatever step the test begins from.
package claimstest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/policy"
	"fangpin/templates"
)

// Office is a county office that has a policy year, a scheme and its premium. Its clock stands at 9 September 2024 until At moves it.
type Office struct {
	*stafftest.Office
	Policy int64       // 2024
	Scheme int64       // the demonstration's
	Named  []Household // two 脱贫户 on the roster (参保名册); whoever is enrolled later is not on it

	staff    map[who.Role][]who.Person
	enrolled int // households so far
	reported int // reports so far
}

// PerHead is the premium, yuan per head: enough for ten thousand payouts of 10,000 yuan.
const PerHead = 1_000_000

// Uninsured opens an office on a day, with nobody enrolled and nothing insured.
func Uninsured(t testing.TB, day string) *Office {
	t.Helper()
	return &Office{Office: stafftest.On(t, day), staff: map[who.Role][]who.Person{}}
}

// County opens the office.
func County(t testing.TB) *Office {
	t.Helper()
	return counties.Begin(t, "", func() *Office {
		o := Uninsured(t, "2024-09-09")
		o.Named = o.Enrol(t, "脱贫户", 2)
		o.Policy, o.Scheme = o.Insure(t, 2024)
		return o
	})
}

var counties pgtest.Kept[*Office]

// In is the office in the database of another test.
func (o *Office) In(t testing.TB) *Office {
	in := *o
	in.Office, in.staff = o.Office.In(t), map[who.Role][]who.Person{}
	for role, hired := range o.staff {
		in.staff[role] = slices.Clone(hired)
	}
	return &in
}

// Who is the first of a role, Other another one. Village and township staff are those of stafftest's.
func (o *Office) Who(role who.Role) who.Person { return o.nth(role, 0) }

// Other is a second person of the role.
func (o *Office) Other(role who.Role) who.Person { return o.nth(role, 1) }

// nth hires until there are enough.
func (o *Office) nth(role who.Role, n int) who.Person {
	for len(o.staff[role]) <= n {
		o.staff[role] = append(o.staff[role], o.Hire(role))
	}
	return o.staff[role][n]
}

// As runs a verb as one deed of the first person of the role, and ends the test on an error.
func (o *Office) As(t testing.TB, role who.Role, verb func(context.Context, *pg.Tx) error) {
	t.Helper()
	if err := o.Do(o.Who(role), verb); err != nil {
		t.Fatal(err)
	}
}

// Voucher is what stands in for the bank's voucher of a policy year's premium; whoever has an archive keeps it there.
func Voucher(year int) string { return fmt.Sprintf("%d年度保费银行回单", year) }

// Insure opens a policy year under the demonstration's scheme, and takes its premium in.
func (o *Office) Insure(t testing.TB, year int) (policyYear, schemeID int64) {
	t.Helper()
	first, last := calendar.On(year, 1, 1), calendar.On(year, 12, 31)
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	o.Must(err)
	source = bytes.ReplaceAll(source, []byte("2024-"), fmt.Appendf(nil, "%d-", year))
	source = bytes.Replace(source, []byte("per_head: 100"), fmt.Appendf(nil, "per_head: %d", PerHead), 1)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		schemeID, err = policy.Propose(ctx, tx, source)
		return err
	})
	o.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error { return policy.Adopt(ctx, tx, schemeID, first) })
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		policyYear, err = policy.Open(ctx, tx, policy.Year{Insurer: "演示保险公司", From: first, To: last, PerHead: decimal.NewFromInt(PerHead)})
		return err
	})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		in, err := policy.Insure(ctx, tx, policyYear)
		if err != nil {
			return err
		}
		_, err = policy.ReceivePremium(ctx, tx, policyYear, in.Premium, calendar.DateOf(tx.Now), sha256.Sum256([]byte(Voucher(year))))
		return err
	})
	return policyYear, schemeID
}
