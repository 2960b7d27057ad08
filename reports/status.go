package reports

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Statuses of a report.
const (
	Received   = "received"    // 已接收: a correction may still replace it
	Replaced   = "replaced"    // 已更正: another file stands in its place
	HandedOver = "handed_over" // 已交办: it is being screened
)

// Steps are the law of this room. A reporter acts for their own department only.
var (
	AcceptStep   = flow.Step{Verb: "reports.accept", Title: "接收月报", To: Received, Roles: []who.Role{who.Reporter, who.Clerk}}
	ReplaceStep  = flow.Step{Verb: "reports.replace", Title: "更正月报", From: []string{Received}, To: Replaced, Roles: []who.Role{who.Reporter, who.Clerk}}
	HandOverStep = flow.Step{Verb: "reports.hand_over", Title: "交办", From: []string{Received}, To: HandedOver, Roles: []who.Role{who.Clerk}}
	ConcludeStep = flow.Step{Verb: "reports.conclude", Title: "反馈比对结果", Roles: []who.Role{who.Clerk}}
	RevealStep   = flow.Step{Verb: "reports.reveal", Title: "查看月报行全文",
		Roles: []who.Role{who.Reporter, who.Clerk, who.Adjuster, who.Township, who.Village, who.Auditor}}

	FetchStep = flow.Step{Verb: "reports.fetch", Title: "下载月报原件", Roles: []who.Role{who.Reporter, who.Clerk, who.Auditor}}

	Steps = []flow.Step{AcceptStep, ReplaceStep, HandOverStep, ConcludeStep, RevealStep, FetchStep}
)

// Title is a status as people say it.
func Title(status string) string {
	switch status {
	case Received:
		return "已接收，待交办"
	case Replaced:
		return "已更正"
	case HandedOver:
		return "已交办"
	default:
		return status
	}
}
