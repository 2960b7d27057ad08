package staff

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Steps are the law of this room. The first system administrator opens the office (Open), which has nobody before.
var (
	AddStep       = flow.Step{Verb: "staff.add", Title: "新增人员", Roles: []who.Role{who.SystemAdmin}}
	DisableStep   = flow.Step{Verb: "staff.disable", Title: "停用人员", Roles: []who.Role{who.SystemAdmin}}
	DeputeStep    = flow.Step{Verb: "staff.depute", Title: "登记代理", Roles: []who.Role{who.SecurityAdmin}}
	EndDeputyStep = flow.Step{Verb: "staff.end_deputy", Title: "终止代理", Roles: []who.Role{who.SecurityAdmin}}

	// OpenStep is how the first one began: nobody takes it again, so no role may.
	OpenStep = flow.Step{Verb: "staff.open", Title: "登记首位系统管理员"}

	Steps = []flow.Step{AddStep, DisableStep, DeputeStep, EndDeputyStep}
)
