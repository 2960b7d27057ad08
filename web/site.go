// Package web answers one question: what does a person see in the browser, and what may they do there? (网页)
//
// It joins the desks, each a package of its own, into one site. What every page needs is in web/kit.
package web

import (
	"net/http"
	"slices"
	"sync"

	"fangpin/audit"
	"fangpin/claims"
	"fangpin/internal/flow"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/restoration"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/timing"
	"fangpin/internal/pg"
	"fangpin/internal/security"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/account"
	auditdesk "fangpin/web/audit"
	"fangpin/web/casework"
	"fangpin/web/kit"
	"fangpin/web/money"
	"fangpin/web/reporting"
	"fangpin/web/watching"
)

// Handler is the site of an office, every address of it.
func Handler(s *kit.Site) (http.Handler, error) { return house().Handler(s) }

// Gate is what of the site knocks at the gate's doors, with the gate's own login.
func Gate(s *kit.Site, db *pg.DB) (http.Handler, error) { return house().AtGate(s, db) }

var house = sync.OnceValue(func() *kit.House {
	return &kit.House{Routes: routes(), Steps: steps(), Former: former(), SignIn: account.SignInFirst, Search: "/search"}
})

// routes are every address, in the order of the menu.
func routes() []kit.Route {
	return slices.Concat(homeRoutes(), reporting.Routes(), casework.Routes(), watching.Routes(), money.Routes(), auditdesk.Routes(), account.Routes())
}

// tasks are where each step that can wait for somebody is taken.
func tasks() []kit.Task {
	return slices.Concat(reporting.Tasks, casework.Tasks, watching.Tasks, money.Tasks, auditdesk.Tasks, account.Tasks)
}

// steps are the laws of all rooms.
func steps() []flow.Step {
	return slices.Concat(registry.Steps, policy.Steps, reports.Steps, claims.Steps, monitoring.Steps, publicity.Steps, payouts.Steps, audit.Steps, staff.Steps, grant.Steps, signing.Steps, probation.Steps, timing.Steps, restoration.Steps,
		signin.Steps, signin.OwnSteps, security.Steps)
}

// former are steps that stand in the log and that nobody takes here: not any more, or only whoever owns the database.
func former() []flow.Step {
	return slices.Concat([]flow.Step{staff.OpenStep, staff.AddStep, staff.DeputeStep, staff.RecoverStep}, signin.Former, publicity.Former)
}

// Pages lists the addresses that can be looked at, pages and files, as patterns: /claims/{id}.
func Pages() (paths []string) {
	for _, r := range routes() {
		if r.Method == http.MethodGet {
			paths = append(paths, r.Path)
		}
	}
	return paths
}
