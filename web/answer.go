package web

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
)

// answersPage is the list of the bank's answers, with the form that takes the next one in.
type answersPage struct {
	List *listing
	Open bool // only those with lines that wait for a decision
	Rows []payouts.Answer
}

func (v *visit) answers() error {
	p := answersPage{List: v.listing()}
	p.Open = p.List.Get("open") != ""
	var err error
	if p.Rows, p.List.Total, err = payouts.Answers(v.ctx(), v.tx, payouts.AnswerFilter{Open: p.Open, Window: p.List.window()}); err != nil {
		return err
	}
	return v.show("bank/answers", p)
}

// settle takes the bank's answer in: the file goes to the archive first, then is settled whole or not at all.
func (v *visit) settle() error {
	files, err := v.uploads("file")
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return fault.Invalidf("请选择一个银行回盘文件")
	}
	if _, err := v.keep(v.ctx(), files[0]); err != nil {
		return err
	}
	var s payouts.Settled
	var was payouts.Answer
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if s, err = payouts.Settle(ctx, tx, files[0].Content); err != nil || !s.Before {
			return err
		}
		was, err = payouts.AnswerOf(ctx, tx, sha256.Sum256(files[0].Content))
		return err
	})
	switch {
	case err != nil:
		return err
	case s.Before:
		return v.to(fmt.Sprintf("/bank/answers/%d", was.ID), fmt.Sprintf("这份回盘已于%s导入过，没有重复入账", calendar.DateOf(was.ReadAt).Chinese()))
	}
	return v.to(fmt.Sprintf("/bank/answers/%d", s.Answer), settledWords(s))
}

func settledWords(s payouts.Settled) string {
	words := []string{fmt.Sprintf("已导入：到账 %d 笔 %s 元", s.Paid.Rows, yuan.Grouped(s.Paid.Total))}
	if s.Returned.Rows > 0 {
		words = append(words, fmt.Sprintf("退票 %d 笔 %s 元", s.Returned.Rows, yuan.Grouped(s.Returned.Total)))
	}
	if n := len(s.Breaks); n > 0 {
		words = append(words, fmt.Sprintf("有 %d 行对不上，没有入账，请逐行处理", n))
	}
	return strings.Join(words, "，")
}

// answerPage is one answer of the bank, line by line.
type answerPage struct {
	payouts.Answer
	List    *listing
	Broken  bool // only the lines that settled nothing
	Rows    []payouts.AnswerLine
	Entry   int64 // the voucher it was booked under, 0 where nothing was settled
	History []deed.Event
}

func (v *visit) bankAnswer() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	p := answerPage{List: v.listing()}
	p.Broken = p.List.Get("broken") != ""
	if p.Answer, err = payouts.GetAnswer(v.ctx(), v.tx, id); err != nil {
		return err
	}
	if p.Rows, p.List.Total, err = payouts.AnswerLines(v.ctx(), v.tx, id, p.Broken, p.List.window()); err != nil {
		return err
	}
	if p.Entry, err = v.entryOf(fmt.Sprintf("answer/%d", id)); err != nil {
		return err
	}
	if p.History, err = deed.History(v.ctx(), v.tx, deed.Ref{Table: "answer", Key: fmt.Sprintf(`\x%x`, p.File)}); err != nil {
		return err
	}
	return v.show("bank/answer", p)
}

// answerFile is the file as the bank wrote it.
func (v *visit) answerFile() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	a, err := payouts.GetAnswer(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	return v.archived(a.File, fmt.Sprintf("银行回盘-%s.csv", calendar.DateOf(a.ReadAt)))
}

// admission shows what admitting a late return does.
func (v *visit) admission() error {
	l, err := v.answerLine()
	if err != nil {
		return err
	}
	return v.show("bank/admit", l)
}

// answerLine reads the line in the address.
func (v *visit) answerLine() (payouts.AnswerLine, error) {
	answer, err := v.id("id")
	if err != nil {
		return payouts.AnswerLine{}, err
	}
	line, err := v.id("line")
	if err != nil {
		return payouts.AnswerLine{}, err
	}
	return payouts.GetAnswerLine(v.ctx(), v.tx, answer, int(line))
}

func (v *visit) admit() error {
	answer, err := v.id("id")
	if err != nil {
		return err
	}
	line, err := v.id("line")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return payouts.Admit(ctx, tx, answer, int(line)) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/bank/answers/%d", answer), fmt.Sprintf("已确认第 %d 行为退票，款项转入暂挂，待更正账户后补发", line))
}
