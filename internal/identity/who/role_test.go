package who_test

import (
	"testing"

	"fangpin/internal/identity/who"
)

func TestEveryRoleHasItsName(t *testing.T) {
	seen := map[string]who.Role{}
	for _, role := range who.Roles() {
		title := role.Title()
		if other, twice := seen[title]; twice || !role.Valid() || title == string(role) {
			t.Errorf("%s is called %q, as is %s", role, title, other)
		}
		seen[title] = role
	}
	if stranger := who.Role("boss"); stranger.Valid() || stranger.Title() != "boss" {
		t.Errorf("%q is a role", stranger)
	}
}
