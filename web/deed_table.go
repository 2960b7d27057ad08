package web

import "fangpin/audit"

// nounPages are where nouns are shown, as routes have it.
var nounPages = map[audit.Noun]string{
	audit.Household: "/households/{id:[0-9]+}", audit.Report: "/reports/{id:[0-9]+}", audit.ReportRow: "/rows/{id:[0-9]+}",
	audit.Claim: "/claims/{id:[0-9]+}", audit.Payout: "/payouts/{id:[0-9]+}", audit.Notice: "/notices/{id:[0-9]+}", audit.List: "/lists/{id:[0-9]+}",
	audit.Batch: "/batches/{id:[0-9]+}", audit.Answer: "/bank/answers/{id:[0-9]+}", audit.Entry: "/ledger/entries/{id:[0-9]+}",
	audit.Scheme: "/schemes/{id:[0-9]+}", audit.Policy: "/policies/{id:[0-9]+}", audit.Member: "/staff/{id:[0-9]+}",
}

// tableTitle is what people call the rows of a covered table.
func tableTitle(table string) string {
	if title, ok := tableTitles[table]; ok {
		return title
	}
	return table
}

var tableTitles = map[string]string{
	"staff": "人员", "login": "登录名", "deputy": "代理", "place": "村、自然村", "household": "户", "person": "人", "label": "户标签", "account": "账户",
	"confirmation": "账户复核", "reveal": "查看个人信息", "scheme": "理赔方案", "adoption": "方案生效", "policy": "保单年度", "insured_group": "参保人群", "insured": "参保名册",
	"premium": "保费到账", "report": "月报", "report_row": "月报行", "defect": "行错误", "claim": "案件", "source": "案件来源", "assignment": "委托",
	"reassignment": "改派", "extension": "延期", "finding": "查勘结论", "evidence": "佐证材料", "endorsement": "村两委审核", "review": "乡镇审核", "filing": "备案",
	"assessment": "核定", "payout": "救助金", "heir": "由谁领取", "withdrawal": "撤回理由", "notice": "公示", "notice_row": "公示行", "posting": "张贴", "clock": "公示期", "clearance": "公示无异议",
	"objection": "异议", "list": "花名册", "list_void": "花名册作废", "list_row": "花名册行", "hand": "经手", "batch": "打款批次", "instruction": "打款指令",
	"answer": "回盘", "answer_line": "回盘行", "entry": "凭证", "transfer": "分录",
}
