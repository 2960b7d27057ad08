// Package account is the desk of people and their ways in: signing in, the staff and who stands in for whom, the text's size, and the
// clock of a demonstration.
package account

import (
	"slices"

	"fangpin/web/kit"
)

// Routes are the addresses of the desk.
func Routes() []kit.Route {
	return slices.Concat(staffRoutes(), grantRoutes(), signinRoutes(), passkeyRoutes(), signingRoutes(), probationRoutes(), rootRoutes(), demoRoutes())
}
