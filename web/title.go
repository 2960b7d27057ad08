package web

import (
	"slices"

	"fangpin/publicity"
)

// titleOf is a step as people say it, whatever room it is of.
func titleOf(verb string) string {
	for _, s := range slices.Concat(steps(), publicity.Former) {
		if s.Verb == verb {
			return s.Title
		}
	}
	if title, ok := otherVerbs[verb]; ok {
		return title
	}
	return verb
}

// otherVerbs are deeds that are no step of a room's law.
var otherVerbs = map[string]string{"staff.open": "登记首位系统管理员"}
