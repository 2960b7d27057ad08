// Package reporting is the desk of what departments report and of the households it is about: reports and their rows, households, persons
// and accounts, the roster, and the search.
package reporting

import (
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/kit"
)

// Routes are the addresses of the desk.
func Routes() []kit.Route { return slices.Concat(reportRoutes(), householdRoutes()) }

// Tasks are where the steps of the desk are taken that can wait.
var Tasks = []kit.Task{
	{Step: reports.AcceptStep, Path: "/watches/feeds", Title: "报送本月月报"}, // what is owed by when
	{Step: reports.HandOverStep, Path: "/reports?status=received"},
	{Step: registry.ConfirmAccountsStep, Path: "/accounts"},
	{Step: registry.RefuseAccountsStep, Path: "/accounts", Title: "重新录入被驳回的账户"}, // what another refused waits for who entered it
}

// reportReaders read whole reports, a reporter their own department's.
var reportReaders = []who.Role{who.Reporter, who.Clerk, who.Auditor}
