// Package publicity answers one question: has the village seen it, and did anybody object? (公示、异议)
//
// It knows notices, where and since when they are posted, the days that run and the objections; not what they are about. A room above
// makes a notice of matters of its own (payouts, the families under watch) and says what follows when the days are over or somebody objects.
package publicity

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// The law on one screen: what anybody does with a notice, whatever it is about.
var (
	PostStep     = flow.Step{Verb: "publicity.post", Title: "登记张贴", Roles: []who.Role{who.Village, who.Township}}
	PutBackStep  = flow.Step{Verb: "publicity.put_back", Title: "恢复张贴", Roles: []who.Role{who.Village, who.Township, who.Clerk}}
	TakeDownStep = flow.Step{Verb: "publicity.take_down", Title: "登记撤下", Roles: []who.Role{who.Village, who.Township, who.Clerk}}
)

// Steps is the law as a list, for tests and pages.
var Steps = []flow.Step{PostStep, TakeDownStep, PutBackStep}

// Former are the steps by the names that deeds had for them while only payouts had notices. Nobody takes them under these any more.
var Former = []flow.Step{
	{Verb: "payouts.post", Title: PostStep.Title, Roles: PostStep.Roles},
	{Verb: "payouts.take_down", Title: TakeDownStep.Title, Roles: TakeDownStep.Roles},
}
