package account

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/web/kit"
)

func demoRoutes() []kit.Route {
	return []kit.Route{
		kit.Open(http.MethodPost, "/demo/clock", putForward, nil),
		kit.Open(http.MethodPost, "/demo/bank", bankAnswers, nil),
	}
}

// bankAnswers plays the demonstration's bank: it takes a batch's file, as the sender would carry it there, and hands out the answer.
func bankAnswers(r *kit.Request) error {
	if r.Demo == nil || !r.Signed() {
		return fault.NotFoundf("没有这个页面，请从首页进入")
	}
	batch, err := r.Number("batch", "打款批次")
	if err != nil {
		return err
	}
	returned, err := strconv.Atoi(r.Value("returned"))
	if err != nil || returned < 0 {
		return fault.Invalidf("“退票几笔”应为整数")
	}
	var file bytes.Buffer
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.WriteBankFile(ctx, tx, r.Keys, batch, &file)
	})
	if err != nil {
		return err
	}
	answer, err := r.Demo.Bank(file.Bytes(), returned)
	if err != nil {
		return err
	}
	return r.File("银行回盘（演示）.csv", kit.CSV, func(w io.Writer) error { _, err := w.Write(answer); return err })
}

// putForward advances the demonstration's clock; a real office has none to put.
func putForward(r *kit.Request) error {
	if r.Demo == nil {
		return fault.NotFoundf("没有这个页面，请从首页进入")
	}
	days, err := strconv.Atoi(r.Value("days"))
	if err != nil {
		return fault.Invalidf("“拨快几天”应为整数")
	}
	if err := r.Demo.Advance(days); err != nil {
		return err
	}
	return r.To(kit.Ours(r.Value("back")), "演示时钟已拨到"+calendar.DateOf(r.Demo.Now()).Chinese())
}
