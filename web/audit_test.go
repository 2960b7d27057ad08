package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
)

func TestTheBooks(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 2, payouts.Paid)
	approver := s.as(o.Who(who.Approver))
	list := approver.get("/ledger").see(t, http.StatusOK, "审批发放花名册", "银行回盘：成功 2 笔", "待审核", "应付救助金")
	_, rest, _ := strings.Cut(list.body, "/ledger/entries/")
	id, _, _ := strings.Cut(rest, `"`)
	approver.get("/ledger/entries/"+id).see(t, http.StatusOK, "记字第1号", "保单年度", "制单")
	approver.get("/ledger?account=suspense").see(t, http.StatusOK, "没有符合条件的凭证")
	approver.get("/ledger/balance").see(t, http.StatusOK, "20,000.00", "借贷平衡")
	approver.get("/ledger/reconciliation").see(t, http.StatusOK, "账实相符")
	approver.get("/ledger/entries/999").see(t, http.StatusNotFound, "没有找到这张凭证")
	if a := approver.get("/ledger/vouchers.xlsx"); a.status != http.StatusOK || !strings.HasPrefix(a.body, "PK") {
		t.Errorf("the vouchers come as %d, %d bytes", a.status, len(a.body))
	}
	if a := s.as(o.Who(who.Village)).get("/ledger"); a.status != http.StatusForbidden {
		t.Errorf("a village reads the books: %d", a.status)
	}
	_ = w
}

func TestDeedsAreRead(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 2, payouts.Sent)
	auditor := s.as(o.Who(who.Auditor))
	log := auditor.get("/deeds?verb=payouts.send").see(t, http.StatusOK, "发送银行")
	_, rest, _ := strings.Cut(log.body, `href="/deeds/`)
	leaf, _, _ := strings.Cut(rest, `"`)
	auditor.get("/deeds/"+leaf).see(t, http.StatusOK, "打款指令", "还没有检查点签名到这一号", fmt.Sprintf(`href="/batches/%d"`, w.Batch))
	auditor.get("/deeds/"+leaf+"?of=payout").see(t, http.StatusOK, fmt.Sprintf(`href="/payouts/%d"`, w.Payouts[1]))
	auditor.get("/deeds/0").see(t, http.StatusOK)
	auditor.get("/deeds?day=2000-01-01").see(t, http.StatusOK, "没有符合条件的操作")
	auditor.get("/deeds/999999").see(t, http.StatusNotFound, "没有第 999999 号存证")
	if a := auditor.get("/deeds?leaf=3"); a.location != "/deeds/3" {
		t.Errorf("a number leads to %s", a.location)
	}
	if a := s.as(o.Who(who.Sender)).get("/deeds"); a.status != http.StatusForbidden {
		t.Errorf("a sender reads the log: %d", a.status)
	}
}

func TestTheDeskOfTheAuditor(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Paid)
	auditor := s.as(o.Who(who.Auditor))
	auditor.get("/audit").see(t, http.StatusOK, "还没有检查点")
	auditor.get("/").see(t, http.StatusOK, "次操作还没有检查点签名", `<a href="/audit">`)
	s.as(o.Who(who.Clerk)).get("/").hides(t, "检查点")
	auditor.post("/audit/checkpoint").see(t, http.StatusSeeOther)
	auditor.get("/audit").see(t, http.StatusOK, "树根", "此后")
	auditor.post("/audit/verify").see(t, http.StatusOK, "核验项目", "用时")
	auditor.get(fmt.Sprintf("/audit/trace?reference=%d-1", w.Payouts[0])).see(t, http.StatusOK, "打款指令", fmt.Sprintf(`href="/lists/%d"`, w.List), "核定", "凭证")
	auditor.get("/audit/trace?reference=x").see(t, http.StatusUnprocessableEntity, "业务参考号应如", `name="reference" value="x"`)
	auditor.get("/audit/trace?reference=123456-1").see(t, http.StatusUnprocessableEntity, "未能办理", `name="reference" value="123456-1"`)
	auditor.post("/audit/bundle").see(t, http.StatusUnprocessableEntity, "请填写“用途”")
	auditor.post("/audit/bundle", "purpose", "张三要看").see(t, http.StatusUnprocessableEntity, "请选择导出证据包的用途")
	out := auditor.post("/audit/bundle", "purpose", "年度审计")
	if out.status != http.StatusOK || !strings.HasPrefix(out.body, "PK") {
		t.Errorf("the bundle comes as %d, %d bytes", out.status, len(out.body))
	}
	auditor.get("/deeds?verb=audit.export").see(t, http.StatusOK, "导出证据包，用于年度审计")
	for name, one := range map[string]visitor{"clerk": s.as(o.Who(who.Clerk)), "approver": s.as(o.Who(who.Approver))} {
		for _, path := range []string{"/audit/checkpoint", "/audit/verify", "/audit/bundle"} {
			if a := one.post(path, "purpose", "年度审计"); a.status != http.StatusForbidden {
				t.Errorf("the %s may post to %s: %d", name, path, a.status)
			}
		}
	}
}

// While one verifies or exports, another waits, and nothing is written down of them.
func TestOneReadsEverythingAtATime(t *testing.T) {
	o, s := payingSite(t)
	auditor := s.as(o.Who(who.Auditor))
	super := pgtest.Super(t)
	held, err := super.BeginTxx(t.Context(), nil)
	o.Must(err)
	defer held.Rollback()
	// A verification takes as long as this test needs, and were others not refused, they would wait a minute.
	_, err = held.ExecContext(t.Context(), `SET LOCAL idle_in_transaction_session_timeout = '1min'; LOCK TABLE posting`)
	o.Must(err)
	verified := make(chan answer, 1)
	go func() { verified <- auditor.post("/audit/verify") }()
	waits := 0
	for deadline := time.Now().Add(time.Minute); waits == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody verifies")
		}
		o.Must(super.GetContext(t.Context(), &waits, `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'posting'::regclass`))
	}
	auditor.post("/audit/verify").see(t, http.StatusConflict, "正在核验")
	auditor.post("/audit/bundle", "purpose", "年度审计").see(t, http.StatusConflict, "正在核验")
	o.Must(held.Rollback())
	first := <-verified
	first.see(t, http.StatusOK, "核验项目")
	auditor.get("/deeds?verb=audit.export").see(t, http.StatusOK, "共 0 条")
	auditor.post("/audit/verify").see(t, http.StatusOK, "核验项目")
}
