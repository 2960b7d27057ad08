// Package claims answers one question: did it happen, and to whom? (案件)
//
// A claim begins when screening finds a reported row to be insured and above a line, and its life here ends when it is filed; what
// is paid on it is the next room's. A round is one filing's worth of work, a turn one visit within it. Its status says which facts
// stand behind it, and the database holds it to them: no status can be moved ahead of its rows.
package claims

import (
	"slices"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Status is where a claim stands.
type Status string

const (
	Screened     Status = "screened"     // 已立案, 待委托
	Entrusted    Status = "entrusted"    // 查勘中
	Investigated Status = "investigated" // 已查勘
	Declined     Status = "declined"     // 不予赔付
	Endorsed     Status = "endorsed"     // 村已审核
	Reviewed     Status = "reviewed"     // 乡镇已审核
	Filed        Status = "filed"        // 已备案
)

// Statuses lists every status in the order of a claim's life.
func Statuses() []Status {
	return []Status{Screened, Entrusted, Investigated, Declined, Endorsed, Reviewed, Filed}
}

// Title is the status as people say it.
func (s Status) Title() string {
	titles := [...]string{"待委托", "查勘中", "已查勘", "不予赔付", "村已审核", "乡镇已审核", "已备案"}
	if i := slices.Index(Statuses(), s); i >= 0 {
		return titles[i]
	}
	return string(s)
}

// Readers are who may read claims at all, each those of their own part of the county.
var Readers = []who.Role{who.Clerk, who.Approver, who.Adjuster, who.Assessor, who.Township, who.Village, who.Auditor}

// The law on one screen: who may take a claim from where to where (S2: 委托查勘 → 村乡审核 → 备案).
var (
	ScreenStep       = flow.Step{Verb: "claims.screen", Title: "比对立案", To: string(Screened), Roles: []who.Role{who.Clerk}}
	EntrustStep      = flow.Step{Verb: "claims.entrust", Title: "委托查勘", From: from(Screened), To: string(Entrusted), Roles: []who.Role{who.Clerk}}
	ReassignStep     = flow.Step{Verb: "claims.reassign", Title: "改派查勘员", From: from(Entrusted), To: string(Entrusted), Roles: []who.Role{who.Clerk}}
	ExtendStep       = flow.Step{Verb: "claims.extend", Title: "查勘延期", From: from(Entrusted), Roles: []who.Role{who.Clerk}}
	InvestigateStep  = flow.Step{Verb: "claims.investigate", Title: "登记查勘结论", From: from(Entrusted), To: string(Investigated), Roles: []who.Role{who.Adjuster}}
	DeclineStep      = flow.Step{Verb: "claims.investigate", Title: "登记不予赔付", From: from(Entrusted), To: string(Declined), Roles: []who.Role{who.Adjuster}}
	EndorseStep      = flow.Step{Verb: "claims.endorse", Title: "村两委审核", From: from(Investigated), To: string(Endorsed), Roles: []who.Role{who.Village}}
	SendBackStep     = flow.Step{Verb: "claims.endorse", Title: "村两委退回", From: from(Investigated), To: string(Entrusted), Roles: []who.Role{who.Village}}
	ReviewStep       = flow.Step{Verb: "claims.review", Title: "乡镇审核", From: from(Endorsed), To: string(Reviewed), Roles: []who.Role{who.Township}}
	GiveBackStep     = flow.Step{Verb: "claims.review", Title: "乡镇退回", From: from(Endorsed), To: string(Entrusted), Roles: []who.Role{who.Township}}
	FileStep         = flow.Step{Verb: "claims.file", Title: "备案", From: from(Reviewed), To: string(Filed), Roles: []who.Role{who.Clerk}}
	ReopenStep       = flow.Step{Verb: "claims.reopen", Title: "重新查勘", From: from(Declined, Filed), To: string(Entrusted), Roles: []who.Role{who.Township, who.Clerk}}
	CorrectLabelStep = flow.Step{Verb: "claims.correct_label", Title: "更正户标签登记", Roles: []who.Role{who.Clerk}}
	VoidStep         = flow.Step{Verb: "claims.void", Title: "撤销案件", From: from(Statuses()...), Roles: []who.Role{who.Clerk}}

	Steps = []flow.Step{ScreenStep, EntrustStep, ReassignStep, ExtendStep, InvestigateStep, DeclineStep, EndorseStep, SendBackStep, ReviewStep, GiveBackStep, FileStep, ReopenStep, VoidStep, CorrectLabelStep}
)

func from(statuses ...Status) []string {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = string(s)
	}
	return names
}

// may tells whether a step leads on from the status.
func (s Status) may(step flow.Step) bool { return slices.Contains(step.From, string(s)) }
