package payouts

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signing"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
)

// What the verbs have signed before they knock. Each digest is that of its door (signature_given in list.sql, bank.sql, payout_public.sql).

// Matter is the list as everybody who decides of it sees it.
func (l List) Matter() passkey.Matter {
	return passkey.Matter{County: l.County, Subject: fmt.Sprintf("list/%d", l.ID), Digest: l.Digest, Total: l.Total.StringFixed(2)}
}

// facts are what whoever signs about a list reads.
func (l List) facts(rows int, total decimal.Decimal) []signing.Fact {
	return append([]signing.Fact{{Name: "发放花名册", Words: l.Name()}, {Name: "笔数", Words: fmt.Sprintf("%d 笔", rows)}}, sum(total)...)
}

func sum(total decimal.Decimal) []signing.Fact {
	return []signing.Fact{{Name: "合计", Words: yuan.Grouped(total) + " 元"}, {Name: "大写", Words: yuan.Capital(total)}}
}

// signApproval is of the list as the person saw it, which is how it stands, in their turn.
func signApproval(ctx context.Context, tx *pg.Tx, list int64, digest []byte, total decimal.Decimal, answers []FlagAnswer, by signing.Signer) error {
	l, err := GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	if !bytes.Equal(l.Digest, digest) || !l.Total.Equal(total) { // the door asks that too, but by then a person has read it and signed
		return fault.Conflictf("花名册与您核对的不一致（现为 %d 笔 %s 元），请重新核对", l.Rows, l.Total.StringFixed(2))
	}
	if l.Status != ListComposed {
		return fault.Conflictf("%s不在审批环节（已审批、已发送或已作废），请刷新", l.Name())
	}
	d := signing.Of(tx, ApproveStep.Verb, "", digest, "第一级审批：同意发放", l.facts(l.Rows, l.Total)...)
	d.Matter, d.Slot = l.Matter(), string(FirstPart)
	d.Paper = d.Code()
	hands, err := Hands(ctx, tx, list)
	if err != nil {
		return err
	}
	for _, h := range hands {
		if h.Part == FirstPart && h.Person == tx.By.ID {
			return fault.Forbiddenf("您已作第一级审批，第二级须由另一位县审批人审批")
		}
		if h.Part == FirstPart {
			d.Slot, d.Title = string(SecondPart), "第二级审批：同意发放"
		}
	}
	flags, answered, err := answerFlags(ctx, tx, list, answers)
	if err != nil {
		return err
	}
	d.Flags, d.Facts = flags, append(d.Facts, answered...)
	return signing.Sign(ctx, tx, d, by)
}

func signSending(ctx context.Context, tx *pg.Tx, list int64, by signing.Signer) error {
	l, err := GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	if l.Status != ListApproved { // the door asks that too, but by then a person has read it and signed
		return fault.Conflictf("%s还没有两级审批，或已发送、已作废，不能发送银行，请刷新", l.Name())
	}
	d := signing.Of(tx, SendStep.Verb, "", nil, "发送银行：按本册打款", l.facts(l.Rows, l.Total)...)
	d.Matter = l.Matter()
	d.Paper = d.Code()
	return signing.Sign(ctx, tx, d, by)
}

// signReissue is of which payouts go where.
func signReissue(ctx context.Context, tx *pg.Tx, list int64, to []Redirection, by signing.Signer) error {
	l, err := GetList(ctx, tx, list)
	if fault.KindOf(err) == fault.NotFound {
		return errElsewhere
	}
	if err != nil {
		return err
	}
	ids, accounts, texts := make([]int64, len(to)), make([]int64, len(to)), make(map[int64]string, len(to))
	for i, r := range to {
		ids[i], accounts[i], texts[r.Payout] = r.Payout, r.Account, strconv.FormatInt(r.Account, 10)
	}
	var total decimal.Decimal
	err = tx.GetContext(ctx, &total, `SELECT COALESCE(sum(amount), 0) FROM list_row WHERE county = $1 AND list = $2 AND payout = ANY ($3)`,
		tx.County, list, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("sum what is reissued: %w", err)
	}
	if !total.IsPositive() {
		return errElsewhere
	}
	var payees []string
	err = tx.SelectContext(ctx, &payees, `
		SELECT p.name || '（' || a.bank || '）' FROM unnest($2::BIGINT[], $3::BIGINT[]) AS r (payout, account)
		JOIN account a ON a.county = $1 AND a.id = r.account JOIN person p ON p.county = $1 AND p.id = a.person ORDER BY r.payout LIMIT $4`,
		tx.County, pq.Array(ids), pq.Array(accounts), signing.Shown)
	if err != nil {
		return fmt.Errorf("to whom is reissued: %w", err)
	}
	facts := append(l.facts(len(to), total), signing.Some("收款户名（开户行）", payees, len(to), "个"))
	d := signing.Of(tx, ReissueStep.Verb, fmt.Sprintf("list/%d", list), signing.Digest(texts), "补发：退票改发所列账户", facts...)
	d.Total = total.StringFixed(2)
	return signing.Sign(ctx, tx, d, by)
}

var errElsewhere = fault.Conflictf("选中的救助金不在该花名册上，请按原册补发")

// signAdmission is of the line by which the bank took a payment back.
func signAdmission(ctx context.Context, tx *pg.Tx, answer int64, line int, by signing.Signer) error {
	var lines []struct {
		Payout  *int64           `db:"payout"`
		Attempt *int             `db:"attempt"`
		Amount  *decimal.Decimal `db:"amount"`
	}
	err := tx.SelectContext(ctx, &lines, `SELECT payout, attempt, amount FROM answer_line WHERE county = $1 AND answer = $2 AND line = $3`, tx.County, answer, line)
	switch {
	case err != nil:
		return fmt.Errorf("look at an answer's line: %w", err)
	case len(lines) == 0 || lines[0].Payout == nil || lines[0].Attempt == nil || lines[0].Amount == nil || !lines[0].Amount.IsPositive():
		return fault.Conflictf("该行不是待处理的退票，或已处理，请刷新")
	}
	l := lines[0]
	text := fmt.Sprintf("%d %s", *l.Attempt, l.Amount.StringFixed(2))
	d := signing.Of(tx, AdmitStep.Verb, fmt.Sprintf("answer_line/%d/%d", answer, line), signing.Digest(map[int64]string{*l.Payout: text}),
		"确认退票：银行付款后又退回", append([]signing.Fact{{Name: "救助金", Words: fmt.Sprintf("%d 号，第 %d 次打款", *l.Payout, *l.Attempt)}}, sum(*l.Amount)...)...)
	d.Total = l.Amount.StringFixed(2)
	return signing.Sign(ctx, tx, d, by)
}

// signHeir is of who receives in a dead payee's place, as it was proposed.
func signHeir(ctx context.Context, tx *pg.Tx, n Naming, seen []byte, by signing.Signer) error {
	var amount decimal.Decimal
	if err := tx.GetContext(ctx, &amount, `SELECT amount FROM payout WHERE county = $1 AND id = $2`, tx.County, n.Payout); err != nil {
		return fmt.Errorf("look at a payout: %w", err)
	}
	facts := append([]signing.Fact{{Name: "救助金", Words: fmt.Sprintf("%d 号", n.Payout)}, {Name: "由谁领取", Words: n.Name}, {Name: "依据", Words: n.Why}}, sum(amount)...)
	return signing.Sign(ctx, tx, signing.Of(tx, ConfirmHeirStep.Verb, fmt.Sprintf("heir_naming/%d", n.ID), seen, "复核由谁领取：改由所列的人领取", facts...), by)
}

// signDecision is of an objection's answer: the reason as the objection's row has it, salted, so that a bundle can show what was signed.
func signDecision(ctx context.Context, tx *pg.Tx, of Payout, objection int64, step flow.Step, reason string, by signing.Signer) error {
	var salt []byte
	if err := tx.GetContext(ctx, &salt, `SELECT salt FROM objection WHERE county = $1 AND id = $2`, tx.County, objection); err != nil {
		return fmt.Errorf("look at objection: %w", err)
	}
	d := signing.Of(tx, step.Verb, fmt.Sprintf("objection/%d", objection), signing.Text(salt, "reason", reason), "处理异议："+step.Title,
		signing.Fact{Name: "救助金", Words: fmt.Sprintf("%d 号，%s 元", of.ID, yuan.Grouped(of.Amount))}, signing.Fact{Name: "理由", Words: reason})
	return signing.Sign(ctx, tx, d, by)
}
