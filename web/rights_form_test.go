package web

import (
	"fmt"
	"html"
	"regexp"

	"fangpin/audit"
	"fangpin/internal/picture/picturetest"
	"fangpin/reports"
)

// form is what somebody fills in and sends.
type form struct {
	pairs []string
	files []attached
}

func filled(pairs ...string) form { return form{pairs: pairs} }

// snapshot is a photo that a browser takes for one.
func snapshot(c *corner) []byte { return picturetest.JPEG(c.surname) }

// formOf is the form of an address filled in about a corner, so that it would be accepted there. Addresses that are not here ask for
// nothing, or for nothing of anybody's.
func (w *world) formOf(path string, c *corner) form {
	if f, ok := w.watchForm(path, c); ok {
		return f
	}
	home := func(name string) *home { return c.homes[name] }
	id := func(n int64) string { return fmt.Sprint(n) }
	own := w.corners[0]
	switch path {
	case "/reports":
		return form{[]string{"agency", own.agency, "month", "2024-06", "replaces", id(c.noun["amended"])}, []attached{{"file", "更正.csv", w.sheet(own, "moved", "2024-06-01")}}}
	case "/reports/handover":
		return filled("id", id(c.noun["draft"]))
	case "/reports/{id}/file":
		return filled("purpose", reports.Purposes[0])
	case "/rows/{id}/reveal":
		return filled("reason", "入户核对")
	case "/households/find":
		return filled("id_number", w.numberOf[home("filed").head])
	case "/households/{id}/labels":
		return filled("label", "残疾人户", "from", "2024-09-01")
	case "/households/{id}/labels/end":
		return filled("ended", "低收入户", "to", "2024-10-01")
	case "/households/{id}/members":
		return filled("name", "某人", "id_number", "419901201501019991", "relation", "女")
	case "/households/{id}/accounts":
		return filled("holder", id(home("filed").payee), "bank", "演示银行", "number", "6228480402569999999")
	case "/households/{id}/deaths":
		return filled("dead", id(home("listed").minor), "died_on", "2024-10-01")
	case "/households/{id}/deaths/correct":
		return filled("alive", id(home("resolving").minor), "why_alive", "派出所核实本人健在")
	case "/households/{id}/labels/correct":
		return filled("mistake", fmt.Sprintf("label/%d", c.noun["mistaken"]), "why_mistake", "登记到了同名的另一户")
	case "/accounts/confirm":
		return filled("id", id(c.noun["account"]))
	case "/accounts/refuse":
		return filled("id", id(c.noun["account wrong"]), "reason", "户名不符")
	case "/persons/{id}/reveal":
		return filled("kind", "account", "reason", "入户核对")
	case "/search":
		return filled("q", w.numberOf[home("filed").head])
	case "/claims/entrust":
		return filled("id", id(home("raised too").claim), "to", id(own.adjuster.ID))
	case "/claims/endorse":
		return filled("id", id(home("found too").claim), "opinion", "属实", "decision", "pass")
	case "/claims/review":
		return filled("id", id(home("endorsed too").claim), "opinion", "属实", "decision", "pass")
	case "/claims/file":
		return filled("id", id(home("reviewed too").claim))
	case "/claims/{id}/entrust", "/claims/{id}/reopen":
		return filled("to", id(own.adjuster.ID))
	case "/claims/{id}/reassign":
		return filled("to", id(w.corners[1].adjuster.ID), "why_reassign", "休假")
	case "/claims/{id}/extend":
		return filled("why_extend", "大雪封路")
	case "/claims/{id}/endorse", "/claims/{id}/review":
		return filled("opinion", "属实", "decision", "pass")
	case "/claims/{id}/void":
		return filled("why_void", "重复")
	case "/claims/{id}/investigate":
		return filled("visited_on", "2024-09-10", "qualifies", "no", "why", "未住院")
	case "/screening", "/watches/screen":
		return filled("month", "2024-08")
	case "/payouts/assess":
		return filled("id", id(home("filed").claim))
	case "/payouts/{id}/withdraw", "/lists/{id}/void":
		return filled("reason", "有误")
	case "/payouts/{id}/heir":
		return filled("person", id(home("orphaned").minor), "reason", "公证书")
	case "/payouts/{id}/heir/refuse":
		return filled("reason", "证明没有盖章")
	case "/payouts/{id}/death":
		return filled("recalled", "yes", "said", "银行已答应退回")
	case "/payouts/{id}/object":
		return filled("words", "有房")
	case "/notices/announce":
		field := "seen-" + c.village
		return filled("id", c.village, field, w.shown(path, field))
	case "/notices/{id}/post":
		return form{[]string{"place", id(home("raised").place), "on", "2024-10-11", "alike", "两份公示同在一处公示栏"}, []attached{{"photo", "墙.png", snapshot(own)}}}
	case "/postings/{id}/down":
		return filled("on", "2024-10-11", "why_down", "被大风刮落")
	case "/postings/{id}/back":
		return filled("why_back", "仍在墙上贴着")
	case "/objections/{id}/uphold":
		return filled("upheld_because", "经核查属实", "adjuster", id(w.corners[1].adjuster.ID))
	case "/objections/{id}/files":
		return form{nil, []attached{{"file", "户口簿.png", snapshot(own)}}}
	case "/objections/{id}/dismiss":
		return filled("dismissed_because", "经核查不实")
	case "/lists/compose/check":
		return filled("id", id(home("cleared").payout))
	case "/lists/compose":
		return filled("id", id(home("cleared").payout), "total", "10000.00")
	case "/lists/again/check":
		return filled("id", id(home("called").payout))
	case "/lists/again":
		return filled("id", id(home("called").payout), "total", "10000.00")
	case "/bank/contradictions/{id}/{line}/propose":
		return form{[]string{"paid", "no", "reason", "银行证明未出账"}, []attached{{"file", "证明.png", snapshot(c)}}}
	case "/bank/contradictions/{id}/{line}/refuse":
		return filled("reason", "没有盖章")
	case "/lists/{id}/approve":
		return filled("digest", c.digest, "total", "10000.00")
	case "/lists/{id}/reissue":
		p := home("returned")
		return filled("id", id(p.payout), "account-"+id(p.payout), id(c.noun["account returned"]))
	case "/schemes/{id}/adopt":
		return filled("from", "2024-12-01")
	case "/schemes/{id}/refuse":
		return filled("reason", "税率有误")
	case "/policies/{id}/premium":
		return form{[]string{"amount", "1.00", "on", "2024-10-11"}, []attached{{"voucher", "回单.png", snapshot(c)}}}
	case "/audit/bundle":
		return filled("purpose", audit.Purposes[0])
	case "/security/people/{id}/permit":
		return filled("people", "5", "reason", "集中核对参保名册")
	case "/adjusters/{id}/reassign":
		path := "/adjusters/" + id(c.noun["adjuster"])
		return filled("seen", w.shown(path, "seen"), "to", id(w.corners[1].adjuster.ID), "why_reassign", "离职")
	case "/probation":
		return filled("days", "5")
	case "/signing":
		return filled("role", "sender", "way", "code")
	case "/staff/{id}/details":
		return filled("no", "B9", "unit", "区政府", "phone", "13937210086", "id_number", numbered(900), "why_details", "补录")
	case "/staff/{id}/reset", "/staff/{id}/unbind":
		return filled("why_reset", "遗忘", "why_unbind", "遗失")
	case "/grants/{id}/confirm":
		return filled("sure", "1", "id_number", numbered(w.newcomers[c.noun["grant"]]))
	case "/grants/{id}/refuse":
		return filled("reason", "查无此人")
	case "/deputies":
		return filled("absent", id(c.second.ID), "deputy", id(c.spare.ID), "from", "2024-10-11", "to", "2024-10-12", "why_deputy", "出差")
	}
	return form{}
}

// shown is what a field of a page holds for the clerk, nothing where it has no such field.
func (w *world) shown(path, field string) string {
	return hidden(w.as(w.corners[0].clerk).get(path).body, field)
}

// hidden is what a page's form carries in a field, nothing where it has no such field.
func hidden(body, field string) string {
	m := regexp.MustCompile(`name="` + field + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}
