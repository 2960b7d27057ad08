package web

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// unread is what would take a form's field from its address, which stays in logs and histories: passwords, reasons, numbers.
var unread = regexp.MustCompile(`\b(r|req|request|Request)\.Form\b|\.(FormValue|PostFormValue)\(`)

// A form is read from its body alone: no page asks net/http for what joins it with the address.
func TestAFormIsReadFromItsBodyAlone(t *testing.T) {
	for _, line := range []string{`x := r.Form.Get("password")`, `r.Request.Form["reason"]`, `req.FormValue("q")`, `r.PostFormValue("q")`} {
		if !unread.MatchString(line) {
			t.Errorf("%s is not seen", line)
		}
	}
	looked := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		looked++
		source, err := os.ReadFile(path)
		for n, line := range strings.Split(string(source), "\n") {
			if unread.MatchString(line) {
				t.Errorf("%s:%d reads a form with its address: %s", path, n+1, strings.TrimSpace(line))
			}
		}
		return err
	})
	if err != nil || looked < 50 {
		t.Errorf("looked at %d files: %v", looked, err)
	}
}

// A text has an end, and the address of a form leads to the page that it stands on.
func TestForms(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	security := s.as(s.Hire(who.SecurityAdmin))
	absent, deputy := strconv.FormatInt(s.Hire(who.Clerk).ID, 10), strconv.FormatInt(s.Hire(who.Sender).ID, 10)
	security.post("/deputies", "absent", absent, "deputy", deputy, "from", "2024-09-09", "to", "2024-09-10", "why_deputy", strings.Repeat("长", 2001)).
		see(t, http.StatusUnprocessableEntity, "最多 2000 字")
	if a := security.get("/deputies/12/end"); a.status != http.StatusSeeOther || a.location != "/deputies" {
		t.Errorf("the address of a form leads to %d %s", a.status, a.location)
	}
}
