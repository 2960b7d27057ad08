package grant

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
)

// administrators are the two kinds of whom each gives a right with the other.
var administrators = []who.Role{who.SystemAdmin, who.SecurityAdmin}

// Steps are the law of this room. That the two are of different kinds, the door holds.
var (
	ProposeStep = flow.Step{Verb: "grant.propose", Title: "申请授权", Roles: administrators}
	ConfirmStep = flow.Step{Verb: signin.Granting, Title: "批准授权", Roles: administrators}
	RefuseStep  = flow.Step{Verb: "grant.refuse", Title: "驳回授权", Roles: administrators}

	Steps = []flow.Step{ProposeStep, ConfirmStep, RefuseStep}
)
