package money

import (
	"io"
	"slices"

	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/publicity"
	"fangpin/web/kit"
)

func noticeRoutes() []kit.Route {
	return slices.Concat([]kit.Route{
		kit.Show("/notices", "公示", noticeReaders, listNotices),
		kit.Show("/notices/announce", "", payouts.AnnounceStep.Roles, toAnnounce),
		kit.Act("/notices/announce", payouts.AnnounceStep, announce, toAnnounce),
		kit.Show("/notices/{id:[0-9]+}", "", noticeReaders, showNotice),
		kit.Show("/notices/{id:[0-9]+}/paper.pdf", "", noticeReaders, noticePaper),
		kit.Show("/notices/{id:[0-9]+}/post", "", publicity.PostStep.Roles, toPost),
		kit.Act("/notices/{id:[0-9]+}/post", publicity.PostStep, post, toPost),
		kit.Show("/postings/{id:[0-9]+}", "", noticeReaders, showPosting),
		kit.Show("/postings/{id:[0-9]+}/photo", "", noticeReaders, postingPhoto),
		kit.Act("/postings/{id:[0-9]+}/down", publicity.TakeDownStep, takeDown, showPosting),
		kit.Act("/postings/{id:[0-9]+}/back", publicity.PutBackStep, putBack, showPosting),
	}, objectionRoutes())
}

// noticesPage is the list of notices.
type noticesPage struct {
	List     *kit.List
	Villages []kit.Choice
	States   []kit.Choice
	Rows     []payouts.NoticeLine
}

// listNotices lists the notices of the person's part of the county.
func listNotices(r *kit.Request) error {
	p := noticesPage{List: r.List("newest", "village", "dated"), Villages: r.Villages()}
	for _, s := range payouts.NoticeStates() {
		p.States = append(p.States, kit.Choice{Value: string(s), Title: s.Title()})
	}
	f := payouts.NoticeFilter{Village: kit.Code(p.List.Get("village")), Year: p.List.Year(), State: payouts.NoticeState(p.List.Get("state")), Window: p.List.Window()}
	var err error
	if p.Rows, p.List.Total, err = payouts.FindNotices(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("money/notices/list", p)
}

// noticePage is one notice: what it makes public, where it hangs, and what was objected.
type noticePage struct {
	payouts.Public
	Line       payouts.NoticeLine
	Sites      []publicity.Site
	Objections []payouts.ObjectionLine
	History    []deed.Event
}

// Unposted are the places that it does not hang on.
func (p noticePage) Unposted() (missing []publicity.Site) {
	return slices.DeleteFunc(slices.Clone(p.Sites), func(s publicity.Site) bool { return s.Stands() != nil })
}

func showNotice(r *kit.Request) error {
	p, err := readNotice(r)
	if err != nil {
		return err
	}
	if p.Objections, _, err = payouts.FindObjections(r.Context(), r.Tx, payouts.ObjectionFilter{Notices: pg.Only([]int64{p.ID})}); err != nil {
		return err
	}
	rows := []deed.Ref{kit.Ref("notice", p.ID)}
	for _, s := range p.Sites {
		for _, h := range s.Postings {
			rows = append(rows, kit.Ref("posting", h.ID))
		}
	}
	for _, o := range p.Objections {
		rows = append(rows, kit.Ref("objection", o.ID))
	}
	if p.History, err = deed.History(r.Context(), r.Tx, rows...); err != nil {
		return err
	}
	return r.Show("money/notices/show", p)
}

// noticePaper prints the notice as it hangs on the wall.
func noticePaper(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, _, err := publicity.Get(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.Paper("公示 "+area.VillageName(n.Village)+" "+n.No(), func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.NoticePaper(r.Context(), r.Tx, fonts, id, w)
	})
}

// readNotice reads the notice of the address and where it hangs.
func readNotice(r *kit.Request) (p noticePage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.Public, err = payouts.GetPublic(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	found, _, err := payouts.FindNotices(r.Context(), r.Tx, payouts.NoticeFilter{IDs: pg.Only([]int64{id})})
	if err != nil {
		return p, err
	}
	p.Line = found[0] // GetPublic found it
	p.Sites, err = publicity.Sites(r.Context(), r.Tx, id)
	return p, err
}
