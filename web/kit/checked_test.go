package kit

import (
	"html/template"
	"testing"

	"fangpin/internal/flow"
)

// A page that names a step or an address that there is not is refused as it is read, wherever in it that stands.
func TestAPageIsHeldToStepsAndAddresses(t *testing.T) {
	house := &House{Steps: []flow.Step{{Verb: "claims.entrust"}}, Routes: []Route{Show("/claims", "", nil, nil)}}
	for text, good := range map[string]bool{
		`{{if .May "claims.entrust"}}x{{end}}`:                                        true,
		`{{if $.Sees "/claims"}}x{{end}}`:                                             true,
		`{{if .May "claims.entrsut"}}x{{end}}`:                                        false,
		`{{range .Page}}{{else}}{{if and . ($.May "claims.entrsut")}}x{{end}}{{end}}`: false,
		`{{with .Page}}{{template "part" ($.Sees "/claim")}}{{end}}`:                  false,
		`{{define "part"}}{{$h := .May "reports"}}{{end}}`:                            false,
		`{{.May .Verb}}`: false,
		`{{.May}}`:       false,
	} {
		page, err := template.New("page").Parse(`{{define "part"}}{{end}}` + text)
		if err != nil {
			t.Fatal(err)
		}
		if err := house.check(page); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
