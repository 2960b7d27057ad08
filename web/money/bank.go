package money

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"

	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/web/kit"
)

func bankRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/bank", "代发与回盘", bankReaders, listBatches),
		kit.Show("/bank/waiting", "", bankReaders, listInFlight),
		kit.Show("/bank/returns", "", bankReaders, listReturns),
		kit.Show("/bank/answers", "", bankReaders, listAnswers),
		kit.Act("/bank/answers", payouts.SettleStep, settle, listAnswers),
		kit.Show("/bank/answers/{id:[0-9]+}", "", bankReaders, showAnswer),
		kit.Show("/bank/answers/{id:[0-9]+}/file", "", bankReaders, answerFile),
		kit.Show("/bank/answers/{id:[0-9]+}/{line:[0-9]+}/admit", "", payouts.AdmitStep.Roles, admission),
		kit.Knock("/bank/answers/{id:[0-9]+}/{line:[0-9]+}/admit", payouts.AdmitStep, admit, admission),
		kit.Show("/bank/contradictions", "", doubtReaders, listContradictions),
		kit.Show(doubted, "", doubtReaders, showContradiction),
		kit.Show(doubted+"/file", "", doubtReaders, contradictionFile),
		kit.Act(doubted+"/propose", payouts.ProposeResolutionStep, proposeResolution, showContradiction),
		kit.Knock(doubted+"/resolve", payouts.ResolveStep, resolve, showContradiction),
		kit.Act(doubted+"/refuse", payouts.RefuseResolutionStep, refuseResolution, showContradiction),
		kit.Show("/batches/{id:[0-9]+}", "", bankReaders, showBatch),
		kit.Knock("/batches/{id:[0-9]+}/file", payouts.WriteBankFileStep, bankFile, showBatch),
	}
}

// answerDays is within how many days the bank is expected to answer; then somebody asks.
const answerDays = 3

// batchesPage is the list of batches.
type batchesPage struct {
	List *kit.List
	Rows []payouts.Batch
	Late int // instructions that the bank has not answered for too long
	Days int
	Back int // returns that wait
}

func listBatches(r *kit.Request) error {
	p := batchesPage{List: r.List(), Days: answerDays}
	var err error
	if p.Rows, p.List.Total, err = payouts.Batches(r.Context(), r.Tx, payouts.BatchFilter{Window: p.List.Window()}); err != nil {
		return err
	}
	if _, p.Late, err = payouts.Instructions(r.Context(), r.Tx, payouts.InstructionFilter{Waiting: true, Days: answerDays, Window: pg.Window{Limit: 1}}); err != nil {
		return err
	}
	if _, p.Back, err = payouts.Returns(r.Context(), r.Tx, 0, pg.Window{Limit: 1}); err != nil {
		return err
	}
	return r.Show("money/bank/list", p)
}

// batchPage is one batch with its instructions.
type batchPage struct {
	payouts.Batch
	List     *kit.List
	Statuses []kit.Choice
	Rows     []payouts.Instruction
	History  []deed.Event
	Written  bool // whether the bank's file was ever written
	Next     flow.Next
}

func showBatch(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := batchPage{List: r.List()}
	if p.Batch, err = payouts.GetBatch(r.Context(), r.Tx, id); err != nil {
		return err
	}
	for _, s := range []payouts.InstructionStatus{payouts.InstructionSent, payouts.InstructionUnknown, payouts.InstructionPaid, payouts.InstructionReturned, payouts.InstructionTwice} {
		p.Statuses = append(p.Statuses, kit.Choice{Value: string(s), Title: s.Title()})
	}
	f := payouts.InstructionFilter{Batch: id, Status: payouts.InstructionStatus(p.List.Get("status")), Window: p.List.Window()}
	if p.Rows, p.List.Total, err = payouts.Instructions(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if p.History, err = deed.History(r.Context(), r.Tx, deed.Ref{Table: "batch", Key: fmt.Sprint(id)}); err != nil {
		return err
	}
	for _, e := range p.History {
		p.Written = p.Written || e.Verb == payouts.WriteBankFileStep.Verb
	}
	p.Next = p.Batch.Next(p.Written)
	return r.Show("money/bank/batch", p)
}

// bankFile hands out the bank's file, accounts in clear: that is a deed of its own, sealed before a byte of it leaves, and covered, as the sending is, by a
// checkpoint outside the database. A database that is put back to before the sending is then known by it (docs/decisions/0042).
func bankFile(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var b payouts.Batch
	var file bytes.Buffer
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if b, err = payouts.GetBatch(ctx, tx, id); err != nil {
			return err
		}
		return payouts.WriteBankFile(ctx, tx, r.Keys, id, &file)
	})
	if err != nil {
		return err
	}
	if _, err := r.Checkpoint(); err != nil {
		return err
	}
	return r.File("代发文件-"+b.Name()+".csv", kit.CSV, func(w io.Writer) error {
		_, err := file.WriteTo(w)
		return err
	})
}

// inFlightPage lists what the bank has not answered.
type inFlightPage struct {
	List *kit.List
	Days int // sent so many days ago at least
	Late int // from so many on, somebody asks the bank
	Rows []payouts.Instruction
}

func listInFlight(r *kit.Request) error {
	p := inFlightPage{List: r.List(), Late: answerDays}
	if days, err := strconv.Atoi(p.List.Get("days")); err == nil && days > 0 && days < 1000 {
		p.Days = days
	}
	var err error
	f := payouts.InstructionFilter{Waiting: true, Days: p.Days, Window: p.List.Window()}
	if p.Rows, p.List.Total, err = payouts.Instructions(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("money/bank/waiting", p)
}

// returnsPage lists what the bank sent back, and who must do what about it.
type returnsPage struct {
	List *kit.List
	Rows []returned
}

func listReturns(r *kit.Request) error {
	p := returnsPage{List: r.List()}
	var err error
	if p.Rows, p.List.Total, err = readReturns(r, 0, p.List.Window()); err != nil {
		return err
	}
	return r.Show("money/bank/returns", p)
}
