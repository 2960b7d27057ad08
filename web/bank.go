package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"

	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

func bankRoutes() []route {
	return []route{
		show("/bank", "代发与回盘", bankReaders, (*visit).batches),
		show("/bank/waiting", "", bankReaders, (*visit).inFlight),
		show("/bank/returns", "", bankReaders, (*visit).returns),
		show("/bank/answers", "", bankReaders, (*visit).answers),
		act("/bank/answers", payouts.SettleStep, (*visit).settle, (*visit).answers),
		show("/bank/answers/{id:[0-9]+}", "", bankReaders, (*visit).bankAnswer),
		show("/bank/answers/{id:[0-9]+}/file", "", bankReaders, (*visit).answerFile),
		show("/bank/answers/{id:[0-9]+}/{line:[0-9]+}/admit", "", payouts.AdmitStep.Roles, (*visit).admission),
		act("/bank/answers/{id:[0-9]+}/{line:[0-9]+}/admit", payouts.AdmitStep, (*visit).admit, (*visit).admission),
		show("/batches/{id:[0-9]+}", "", bankReaders, (*visit).batch),
		act("/batches/{id:[0-9]+}/file", payouts.WriteBankFileStep, (*visit).bankFile, (*visit).batch),
	}
}

// answerDays is within how many days the bank is expected to answer; then somebody asks.
const answerDays = 3

// batchesPage is the list of batches.
type batchesPage struct {
	List *listing
	Rows []payouts.Batch
	Late int // instructions that the bank has not answered for too long
	Days int
	Back int // returns that wait
}

func (v *visit) batches() error {
	p := batchesPage{List: v.listing(), Days: answerDays}
	var err error
	if p.Rows, p.List.Total, err = payouts.Batches(v.ctx(), v.tx, payouts.BatchFilter{Window: p.List.window()}); err != nil {
		return err
	}
	if _, p.Late, err = payouts.Instructions(v.ctx(), v.tx, payouts.InstructionFilter{Waiting: true, Days: answerDays, Window: pg.Window{Limit: 1}}); err != nil {
		return err
	}
	if _, p.Back, err = payouts.Returns(v.ctx(), v.tx, 0, pg.Window{Limit: 1}); err != nil {
		return err
	}
	return v.show("bank/list", p)
}

// batchPage is one batch with its instructions.
type batchPage struct {
	payouts.Batch
	List     *listing
	Statuses []choice
	Rows     []payouts.Instruction
	History  []deed.Event
	Written  bool // whether the bank's file was ever written
}

func (v *visit) batch() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	p := batchPage{List: v.listing()}
	if p.Batch, err = payouts.GetBatch(v.ctx(), v.tx, id); err != nil {
		return err
	}
	for _, s := range []payouts.InstructionStatus{payouts.InstructionSent, payouts.InstructionUnknown, payouts.InstructionPaid, payouts.InstructionReturned} {
		p.Statuses = append(p.Statuses, choice{string(s), s.Title()})
	}
	f := payouts.InstructionFilter{Batch: id, Status: payouts.InstructionStatus(p.List.Get("status")), Window: p.List.window()}
	if p.Rows, p.List.Total, err = payouts.Instructions(v.ctx(), v.tx, f); err != nil {
		return err
	}
	if p.History, err = deed.History(v.ctx(), v.tx, deed.Ref{Table: "batch", Key: fmt.Sprint(id)}); err != nil {
		return err
	}
	for _, e := range p.History {
		p.Written = p.Written || e.Verb == payouts.WriteBankFileStep.Verb
	}
	return v.show("bank/batch", p)
}

// bankFile hands out the bank's file, accounts in clear: that is a deed of its own, sealed before a byte of it leaves.
func (v *visit) bankFile() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var b payouts.Batch
	var file bytes.Buffer
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if b, err = payouts.GetBatch(ctx, tx, id); err != nil {
			return err
		}
		return payouts.WriteBankFile(ctx, tx, v.Keys, id, &file)
	})
	if err != nil {
		return err
	}
	return v.file("代发文件-"+b.Name()+".csv", "text/csv; charset=utf-8", func(w io.Writer) error {
		_, err := file.WriteTo(w)
		return err
	})
}

// inFlightPage lists what the bank has not answered.
type inFlightPage struct {
	List *listing
	Days int // sent so many days ago at least
	Late int // from so many on, somebody asks the bank
	Rows []payouts.Instruction
}

func (v *visit) inFlight() error {
	p := inFlightPage{List: v.listing(), Late: answerDays}
	if days, err := strconv.Atoi(p.List.Get("days")); err == nil && days > 0 && days < 1000 {
		p.Days = days
	}
	var err error
	f := payouts.InstructionFilter{Waiting: true, Days: p.Days, Window: p.List.window()}
	if p.Rows, p.List.Total, err = payouts.Instructions(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("bank/waiting", p)
}

// returnsPage lists what the bank sent back, and who must do what about it.
type returnsPage struct {
	List *listing
	Rows []returned
}

func (v *visit) returns() error {
	p := returnsPage{List: v.listing()}
	var err error
	if p.Rows, p.List.Total, err = v.returned(0, p.List.window()); err != nil {
		return err
	}
	return v.show("bank/returns", p)
}
