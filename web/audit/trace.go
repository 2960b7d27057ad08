package audit

import (
	"fmt"
	"net/http"
	"strconv"

	"fangpin/audit/trace"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/payouts/bank"
	"fangpin/web/kit"
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

func showTrace(r *kit.Request) error {
	p := tracePage{Reference: r.Value("reference")}
	payout, ok := payoutOf(p.Reference)
	if !ok {
		return untraced(r, "业务参考号应如 123456-1，写在代发文件和银行回盘里；也可填救助金编号")
	}
	marks, err := trace.Payout(r.Context(), r.Tx, payout)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return untraced(r, fault.Message(err))
	case err != nil:
		return err
	}
	for _, m := range marks {
		step := traceStep{Title: deed.Title(m.Table), Text: m.Text}
		page, ids, err := deed.Homes(r.Context(), r.Tx, m.Table, []string{m.Key})
		if err != nil {
			return err
		}
		if id, ok := ids[m.Key]; ok {
			step.Path = r.PathTo(tablePages[page], fmt.Sprint(id))
		}
		p.Steps = append(p.Steps, step)
	}
	return r.Show("audit/desk/trace", p)
}

// untraced shows the desk with the reference as it was written, and why nothing is traced by it.
func untraced(r *kit.Request, why string) error {
	r.Problem, r.Status = why, http.StatusUnprocessableEntity
	return showDesk(r)
}

// payoutOf reads a reference as the bank's file writes it, or a payout's bare number.
func payoutOf(reference string) (int64, bool) {
	if payout, _, ok := bank.ParseReference(reference); ok {
		return payout, true
	}
	payout, err := strconv.ParseInt(reference, 10, 64)
	return payout, err == nil && payout > 0
}
