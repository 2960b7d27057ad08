package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/shown"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/publicity"
	"fangpin/registry"
)

// assess fixes the amounts by the scheme (核定).
func (m *month) assess(ctx context.Context) error {
	var a payouts.Awards
	err := m.do(ctx, m.people.assessor, func(tx *pg.Tx) (err error) {
		a, err = payouts.Assess(ctx, tx, m.claims)
		return err
	})
	if err != nil {
		return err
	}
	m.done(line{Step: "核定", Count: fmt.Sprintf("%d 笔", len(a.Payouts)), Yuan: a.Total, Note: fmt.Sprintf("另有 %d 件无应付金额，已告知", len(a.Zero))})
	return nil
}

// announce makes a notice for each village, and hangs it in the village and its natural villages.
func (m *month) announce(ctx context.Context) error {
	n, sum, last, err := m.announceAll(ctx)
	if err != nil {
		return err
	}
	m.done(line{Step: "公示", Count: fmt.Sprintf("%d 份", n), Yuan: sum.Total, Note: fmt.Sprintf("%d 笔，村和自然村两处张贴，%s期满（跨国庆顺延）", sum.Rows, last.Chinese())})
	return nil
}

// announceAll makes the notices of all that is assessed, and hangs them the day after.
func (m *month) announceAll(ctx context.Context) (n int, sum payouts.Sum, last calendar.Date, err error) {
	notices, sum, err := m.announceOnly(ctx)
	if err != nil {
		return 0, sum, 0, err
	}
	m.on(m.today() + 1)
	for _, notice := range notices {
		ends, err := m.hang(ctx, notice)
		if err != nil {
			return 0, sum, 0, err
		}
		last = max(last, ends)
	}
	return len(notices), sum, last, nil
}

// announceOnly makes a notice of each village's assessed payouts.
func (m *month) announceOnly(ctx context.Context) (notices []int64, sum payouts.Sum, err error) {
	assessed, err := m.payouts(ctx, payouts.Assessed)
	if err != nil {
		return nil, sum, err
	}
	byVillage := map[int64][]int64{}
	for _, p := range assessed {
		byVillage[p.Village] = append(byVillage[p.Village], p.ID)
		sum.Rows, sum.Total = sum.Rows+1, sum.Total.Add(p.Amount)
	}
	for _, village := range slices.Sorted(maps.Keys(byVillage)) {
		var notice int64
		err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) (err error) {
			notice, err = payouts.Announce(ctx, tx, village, byVillage[village])
			return err
		})
		if err != nil {
			return nil, sum, err
		}
		notices = append(notices, notice)
	}
	return notices, sum, nil
}

// hang posts one notice on every wall it belongs on, and answers the last day of its clocks.
func (m *month) hang(ctx context.Context, notice int64) (last calendar.Date, err error) {
	walls, village := []int64{}, int64(0)
	err = m.look(ctx, func(tx *pg.Tx) error {
		n, rows, err := publicity.Get(ctx, tx, notice)
		village = n.Village
		walls = append(walls, village)
		for _, r := range rows {
			walls = append(walls, r.Place)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	slices.Sort(walls)
	for _, wall := range slices.Compact(walls) {
		photo, err := m.photo(ctx, archive.Posting, notice, wall)
		if err != nil {
			return 0, err
		}
		err = m.do(ctx, m.people.villages[village], func(tx *pg.Tx) error {
			_, err := publicity.Post(ctx, tx, publicity.Posting{Notice: notice, Place: wall, On: m.today(), Photo: photo.File, Print: photo.Print})
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	err = m.look(ctx, func(tx *pg.Tx) error {
		clocks, err := publicity.Clocks(ctx, tx, notice)
		for _, c := range clocks {
			last = max(last, c.Last)
		}
		return err
	})
	return last, err
}

// returns is how many payments of the first list the bank sends back.
const returns = 2

// pay is the first list's way: composed, approved twice, sent, answered.
func (m *month) pay(ctx context.Context) error { return m.payList(ctx, 1, returns) }

// payList takes all that is cleared to the bank as the n-th list; so many of its payments come back.
func (m *month) payList(ctx context.Context, n, returned int) error {
	list, err := m.composed(ctx)
	if err != nil {
		return err
	}
	if err := m.approve(ctx, list); err != nil {
		return err
	}
	err = m.leave(fmt.Sprintf("发放花名册-%d.xlsx", n), func(w io.Writer) error {
		return m.look(ctx, func(tx *pg.Tx) error { return payouts.WriteRoll(ctx, tx, m.Keys, list.ID, w) })
	})
	if err != nil {
		return err
	}
	var batch int64
	err = m.do(ctx, m.people.sender, func(tx *pg.Tx) (err error) {
		batch, err = payouts.Send(ctx, tx, list.ID, m.sign)
		return err
	})
	if err != nil {
		return err
	}
	m.done(line{Step: "发放", Count: fmt.Sprintf("%d 笔", list.Rows), Yuan: list.Total, Note: fmt.Sprintf("第%d册，两级审批后发送银行", n)})
	m.lists = append(m.lists, list.ID)
	m.on(m.today() + 1)
	return m.answer(ctx, batch, fmt.Sprintf("第%d册", n), returned)
}

// answered is what the approvers say of what is odd about where the money goes.
var answered = map[payouts.FlagKind]string{
	payouts.FlagSecond:  "原账户已销户被退票，新账户经本人到场出示存折核对",
	payouts.FlagChanged: "账户变更由本人到场办理，存折与身份证已核对",
	payouts.FlagShared:  "两户为兄弟，经村委会证明共用一张惠农卡，已告知分别开户",
	payouts.FlagDied:    "继承公证书已核对，由继承人领取",
	payouts.FlagStaff:   "该工作人员没有经手本案，入户查勘和村级审核情况属实",
}

// approve is the two approvals of a list, as both saw it, and answered what is asked of it.
func (m *month) approve(ctx context.Context, list payouts.List) error {
	for _, approver := range []who.Person{m.people.first, m.people.second} {
		err := m.do(ctx, approver, func(tx *pg.Tx) error {
			flags, err := payouts.Flags(ctx, tx, list.ID)
			if err != nil {
				return err
			}
			answers := make([]payouts.FlagAnswer, len(flags))
			for i, f := range flags {
				answers[i] = payouts.FlagAnswer{Payout: f.Payout, Kind: f.Kind, Reason: answered[f.Kind], Salt: secret.Salt()}
			}
			return payouts.Approve(ctx, tx, list.ID, list.Digest, list.Total, answers, m.sign)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// composed is the list of all that is cleared.
func (m *month) composed(ctx context.Context) (list payouts.List, err error) {
	cleared, err := m.payouts(ctx, payouts.Cleared)
	if err != nil {
		return list, err
	}
	return m.composeOf(ctx, cleared, payouts.Compose)
}

func (m *month) composeOf(ctx context.Context, of []payouts.Payout,
	verb func(context.Context, *pg.Tx, []int64, shown.Total) (int64, error)) (list payouts.List, err error) {
	ids, total := make([]int64, len(of)), shown.Total{}
	for i, p := range of {
		ids[i], total.Decimal = p.ID, total.Add(p.Amount)
	}
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		id, err := verb(ctx, tx, ids, total)
		if err != nil {
			return err
		}
		list, err = payouts.GetList(ctx, tx, id)
		return err
	})
	return list, err
}

// answer writes the batch's file, lets the bank answer it, and reads the answer, twice: the second time changes nothing.
func (m *month) answer(ctx context.Context, batch int64, name string, returned int) error {
	var file bytes.Buffer
	err := m.do(ctx, m.people.sender, func(tx *pg.Tx) error { return payouts.WriteBankFile(ctx, tx, m.Keys, batch, &file) })
	if err != nil {
		return err
	}
	answer, err := BankAnswers(file.Bytes(), returned)
	if err != nil {
		return err
	}
	for suffix, content := range map[string][]byte{"代发文件": file.Bytes(), "银行回盘": answer} {
		err := m.leave(suffix+"-"+name+".csv", func(w io.Writer) error { _, err := w.Write(content); return err })
		if err != nil {
			return err
		}
	}
	s, err := m.settle(ctx, answer)
	if err != nil {
		return err
	}
	again, err := m.settle(ctx, answer)
	if err != nil {
		return err
	}
	if !again.Before {
		return fmt.Errorf("an answer was settled twice")
	}
	m.done(line{Step: "回盘", Count: fmt.Sprintf("%d 笔", s.Paid.Rows), Yuan: s.Paid.Total, Note: name + "到账；重复导入同一回盘，账目不变"})
	if s.Returned.Rows > 0 {
		m.done(line{Step: "退票", Count: fmt.Sprintf("%d 笔", s.Returned.Rows), Yuan: s.Returned.Total, Note: "账号户名不符，转入暂挂款"})
	}
	return nil
}

func (m *month) settle(ctx context.Context, answer []byte) (s payouts.Settled, err error) {
	if _, err := m.keep(ctx, archive.Answer, answer); err != nil {
		return s, err
	}
	err = m.do(ctx, m.people.sender, func(tx *pg.Tx) (err error) {
		s, err = payouts.Settle(ctx, tx, answer)
		return err
	})
	return s, err
}

// repay corrects one returned payment's account, under two pairs of eyes, and has it approved again; of the other the bank says that it arrived after
// all, which two persons decide by its document: it had not, and stays in suspense.
func (m *month) repay(ctx context.Context) error {
	returned, err := m.payouts(ctx, payouts.Returned)
	if err != nil {
		return err
	}
	if err := m.contradict(ctx, returned[1]); err != nil {
		return err
	}
	p := returned[0]
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		_, err := registry.AddAccount(ctx, tx, m.Keys, p.Payee, "鹤山区农村信用社", "9990000000000000017")
		return err
	})
	if err != nil {
		return err
	}
	if err := m.confirmAccounts(ctx); err != nil {
		return err
	}
	list, err := m.composeOf(ctx, []payouts.Payout{p}, payouts.ComposeAgain)
	if err != nil {
		return err
	}
	if err := m.approve(ctx, list); err != nil {
		return err
	}
	var batch int64
	err = m.do(ctx, m.people.sender, func(tx *pg.Tx) (err error) {
		batch, err = payouts.Send(ctx, tx, list.ID, m.sign)
		return err
	})
	if err != nil {
		return err
	}
	m.lists = append(m.lists, list.ID)
	m.done(line{Step: "重新支付", Count: "1 笔", Yuan: p.Amount, Note: "账户更正并经第二人复核，另编第2册；风险提示“另有账户”由两级审批人逐条答复、签名，由暂挂款支付"})
	return m.answer(ctx, batch, "第2册", 0)
}

// contradict is the bank's word that a payment which it returned has arrived: a clerk lays its document before an approver, who decides.
func (m *month) contradict(ctx context.Context, p payouts.Payout) error {
	var answer bytes.Buffer
	if err := bank.WriteAnswer(&answer, []bank.Line{{Payout: p.ID, Attempt: 1, Amount: p.Amount, Outcome: bank.Paid}}); err != nil {
		return err
	}
	err := m.leave("银行回盘-矛盾.csv", func(w io.Writer) error { _, err := w.Write(answer.Bytes()); return err })
	if err != nil {
		return err
	}
	s, err := m.settle(ctx, answer.Bytes())
	if err != nil {
		return err
	}
	document, err := m.keep(ctx, archive.BankPaper, Picture(s.Answer, p.ID))
	if err != nil {
		return err
	}
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: s.Answer, Line: 1, File: document, Reason: "银行出具证明：该笔未出账，回盘有误"})
		return err
	})
	if err != nil {
		return err
	}
	if err := m.do(ctx, m.people.first, func(tx *pg.Tx) error { return payouts.Resolve(ctx, tx, s.Answer, 1, m.sign) }); err != nil {
		return err
	}
	m.done(line{Step: "回盘矛盾", Count: "1 笔", Yuan: p.Amount, Note: "先退票、后到账，凭银行证明由两人核定为未到账，仍在暂挂款"})
	return nil
}

// close compares lists, books and bank, to the fen (对账).
func (m *month) close(ctx context.Context) error {
	var r payouts.Reconciliation
	err := m.look(ctx, func(tx *pg.Tx) (err error) {
		r, err = payouts.Reconcile(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if len(r.Unequal) > 0 {
		return fault.Blockedf("对账不平：%s", strings.Join(r.Unequal, "；"))
	}
	m.done(line{Step: "对账", Yuan: r.Approved, Count: "平", Note: fmt.Sprintf(
		"花名册 %s = 已付 %s + 在途 %s + 退票暂挂 %s；账面：保费资金 %s，银行存款 %s",
		yuan.Grouped(r.Approved), yuan.Grouped(r.Paid), yuan.Grouped(r.InFlight), yuan.Grouped(r.Suspended), yuan.Grouped(r.BookFund), yuan.Grouped(r.BookBank))})
	return nil
}
