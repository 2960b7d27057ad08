package claims_test

import (
	"io/fs"
	"regexp"
	"testing"

	"fangpin/claims"
	"fangpin/reports"
	"fangpin/scheme"
	"fangpin/templates"
)

var chinese = regexp.MustCompile(`^\p{Han}+$`)

// titled fails the test unless people meet the fact by a Chinese title: on the adjuster's form, in a refusal, in a calculation, in a trace.
func titled(t *testing.T, category, word string) {
	t.Helper()
	if title := claims.FactTitle(category, word); !chinese.MatchString(title) {
		t.Errorf("%s: the fact %s is called %q", category, word, title)
	}
}

func TestEveryFactOfASchemeHasATitle(t *testing.T) {
	files, err := fs.Glob(templates.Schemes, "schemes/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		source, err := templates.Schemes.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := scheme.Parse(source)
		if err != nil {
			t.Fatal(file, err)
		}
		for _, c := range s.Categories {
			for _, f := range s.Facts(c.Key) {
				titled(t, c.Key, f.Name)
			}
		}
	}
}

// A scheme may have any category use what any department reports.
func TestEveryFactOfAReportHasATitle(t *testing.T) {
	for _, k := range reports.Kinds() {
		for _, c := range k.Columns {
			if k.Category != "" && claims.FactTitle(k.Category, c.Word) != c.Title {
				t.Errorf("%s: the column %s is called %s, the fact %s", k.Code, c.Word, c.Title, claims.FactTitle(k.Category, c.Word))
			}
			for _, category := range scheme.Keys() {
				titled(t, category, c.Word)
			}
		}
	}
	for category, want := range map[string]string{scheme.Hospital: "医疗救助支付", scheme.Accident: "其他救助"} {
		if got := claims.FactTitle(category, "aid_paid"); got != want {
			t.Errorf("%s: what aid paid is called %s; want %s", category, got, want)
		}
	}
	for _, word := range []string{"class", "date"} { // that a scheme refuses a case by
		titled(t, scheme.Hospital, word)
	}
}
