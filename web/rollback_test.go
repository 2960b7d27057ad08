package web

import (
	"fmt"
	"net/http"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
)

// A list is sent and its file given out; then the database is put back to before the sending, as from an older backup. The list waits there to be sent, and
// nobody sends, approves or gives out anything more.
func TestAListThatWasSentIsNotSentAgain(t *testing.T) {
	o, s := payingSite(t)
	w, other := o.Work(t, 2, payouts.Listed), o.Work(t, 1, payouts.Listed)
	o.ApproveTwice(t, w.List)
	path, form := fmt.Sprintf("/lists/%d", w.List), seen(o, other.List)
	sender := s.as(o.Who(who.Sender))
	super := pgtest.Super(t)
	var before int64
	o.Must(super.GetContext(t.Context(), &before, `SELECT size FROM fangpin.head`))

	sent := sender.post(path+"/send").see(t, http.StatusSeeOther)
	sender.post(sent.location+"/file").see(t, http.StatusOK, "20000.00")
	tx := super.MustBeginTx(t.Context(), nil)
	tx.MustExec(`SET LOCAL session_replication_role = replica; SET LOCAL search_path = fangpin`)
	for _, back := range []string{
		`DELETE FROM deed WHERE leaf >= $1`, `DELETE FROM cover WHERE leaf >= $1`, `DELETE FROM checkpoint WHERE size > $1`, `UPDATE head SET size = $1`,
	} {
		tx.MustExec(back, before)
	}
	tx.MustExec(`DELETE FROM node; DELETE FROM instruction; DELETE FROM batch; DELETE FROM hand WHERE part = 'sender'; DELETE FROM form_sent`)
	tx.MustExec(`UPDATE list SET status = 'approved' WHERE id = $1`, w.List)
	tx.MustExec(`UPDATE payout SET status = 'listed' WHERE status = 'sent'`)
	o.Must(tx.Commit())

	sender.post(path+"/send").see(t, http.StatusConflict, "数据库比库外的检查点旧", "为免重复打款")
	s.as(o.Who(who.Approver)).post(fmt.Sprintf("/lists/%d/approve", other.List), form...).see(t, http.StatusConflict, "数据库比库外的检查点旧")
	s.as(o.Who(who.Auditor)).post("/audit/checkpoint").see(t, http.StatusConflict, "数据库比库外的检查点旧")
	var batches int
	o.Must(super.GetContext(t.Context(), &batches, `SELECT count(*) FROM fangpin.batch`))
	if batches != 0 {
		t.Errorf("%d batches were sent again", batches)
	}
}
