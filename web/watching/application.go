package watching

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

func applicationRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/applications", "", monitoring.SelfReaders, listApplications),
		kit.Show("/applications/{id:[0-9]+}", "", monitoring.SelfReaders, showApplication),
		kit.Act("/applications/{id:[0-9]+}/admit", monitoring.AdmitStep, admit, showApplication),
		kit.Act("/applications/{id:[0-9]+}/decline", monitoring.DeclineStep, decline, showApplication),
		kit.Act("/applications/{id:[0-9]+}/pass_on", monitoring.PassOnStep, passOn, showApplication),
		kit.Act("/applications/{id:[0-9]+}/contact", monitoring.ContactStep, contact, showApplication),
	}
}

// applicationsPage is the list of applications, those that wait longest first.
type applicationsPage struct {
	List *kit.List
	Rows []applicationLine
	Late int
}

// applicationLine is an application as its village sees it.
type applicationLine struct {
	monitoring.SelfTold
	Late bool
}

func listApplications(r *kit.Request) error {
	p := applicationsPage{List: r.List()}
	p.List.Path = "/applications"
	query := p.List.Query
	found, total, err := monitoring.SelfApplications(r.Context(), r.Tx, r.Keys, monitoring.SelfFilter{
		Decided: query.Get("over") != "" || query.Get("receipt") != "", Late: query.Get("late") != "", Receipt: query.Get("receipt"), Window: p.List.Window(),
	})
	if err != nil {
		return err
	}
	p.List.Total = total
	for _, a := range found {
		p.Rows = append(p.Rows, applicationLine{a, a.Late(r.Today())})
	}
	if p.Late, err = monitoring.SelfLate(r.Context(), r.Tx); err != nil {
		return err
	}
	return r.Show("watching/applications/list", p)
}

// applicationPage is one application, with what can be done about it.
type applicationPage struct {
	applicationLine
	Waits         bool   // for whoever looks
	Number, Phone string // in full, once
	County        bool   // whoever looks has the whole county: there is nobody further to ask
}

// applicationOf is the application of the address, in the person's part of the county.
func applicationOf(r *kit.Request) (p applicationPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	found, _, err := monitoring.SelfApplications(r.Context(), r.Tx, r.Keys, monitoring.SelfFilter{IDs: pg.Only([]int64{id}), Decided: true})
	switch {
	case err != nil:
		return p, err
	case len(found) == 0:
		return p, fault.NotFoundf("没有找到这件申报，请从清单重新进入")
	}
	a := found[0]
	return applicationPage{applicationLine: applicationLine{a, a.Late(r.Today())}, Waits: a.Waits(r.By.Role), County: r.By.All()}, nil
}

func showApplication(r *kit.Request) error {
	p, err := applicationOf(r)
	if err != nil {
		return err
	}
	return r.Show("watching/applications/show", p)
}

// admit takes it up, and goes on to the watch that it began or joined.
func admit(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var made monitoring.Leads
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		made, err = monitoring.Admit(ctx, tx, r.Keys, []int64{id})
		return err
	})
	if err != nil {
		return err
	}
	if len(made.Begun) > 0 {
		return r.To(fmt.Sprintf("/watches/%d", made.Begun[0]), "已受理，请按期入户核查")
	}
	return r.To(fmt.Sprintf("/watches/%d", made.Joined[0]), "已受理，本户已有监测事项，申报已并入")
}

func decline(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Decline(ctx, tx, r.Keys, []int64{id}, r.Value("declined_because"))
	})
	if err != nil {
		return err
	}
	return r.To("/applications", "已登记不受理的理由，请告知申报人")
}

func passOn(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.PassOn(ctx, tx, r.Keys, []int64{id}, r.Value("passed_because"))
	})
	if err != nil {
		return err
	}
	return r.To("/applications", "已转乡镇核实")
}

// contact shows number and phone on its answer and nowhere else: no address shows them again.
func contact(r *kit.Request) error {
	var p applicationPage
	if err := r.Within(func(r *kit.Request) (err error) { p, err = applicationOf(r); return err }); err != nil {
		return err
	}
	err := r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		p.Number, p.Phone, err = monitoring.Contact(ctx, tx, r.Keys, p.ID, r.Value("reason"))
		return err
	})
	if err != nil {
		return err
	}
	return r.Show("watching/applications/show", p)
}
