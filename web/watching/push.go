package watching

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/web/kit"
)

func pushRoutes() []kit.Route {
	const one = "/watches/pushes/{id:[0-9]+}"
	return []kit.Route{
		kit.Show("/watches/pushes", "", monitoring.PushReaders, listPushes),
		kit.Show("/watches/pushes/new", "", monitoring.PushStep.Roles, newPush),
		kit.Act("/watches/pushes/new", monitoring.PushStep, makePush, newPush),
		kit.Show(one, "", monitoring.PushReaders, showPush),
		kit.Act(one+"/file", monitoring.WritePushStep, pushFile, showPush),
	}
}

// pushesPage lists what was told to partners, and whom to tell again.
type pushesPage struct {
	List     *kit.List
	Partners []monitoring.Partner
	Partner  string // of which alone they are; empty: of all
	Due      []monitoring.PushDue
	Rows     []pushLine
}

// pushLine is a push with when its list was last downloaded; the zero time for never.
type pushLine struct {
	monitoring.Pushed
	Partner    monitoring.Partner
	Downloaded time.Time
}

// partnerAsked is the partner that a page is asked about. Addresses from before called it agency.
func partnerAsked(r *kit.Request) string { return cmp.Or(r.Value("partner"), r.Value("agency")) }

func listPushes(r *kit.Request) error {
	p := pushesPage{List: r.List(), Partner: partnerAsked(r)}
	var err error
	if p.Partners, err = monitoring.Partners(r.Context(), r.Tx); err != nil {
		return err
	}
	found, total, err := monitoring.Pushes(r.Context(), r.Tx, monitoring.PushFilter{Partner: p.Partner, Window: p.List.Window()})
	if err != nil {
		return err
	}
	p.List.Total = total
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	downloaded, err := deed.Newest(r.Context(), r.Tx, monitoring.WritePushStep.Verb, "push", ids)
	if err != nil {
		return err
	}
	for _, f := range found {
		to, err := f.Partner()
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, pushLine{f, to, downloaded[f.ID]})
	}
	if p.Due, err = monitoring.DuePushes(r.Context(), r.Tx); err != nil {
		return err
	}
	return r.Show("watching/pushes/list", p)
}

// newPushPage asks whom to tell, and shows what they would be told.
type newPushPage struct {
	Partners []monitoring.Partner
	Kinds    []string
	Labours  []procedure.Labour
	Labels   []string
	Name     string // the partner's; empty: nobody was chosen yet
	Need     monitoring.Need
	Outline  *monitoring.Outline
}

func newPush(r *kit.Request) error {
	p := newPushPage{Kinds: procedure.KindNames(), Labours: procedure.Labours(), Labels: besides(registry.Labels, procedure.KindNames()),
		Name: partnerAsked(r), Need: needAsked(r)}
	var err error
	if p.Partners, err = monitoring.Partners(r.Context(), r.Tx); err != nil {
		return err
	}
	if p.Name != "" {
		o, err := monitoring.OutlinePush(r.Context(), r.Tx, p.Name, p.Need)
		if err != nil {
			return err
		}
		p.Outline = &o
	}
	return r.Show("watching/pushes/new", p)
}

// besides are the words that are none of others.
func besides(words, others []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(others, w) })
}

func needAsked(r *kit.Request) monitoring.Need {
	return monitoring.Need{Kind: r.Value("kind"), Labour: procedure.Labour(r.Value("labour")), Label: r.Value("label")}
}

// makePush records that a partner is told.
func makePush(r *kit.Request) error {
	var id int64
	err := r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.Push(ctx, tx, r.Value("partner"), r.Value("purpose"), needAsked(r), r.Shown("seen"))
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/pushes/%d", id), "已登记推送，请下载名单交给"+r.Value("partner"))
}

// pushPage is one push: to whom, what for, what of, and what became of it.
type pushPage struct {
	monitoring.Pushed
	Partner monitoring.Partner
	List    *kit.List
	Rows    []monitoring.Watch
	Low     []monitoring.PushedHousehold // of a list of families of low income
	History []deed.Event
}

func showPush(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := pushPage{List: r.List()}
	if p.Pushed, err = monitoring.GetPush(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Partner, err = p.Pushed.Partner(); err != nil {
		return err
	}
	if p.Partner.Low() {
		p.Low, p.List.Total, err = monitoring.PushedHouseholds(r.Context(), r.Tx, id, p.List.Window())
	} else {
		p.Rows, p.List.Total, err = monitoring.PushedFamilies(r.Context(), r.Tx, id, p.List.Window())
	}
	if err != nil {
		return err
	}
	if p.History, err = deed.History(r.Context(), r.Tx, kit.Ref("push", id)); err != nil {
		return err
	}
	return r.Show("watching/pushes/show", p)
}

// pushFile hands out the list, numbers in full: that is a deed of its own, sealed before a byte of it leaves.
func pushFile(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p monitoring.Pushed
	var to monitoring.Partner
	var file bytes.Buffer
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if p, err = monitoring.GetPush(ctx, tx, id); err != nil {
			return err
		}
		if to, err = p.Partner(); err != nil {
			return err
		}
		return monitoring.Desk{Keys: r.Keys}.WritePush(ctx, tx, id, &file)
	})
	if err != nil {
		return err
	}
	return r.File(fmt.Sprintf("%s推送名单-%s-%s.xlsx", to.Subjects(), p.Agency, p.On), kit.XLSX, func(w io.Writer) error {
		_, err := file.WriteTo(w)
		return err
	})
}
