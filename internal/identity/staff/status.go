package staff

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Steps are the law of this room. The first system administrator opens the office (Open), which has nobody before. Members and
// deputies come by a grant of two (internal/identity/grant).
var (
	DisableStep   = flow.Step{Verb: "staff.disable", Title: "停用人员", Roles: []who.Role{who.SystemAdmin}}
	EndDeputyStep = flow.Step{Verb: "staff.end_deputy", Title: "终止代理", Roles: []who.Role{who.SecurityAdmin}}

	// OpenStep is how the first one began: nobody takes it again, so no role may.
	OpenStep = flow.Step{Verb: "staff.open", Title: "登记首位系统管理员"}

	// RecoverStep is how whoever owns the database names administrators anew when no second one is left (grant.Recover): no role may.
	RecoverStep = flow.Step{Verb: "staff.recover", Title: "重设管理员"}

	// AddStep is how members came before that took two, and how they come by the word of whoever owns the database.
	AddStep = flow.Step{Verb: "staff.add", Title: "新增人员", Roles: []who.Role{who.SystemAdmin}}

	// DeputeStep is how a security administrator made deputies before that took two (grant.Deputy).
	DeputeStep = flow.Step{Verb: "staff.depute", Title: "登记代理", Roles: []who.Role{who.SecurityAdmin}}

	Steps = []flow.Step{DisableStep, EndDeputyStep}
)
