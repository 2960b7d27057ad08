package web

import (
	"strings"
	"testing"
)

// hidden is what a page's form carries under a name.
func (a answer) hidden(t *testing.T, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(a.body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !found || value == "" {
		t.Fatalf("no form carries %s", name)
	}
	return value
}
