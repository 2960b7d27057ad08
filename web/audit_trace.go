package web

import (
	"fmt"
	"net/http"
	"strconv"

	"fangpin/audit/trace"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/payouts/bank"
)

// tracePage follows a payout from the bank's file back to the workbook's cells.
type tracePage struct {
	Reference string
	Steps     []traceStep
}

// traceStep is one step of a trace, and where it is shown.
type traceStep struct {
	Title, Text, Path string
}

func (v *visit) trace() error {
	p := tracePage{Reference: v.value("reference")}
	payout, ok := payoutOf(p.Reference)
	if !ok {
		return v.untraced("业务参考号应如 123456-1，写在代发文件和银行回盘里；也可填救助金编号")
	}
	marks, err := trace.Payout(v.ctx(), v.tx, payout)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return v.untraced(fault.Message(err))
	case err != nil:
		return err
	}
	for _, m := range marks {
		step := traceStep{Title: deed.Title(m.Table), Text: m.Text}
		page, ids, err := deed.Homes(v.ctx(), v.tx, m.Table, []string{m.Key})
		if err != nil {
			return err
		}
		if id, ok := ids[m.Key]; ok {
			step.Path = v.pathTo(tablePages[page], fmt.Sprint(id))
		}
		p.Steps = append(p.Steps, step)
	}
	return v.show("audit/trace", p)
}

// untraced shows the desk with the reference as it was written, and why nothing is traced by it.
func (v *visit) untraced(why string) error {
	v.problem, v.status = why, http.StatusUnprocessableEntity
	return v.auditDesk()
}

// payoutOf reads a reference as the bank's file writes it, or a payout's bare number.
func payoutOf(reference string) (int64, bool) {
	if payout, _, ok := bank.ParseReference(reference); ok {
		return payout, true
	}
	payout, err := strconv.ParseInt(reference, 10, 64)
	return payout, err == nil && payout > 0
}
