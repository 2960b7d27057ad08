package web

import (
	"io"
	"slices"

	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/publicity"
)

func noticeRoutes() []route {
	return slices.Concat([]route{
		show("/notices", "公示", noticeReaders, (*visit).notices),
		show("/notices/announce", "", payouts.AnnounceStep.Roles, (*visit).toAnnounce),
		act("/notices/announce", payouts.AnnounceStep, (*visit).announce, (*visit).toAnnounce),
		show("/notices/{id:[0-9]+}", "", noticeReaders, (*visit).notice),
		show("/notices/{id:[0-9]+}/paper.pdf", "", noticeReaders, (*visit).noticePaper),
		show("/notices/{id:[0-9]+}/post", "", publicity.PostStep.Roles, (*visit).toPost),
		act("/notices/{id:[0-9]+}/post", publicity.PostStep, (*visit).post, (*visit).toPost),
		show("/postings/{id:[0-9]+}", "", noticeReaders, (*visit).posting),
		show("/postings/{id:[0-9]+}/photo", "", noticeReaders, (*visit).postingPhoto),
		act("/postings/{id:[0-9]+}/down", publicity.TakeDownStep, (*visit).takeDown, (*visit).posting),
	}, objectionRoutes())
}

// noticesPage is the list of notices.
type noticesPage struct {
	List     *listing
	Villages []choice
	States   []choice
	Rows     []payouts.NoticeLine
}

// notices lists the notices of the person's part of the county.
func (v *visit) notices() error {
	p := noticesPage{List: v.listing("newest", "village", "dated"), Villages: v.villages()}
	for _, s := range payouts.NoticeStates() {
		p.States = append(p.States, choice{string(s), s.Title()})
	}
	f := payouts.NoticeFilter{Village: code(p.List.Get("village")), Year: p.List.year(), State: payouts.NoticeState(p.List.Get("state")), Window: p.List.window()}
	var err error
	if p.Rows, p.List.Total, err = payouts.FindNotices(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("notices/list", p)
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

func (v *visit) notice() error {
	p, err := v.readNotice()
	if err != nil {
		return err
	}
	if p.Objections, _, err = payouts.FindObjections(v.ctx(), v.tx, payouts.ObjectionFilter{Notices: pg.Only([]int64{p.ID})}); err != nil {
		return err
	}
	rows := []deed.Ref{{Table: "notice", Key: key(p.ID)}}
	for _, s := range p.Sites {
		for _, h := range s.Postings {
			rows = append(rows, deed.Ref{Table: "posting", Key: key(h.ID)})
		}
	}
	for _, o := range p.Objections {
		rows = append(rows, deed.Ref{Table: "objection", Key: key(o.ID)})
	}
	if p.History, err = deed.History(v.ctx(), v.tx, rows...); err != nil {
		return err
	}
	return v.show("notices/show", p)
}

// noticePaper prints the notice as it hangs on the wall.
func (v *visit) noticePaper() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	n, _, err := publicity.Get(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	return v.paper("公示 "+area.VillageName(n.Village)+" "+n.No(), func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.NoticePaper(v.ctx(), v.tx, fonts, id, w)
	})
}

// readNotice reads the notice of the address and where it hangs.
func (v *visit) readNotice() (p noticePage, err error) {
	id, err := v.id("id")
	if err != nil {
		return p, err
	}
	if p.Public, err = payouts.GetPublic(v.ctx(), v.tx, id); err != nil {
		return p, err
	}
	found, _, err := payouts.FindNotices(v.ctx(), v.tx, payouts.NoticeFilter{IDs: pg.Only([]int64{id})})
	if err != nil {
		return p, err
	}
	p.Line = found[0] // GetPublic found it
	p.Sites, err = publicity.Sites(v.ctx(), v.tx, id)
	return p, err
}
