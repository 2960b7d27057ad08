package audit

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/pg"
	"fangpin/internal/security"
	"fangpin/web/kit"
)

// Tasks are where alarms are looked into.
var Tasks = []kit.Task{{Step: security.LookStep, Path: "/security?waits=1"}}

func securityRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/security", "安全日志", security.Readers, listRefused),
		kit.Act("/security/look", security.LookStep, lookInto, listRefused),
	}
}

// refusedPage is the security log.
type refusedPage struct {
	List   *kit.List
	Kinds  []security.Kind
	People []kit.Choice
	Rows   []security.Event
	Some   bool // of the alarms that are shown, some wait for whoever reads
}

func listRefused(r *kit.Request) error {
	p := refusedPage{List: r.List(), Kinds: security.Kinds()}
	p.List.Path = "/security"
	people, err := staff.Find(r.Context(), r.Tx, staff.Filter{})
	if err != nil {
		return err
	}
	for _, one := range people {
		p.People = append(p.People, kit.Choice{Value: fmt.Sprint(one.ID), Title: one.Name + " " + one.Role.Title()})
	}
	f := security.Filter{Kind: security.Kind(p.List.Get("kind")), Waits: p.List.Get("waits") != "", Window: p.List.Window()}
	f.Staff, _ = strconv.ParseInt(p.List.Get("person"), 10, 64) // what is no number narrows nothing
	if day, err := calendar.ParseDate(p.List.Get("day")); err == nil {
		f.On = &day
	}
	if p.Rows, p.List.Total, err = security.Find(r.Context(), r.Tx, f); err != nil {
		return err
	}
	for _, e := range p.Rows {
		p.Some = p.Some || e.Waits() && !e.Own
	}
	return r.Show("audit/security/list", p)
}

// lookInto keeps what was found about the alarms that were ticked.
func lookInto(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return security.LookInto(ctx, tx, ids, r.Value("found")) }); err != nil {
		return err
	}
	return r.To(r.List().At("/security"), fmt.Sprintf("已处理 %d 条告警", len(ids)))
}
