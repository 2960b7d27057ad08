package scheme_test

import (
	"strings"
	"testing"

	"fangpin/scheme"
)

// Brackets in brackets are refused before the parser loses itself in them.
func TestBracketsInBrackets(t *testing.T) {
	_, err := scheme.Parse([]byte(strings.Repeat("[", 60_000)))
	if err == nil || !strings.Contains(err.Error(), "一层套一层") {
		t.Errorf("60,000 brackets: %v", err)
	}
}
