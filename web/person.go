package web

import (
	"regexp"
	"slices"
	"strings"

	"fangpin/internal/who"
)

// rolesOf are the roles that may take a step, by the rooms' law.
func rolesOf(verb string) []who.Role {
	for _, s := range steps() {
		if s.Verb == verb {
			return slices.Clone(s.Roles)
		}
	}
	return []who.Role{}
}

// numberLike tells a word that looks like somebody's identity number, well written or not.
func numberLike(word string) bool { return numbers.MatchString(strings.ReplaceAll(word, " ", "")) }

// numbers of a household have 16 digits; those of people have 17 and a check digit.
var numbers = regexp.MustCompile(`^[0-9０-９]{17}[0-9０-９XxＸｘ]?$`)
