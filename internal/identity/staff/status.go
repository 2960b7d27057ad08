package staff

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Steps are the law of this room. The first system administrator opens the office (Open), which has nobody before.
var (
	add       = flow.Step{Verb: "staff.add", Title: "新增人员", Roles: []who.Role{who.SystemAdmin}}
	disable   = flow.Step{Verb: "staff.disable", Title: "停用人员", Roles: []who.Role{who.SystemAdmin}}
	depute    = flow.Step{Verb: "staff.depute", Title: "登记代理", Roles: []who.Role{who.SecurityAdmin}}
	endDeputy = flow.Step{Verb: "staff.end_deputy", Title: "终止代理", Roles: []who.Role{who.SecurityAdmin}}

	Steps = []flow.Step{add, disable, depute, endDeputy}
)
