// Package registry answers one question: who lives where, in which household, with which labels since when? (户、人、区划)
//
// It also keeps which bank account is whose, entered by one clerk and confirmed by another.
package registry

import (
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

var clerks = []who.Role{who.Clerk}

// Steps are the law of this room.
var (
	openPlaces      = flow.Step{Verb: "registry.open_places", Title: "登记村（社区）", Roles: clerks}
	enrol           = flow.Step{Verb: "registry.enrol", Title: "导入花名册", Roles: clerks}
	addAccount      = flow.Step{Verb: "registry.add_account", Title: "录入账户", Roles: clerks}
	confirmAccounts = flow.Step{Verb: "registry.confirm_accounts", Title: "复核账户", Roles: clerks}
	addMember       = flow.Step{Verb: "registry.add_member", Title: "新增家庭成员", Roles: clerks}
	recordDeath     = flow.Step{Verb: "registry.record_death", Title: "登记死亡", Roles: clerks}
	setLabel        = flow.Step{Verb: "registry.set_label", Title: "登记户标签", Roles: clerks}
	endLabel        = flow.Step{Verb: "registry.end_label", Title: "终止户标签", Roles: clerks}

	reveal = flow.Step{Verb: "registry.reveal", Title: "查看完整信息", Roles: []who.Role{who.Clerk, who.Adjuster, who.Sender, who.Township, who.Village, who.Auditor}}

	Steps = []flow.Step{openPlaces, enrol, addMember, addAccount, confirmAccounts, recordDeath, setLabel, endLabel, reveal}
)

// errNone refuses a batch of nothing: a deed that did nothing would only puzzle whoever reads it.
var errNone = fault.Invalidf("没有选中任何记录，请先选择")
