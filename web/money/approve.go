package money

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// approvalPage is what somebody looks at before they approve a list.
type approvalPage struct {
	listPage
	Digest string // in hex, as the form carries it
	Fund   payouts.Fund
	After  decimal.Decimal // what the fund would have left, in yuan
	Short  decimal.Decimal // how much it lacks, in yuan; zero or less: nothing
	Doubts []payouts.Doubt
	Asks   []ask
	Turn   string // whose approval it would be
}

// ask is a flag with its fields in the form: the answer, and the salt that the deed digests it with.
type ask struct {
	payouts.Flag
	ReasonField, SaltField, Salt string
}

const (
	reasonField = "reason-"
	saltField   = "salt-"
)

func asks(flags []payouts.Flag) []ask {
	all := make([]ask, len(flags))
	for i, f := range flags {
		field := fmt.Sprintf("%d-%s", f.Payout, f.Kind)
		all[i] = ask{f, reasonField + field, saltField + field, hex.EncodeToString(secret.Salt())}
	}
	return all
}

// answers reads what was answered to which flags.
func answers(r *kit.Request) (given []payouts.FlagAnswer, err error) {
	for field := range r.PostForm {
		payout, kind, ok := strings.Cut(strings.TrimPrefix(field, reasonField), "-")
		if !ok || !strings.HasPrefix(field, reasonField) {
			continue
		}
		id, err := strconv.ParseInt(payout, 10, 64)
		salt, unhexed := hex.DecodeString(r.Value(saltField + payout + "-" + kind))
		if err != nil || unhexed != nil || len(salt) != len(secret.Salt()) {
			return nil, fault.Invalidf("答复不完整，请重新打开本页核对后再审批")
		}
		given = append(given, payouts.FlagAnswer{Payout: id, Kind: payouts.FlagKind(kind), Reason: r.Value(field), Salt: salt})
	}
	return given, nil
}

func approval(r *kit.Request) error {
	p := approvalPage{Turn: "第一级"}
	var err error
	if p.listPage, err = readList(r); err != nil {
		return err
	}
	if err := p.at(payouts.ListComposed, "审批花名册"); err != nil && r.Problem == "" {
		return err
	}
	if p.First {
		p.Turn = "第二级"
	}
	p.Digest = hex.EncodeToString(p.List.Digest)
	if p.Fund, err = payouts.FundOf(r.Context(), r.Tx, p.List.Fund); err != nil {
		return err
	}
	p.After = p.Fund.Left().Sub(p.Total)
	if !p.Again { // the fund has paid for it once
		p.Short = p.After.Neg()
	}
	if p.Doubts, err = payouts.Doubts(r.Context(), r.Tx, p.ID); err != nil {
		return err
	}
	p.Asks = asks(p.Flags)
	return r.Show("money/lists/approve", p)
}

// approve approves the digest and total that the person saw, with their answers.
func approve(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	digest, err := hex.DecodeString(r.Value("digest"))
	if err != nil {
		return fault.Invalidf("校验码不完整，请重新打开本页核对后再审批")
	}
	total, err := r.Amount("total", "合计")
	if err != nil {
		return err
	}
	given, err := answers(r)
	if err != nil {
		return err
	}
	var l payouts.ListLine
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := payouts.Approve(ctx, tx, id, digest, total, given, r.Sign); err != nil {
			return err
		}
		l, err = payouts.GetListLine(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/lists/%d", id), fmt.Sprintf("已审批 %s，%s", l.Name(), l.Next()))
}
