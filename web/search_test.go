package web

import (
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
)

// What may be a number of somebody's is taken out of an address, whatever list it was typed into.
func TestANumberStandsInNoAddress(t *testing.T) {
	o, s := payoutSite(t)
	for role, lists := range map[who.Role][]string{
		who.Clerk: {"/search?", "/households?label=x&", "/claims?", "/payouts?status=cleared&"}, who.Sender: {"/payouts?"}, who.SystemAdmin: {"/staff?"},
	} {
		person := o.Who(role)
		if role == who.SystemAdmin {
			person = o.Admin()
		}
		for _, list := range lists {
			a := s.as(person).get(list+"q=138+0000+1234").see(t, http.StatusSeeOther)
			if a.location != strings.TrimRight(list, "?&") || !strings.Contains(a.said(), "不能写进网址") || strings.Contains(a.said(), "/search") != (role == who.Clerk) {
				t.Errorf("%s: goes on to %s with %q", list, a.location, a.said())
			}
		}
	}
	s.as(o.Who(who.Clerk)).get("/households?q="+zhangNo).see(t, http.StatusOK)
}
