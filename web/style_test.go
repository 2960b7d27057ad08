package web

import (
	"os"
	"regexp"
	"testing"
)

// At 30 px of text a column of sixteen characters is wider than a telephone: no column is ever wider than the page.
func TestNoColumnIsWiderThanThePage(t *testing.T) {
	css, err := os.ReadFile("../templates/style.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, wide := range regexp.MustCompile(`minmax\([0-9.]+rem|img[^}]*max-width: [0-9.]+rem`).FindAllString(string(css), -1) {
		t.Errorf("%q has no min(100%%, …)", wide)
	}
}
