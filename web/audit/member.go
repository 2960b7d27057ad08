package audit

import (
	"context"
	"fmt"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/security"
	"fangpin/registry"
	"fangpin/web/kit"
)

func memberRoutes() []kit.Route {
	const one = "/security/people/{id:[0-9]+}"
	return []kit.Route{
		kit.Show(one, "", []who.Role{who.SecurityAdmin, who.AuditAdmin, who.Auditor}, showMember),
		kit.Act(one+"/permit", registry.PermitStep, permitReveals, showMember),
	}
}

// memberPage is what one member of the staff did of late at the doors: signing in, looking at people in full, being refused.
type memberPage struct {
	who.Person
	Use     registry.Use
	Signins []signin.Entry // for the audit administrator
	Refused []security.Event
	Total   int // refused in all
}

// shownSignins is how many of the newest sign-ins the page shows.
const shownSignins = 20

func showMember(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p memberPage
	if p.Person, err = staff.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Use, err = registry.UseOf(r.Context(), r.Tx, id); err != nil {
		return err
	}
	since := r.Now().Add(-registry.Month)
	if r.By.Role == who.AuditAdmin {
		if p.Signins, err = signin.Find(r.Context(), r.Tx, signin.Filter{Staff: id, From: since, Limit: shownSignins}); err != nil {
			return err
		}
	}
	p.Refused, p.Total, err = security.Find(r.Context(), r.Tx, security.Filter{Staff: id, Since: since, Window: pg.Window{Limit: kit.PageSize}})
	if err != nil {
		return err
	}
	return r.Show("audit/security/member", p)
}

func permitReveals(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	people, err := r.Number("people", "放宽多少人")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return registry.PermitReveals(ctx, tx, id, int(min(people, registry.MostPermitted+1)), r.Value("reason"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/security/people/%d", id), fmt.Sprintf("已放宽 %d 人，一天内有效", people))
}
