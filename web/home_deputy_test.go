package web

import (
	"net/http"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// Whoever is stood in for is told by whom, by whose word, and for how long; nobody else is.
func TestTheAbsentAreTold(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	absent, deputy, security := s.Hire(who.Approver), s.Hire(who.Clerk), s.Hire(who.SecurityAdmin)
	today := calendar.DateOf(s.Clock())
	_, err := s.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: deputy.ID, From: today, To: today + 1, Reason: "外出培训"})
	s.Must(err)
	told := s.Admin().Name + "提出、" + security.Name + "批准" + deputy.Name + "代理您"
	s.as(absent).get("/").see(t, http.StatusOK, told, "外出培训")
	s.as(deputy).get("/").see(t, http.StatusOK).hides(t, told)
}
