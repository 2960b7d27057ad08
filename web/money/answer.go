package money

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// answersPage is the list of the bank's answers, with the form that takes the next one in.
type answersPage struct {
	List *kit.List
	Open bool // only those with lines that wait for a decision
	Rows []payouts.Answer
}

func listAnswers(r *kit.Request) error {
	p := answersPage{List: r.List()}
	p.Open = p.List.Get("open") != ""
	var err error
	if p.Rows, p.List.Total, err = payouts.Answers(r.Context(), r.Tx, payouts.AnswerFilter{Open: p.Open, Window: p.List.Window()}); err != nil {
		return err
	}
	return r.Show("money/bank/answers", p)
}

// settle takes the bank's answer in: the file goes to the archive first, then is settled whole or not at all.
func settle(r *kit.Request) error {
	files, err := r.Uploads("file")
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return fault.Invalidf("请选择一个银行回盘文件")
	}
	if _, err := r.Keep(r.Context(), archive.Answer, files[0]); err != nil {
		return err
	}
	var s payouts.Settled
	var was payouts.Answer
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
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
		return r.To(fmt.Sprintf("/bank/answers/%d", was.ID), fmt.Sprintf("这份回盘已于%s导入过，没有重复入账", calendar.DateOf(was.ReadAt).Chinese()))
	}
	return r.To(fmt.Sprintf("/bank/answers/%d", s.Answer), settledWords(s))
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
	List    *kit.List
	Broken  bool // only the lines that settled nothing
	Rows    []payouts.AnswerLine
	Entry   int64 // the voucher it was booked under, 0 where nothing was settled
	History []deed.Event
}

func showAnswer(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := answerPage{List: r.List()}
	p.Broken = p.List.Get("broken") != ""
	if p.Answer, err = payouts.GetAnswer(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Rows, p.List.Total, err = payouts.AnswerLines(r.Context(), r.Tx, id, p.Broken, p.List.Window()); err != nil {
		return err
	}
	if p.Entry, err = entryOf(r, fmt.Sprintf("answer/%d", id)); err != nil {
		return err
	}
	if p.History, err = deed.History(r.Context(), r.Tx, deed.Ref{Table: "answer", Key: fmt.Sprintf(`\x%x`, p.File)}); err != nil {
		return err
	}
	return r.Show("money/bank/answer", p)
}

// answerFile is the file as the bank wrote it.
func answerFile(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	a, err := payouts.GetAnswer(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.Archived(a.File, fmt.Sprintf("银行回盘-%s.csv", calendar.DateOf(a.ReadAt)))
}

// admission shows what admitting a late return does.
func admission(r *kit.Request) error {
	l, err := answerLine(r)
	if err != nil {
		return err
	}
	return r.Show("money/bank/admit", l)
}

// answerLine reads the line in the address.
func answerLine(r *kit.Request) (payouts.AnswerLine, error) {
	answer, err := r.ID("id")
	if err != nil {
		return payouts.AnswerLine{}, err
	}
	line, err := r.ID("line")
	if err != nil {
		return payouts.AnswerLine{}, err
	}
	return payouts.GetAnswerLine(r.Context(), r.Tx, answer, int(line))
}

func admit(r *kit.Request) error {
	answer, err := r.ID("id")
	if err != nil {
		return err
	}
	line, err := r.ID("line")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return payouts.Admit(ctx, tx, answer, int(line), r.Sign) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/bank/answers/%d", answer), fmt.Sprintf("已确认第 %d 行为退票，款项转入暂挂或冲减应收追回款", line))
}
