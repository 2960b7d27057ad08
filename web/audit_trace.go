package web

import (
	"fmt"
	"strconv"

	"fangpin/audit"
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
		v.problem = "业务参考号应如 123456-1，写在代发文件和银行回盘里；也可填救助金编号"
		return v.auditDesk()
	}
	marks, err := audit.Trace(v.ctx(), v.tx, payout)
	if err != nil {
		return err
	}
	for _, m := range marks {
		step := traceStep{Title: tableTitle(m.Table), Text: m.Text}
		noun, ids, err := audit.Homes(v.ctx(), v.tx, m.Table, []string{m.Key})
		if err != nil {
			return err
		}
		if id, ok := ids[m.Key]; ok {
			step.Path = v.pathTo(nounPages[noun], fmt.Sprint(id))
		}
		p.Steps = append(p.Steps, step)
	}
	return v.show("audit/trace", p)
}

// payoutOf reads a reference as the bank's file writes it, or a payout's bare number.
func payoutOf(reference string) (int64, bool) {
	if payout, _, ok := bank.ParseReference(reference); ok {
		return payout, true
	}
	payout, err := strconv.ParseInt(reference, 10, 64)
	return payout, err == nil && payout > 0
}
