// Package audit is the desk of those who look again: the log of deeds, the verification, the trace of a payment, and the bundle that
// outsiders take with them.
package audit

import (
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/web/kit"
)

// Routes are the addresses of the desk.
func Routes() []kit.Route {
	return slices.Concat(deedRoutes(), auditRoutes(), securityRoutes(), memberRoutes())
}

// Readers of the log, and of all the rest.
var (
	deedReaders  = []who.Role{who.Clerk, who.Approver, who.Auditor, who.AuditAdmin}
	auditReaders = []who.Role{who.Auditor}
)
