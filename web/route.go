package web

import (
	"net/http"
	"slices"

	"fangpin/audit"
	"fangpin/claims"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
)

// route is one address of the site. Who may come is decided by the step where it takes one, and else by who.
type route struct {
	method, path string
	who          []who.Role // readers; nil for every person who has signed in
	step         flow.Step  // of a POST: the step it takes, by a room's law; none for what is no step
	open         bool       // for whoever has not signed in too
	nav          string     // its name in the menu, where it has a place there
	serve        func(*visit) error
	form         func(*visit) error // of a POST: the page to show again, filled in, where it is refused
}

// routes are every address, in the order of the menu.
func routes() []route {
	return slices.Concat(homeRoutes(), reportRoutes(), householdRoutes(), claimRoutes(), payoutRoutes(), noticeRoutes(), listRoutes(), bankRoutes(),
		ledgerRoutes(), schemeRoutes(), deedRoutes(), auditRoutes(), staffRoutes(), signinRoutes(), demoRoutes())
}

// show is a page that only reads.
func show(path, nav string, readers []who.Role, serve func(*visit) error) route {
	return route{method: http.MethodGet, path: path, nav: nav, who: readers, serve: serve}
}

// act takes a step; where it is refused, the form is shown again with the reason.
func act(path string, step flow.Step, serve, form func(*visit) error) route {
	return route{method: http.MethodPost, path: path, step: step, serve: serve, form: form}
}

// steps are the laws of all rooms.
func steps() []flow.Step {
	return slices.Concat(registry.Steps, policy.Steps, reports.Steps, claims.Steps, publicity.Steps, payouts.Steps, audit.Steps, staff.Steps, signin.Steps)
}

// admits tells whether a role may come to the route.
func (r route) admits(role who.Role) bool {
	if r.step.Verb != "" {
		return r.step.May(role)
	}
	return r.who == nil || slices.Contains(r.who, role)
}

// Readers of the nouns. What they see of each is narrowed by the rooms to their own part of the county.
var (
	caseReaders   = []who.Role{who.Clerk, who.Approver, who.Adjuster, who.Assessor, who.Township, who.Village, who.Auditor}
	payoutReaders = append(slices.Clone(caseReaders), who.Sender)
	noticeReaders = []who.Role{who.Clerk, who.Approver, who.Assessor, who.Township, who.Village, who.Auditor}
	reportReaders = []who.Role{who.Reporter, who.Clerk, who.Auditor}
	listReaders   = []who.Role{who.Clerk, who.Approver, who.Sender, who.Auditor}
	bankReaders   = []who.Role{who.Clerk, who.Sender, who.Auditor}
	bookReaders   = []who.Role{who.Clerk, who.Approver, who.Sender, who.Auditor}
	schemeReaders = []who.Role{who.Clerk, who.Approver, who.Adjuster, who.Assessor, who.Auditor}
	deedReaders   = []who.Role{who.Clerk, who.Approver, who.Auditor, who.AuditAdmin}
	staffReaders  = []who.Role{who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin, who.Auditor}
	auditReaders  = []who.Role{who.Auditor}
)
