package policy

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/ledger"
	"fangpin/scheme"
)

// Group is one insured group of a policy year (参保人群).
type Group struct {
	Policy int64        `db:"policy"`
	Class  string       `db:"class"`
	Basis  scheme.Basis `db:"basis"`
	Heads  int          `db:"heads"` // counted on the roster, or the quota
}

// Insured is what a policy year covers and costs.
type Insured struct {
	Groups  []Group
	Heads   int
	Premium decimal.Decimal // yuan, for all heads
}

// Insure builds the insured groups of a policy year by the scheme in force on its first day, and the roster of the named ones
// (参保名册): the living members of the households that hold the label on that day, each once, in the scheme's order of groups.
// It books the premium: Dr premium receivable, Cr premium fund. It is done once.
func Insure(ctx context.Context, tx *pg.Tx, policy int64) (Insured, error) {
	if err := InsureStep.Permit(tx, "生成参保名册"); err != nil {
		return Insured{}, err
	}
	y, err := Get(ctx, tx, policy)
	if err != nil {
		return Insured{}, err
	}
	if groups, err := Groups(ctx, tx, []int64{policy}); err != nil {
		return Insured{}, err
	} else if len(groups) > 0 {
		return Insured{}, fault.Conflictf("%s的参保名册已经生成", y.name())
	}
	rule, err := InForce(ctx, tx, y.From)
	if err != nil {
		return Insured{}, err
	}
	if err := y.agrees(rule.Scheme); err != nil {
		return Insured{}, err
	}
	if len(rule.Scheme.Insured) == 0 {
		return Insured{}, fault.Blockedf("生效方案“%s”没有写明参保人群（insured），无法生成名册", rule.Scheme.Name)
	}
	in, err := y.enter(ctx, tx, rule.Scheme)
	if err != nil {
		return Insured{}, err
	}
	if in.Heads == 0 {
		return Insured{}, fault.Blockedf("%s没有一名参保人员，请先导入花名册并登记户标签", y.name())
	}
	return in, y.bill(ctx, tx, in)
}

// enter has the door write the groups and the roster.
func (y Year) enter(ctx context.Context, tx *pg.Tx, s *scheme.Scheme) (Insured, error) {
	classes, bases, quotas := groupsOf(s)
	var in Insured
	err := tx.SelectContext(ctx, &in.Groups, `SELECT policy, class, basis, heads FROM policy_insure($1, $2, $3, $4, $5, $6)`,
		tx.County, y.ID, pq.Array(classes), pq.Array(bases), pq.Array(quotas), tx.By.ID)
	if err != nil {
		return Insured{}, fmt.Errorf("insure policy %d: %w", y.ID, err)
	}
	tx.Cover("insured_group", y.ID)
	tx.Cover("insured", y.ID)
	for _, g := range in.Groups {
		in.Heads += g.Heads
	}
	in.Premium = y.PerHead.Mul(decimal.NewFromInt(int64(in.Heads)))
	return in, nil
}

// bill books what the county owes for the heads.
func (y Year) bill(ctx context.Context, tx *pg.Tx, in Insured) error {
	_, err := ledger.Post(ctx, tx, ledger.Entry{
		Ref:  fmt.Sprintf("policy/%d/insured", y.ID),
		On:   calendar.DateOf(tx.Now),
		Memo: fmt.Sprintf("%s应收保费：%d 人，每人 %s 元", y.name(), in.Heads, y.PerHead.StringFixed(2)),
		Transfers: []ledger.Transfer{{
			Debit: ledger.PremiumReceivable, Credit: ledger.PremiumFund, Amount: in.Premium, Ref: fmt.Sprintf("policy/%d", y.ID),
		}},
	})
	return err
}

// Groups lists the groups of policy years, in each the named before the quota.
func Groups(ctx context.Context, tx *pg.Tx, policies []int64) ([]Group, error) {
	var groups []Group
	err := tx.SelectContext(ctx, &groups, `
		SELECT policy, class, basis, heads FROM insured_group WHERE county = $1 AND policy = ANY ($2) ORDER BY policy, basis, class`,
		tx.County, pq.Array(policies))
	if err != nil {
		return nil, fmt.Errorf("find insured groups: %w", err)
	}
	return groups, nil
}
