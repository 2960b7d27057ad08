package audit

import (
	"testing"

	"fangpin/internal/deed"
)

// Every table whose rows people can open has its page here.
func TestEveryPageHasItsRoute(t *testing.T) {
	for _, table := range deed.Tables {
		if _, ok := tablePages[table.Name]; ok != table.Page {
			t.Errorf("%s: a page is %t in the registry, %t here", table.Name, table.Page, ok)
		}
	}
}
