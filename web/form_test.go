package web

import (
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// A text has an end, and the address of a form leads to the page that it stands on.
func TestForms(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	security := s.as(s.Hire(who.SecurityAdmin))
	security.post("/deputies", "absent", "1", "deputy", "2", "from", "2024-09-09", "to", "2024-09-10", "reason", strings.Repeat("长", 2001)).
		see(t, http.StatusUnprocessableEntity, "最多 2000 字")
	if a := security.get("/deputies/12/end"); a.status != http.StatusSeeOther || a.location != "/deputies" {
		t.Errorf("the address of a form leads to %d %s", a.status, a.location)
	}
}
