package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

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
