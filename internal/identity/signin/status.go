package signin

import (
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
)

// Steps are the law of this room. Entering is no step and no deed: it is in the log. A passkey is one, for what it signs later is checked
// against the deed that enrolled it.
var (
	EnrolStep  = flow.Step{Verb: "signin.enrol", Title: "设定演示登录", Roles: []who.Role{who.SystemAdmin}}
	UnlockStep = flow.Step{Verb: "signin.unlock", Title: "解除登录锁定", Roles: []who.Role{who.SecurityAdmin}}
	EndStep    = flow.Step{Verb: "signin.end", Title: "结束登录", Roles: []who.Role{who.SecurityAdmin}}

	EnrolPasskeyStep  = flow.Step{Verb: "signin.enrol_passkey", Title: "登记通行密钥", Roles: who.Roles()}
	RevokePasskeyStep = flow.Step{Verb: "signin.revoke_passkey", Title: "注销通行密钥", Roles: who.Roles()}

	Steps = []flow.Step{EnrolStep, UnlockStep, EndStep, EnrolPasskeyStep, RevokePasskeyStep}

	// What everybody does with their own sign-in, whatever their role: a deed, so that what proved them before does not come back unseen.
	ChangeStep = flow.Step{Verb: "signin.change", Title: "修改密码", Roles: who.Roles()}
	BindStep   = flow.Step{Verb: "signin.bind", Title: "绑定动态口令", Roles: who.Roles()}

	TakeUpStep = flow.Step{Verb: "signin.take_up", Title: "启用登录", Roles: who.Roles()}

	OwnSteps = []flow.Step{ChangeStep, BindStep, TakeUpStep}

	// Former are steps that one person took, before giving and resetting a sign-in took two (internal/identity/grant). Nobody takes them any more.
	Former = []flow.Step{
		{Verb: "signin.issue", Title: "发放登录名", Roles: []who.Role{who.SystemAdmin}},
		{Verb: "signin.reset", Title: "重置密码", Roles: []who.Role{who.SecurityAdmin}},
		{Verb: "signin.reset_totp", Title: "解绑动态口令", Roles: []who.Role{who.SecurityAdmin}},
	}
)

// coded are the roles that money or administration hangs on: of them two factors are asked by every policy (双因素).
var coded = []who.Role{who.Approver, who.Sender, who.Auditor, who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin}
