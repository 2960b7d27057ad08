package web

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/publicity"
)

// postPage is the form that a cadre fills in before the wall, on a phone.
type postPage struct {
	noticePage
	Site string // chosen already: the place's id
}

func (v *visit) toPost() error {
	one, err := v.readNotice()
	if err != nil {
		return err
	}
	return v.show("notices/post", postPage{one, v.r.URL.Query().Get("place")})
}

// post records that the notice hangs in a place, with its photo.
func (v *visit) post() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	p := publicity.Posting{Notice: id}
	if p.Place, err = v.number("place", "张贴地点"); err != nil {
		return err
	}
	if p.On, err = v.date("on", "张贴日期"); err != nil {
		return err
	}
	if err := v.read(func(tx *pg.Tx) error { _, _, err := publicity.Get(v.ctx(), tx, id); return err }); err != nil {
		return err // before its photo is kept
	}
	if p.Photo, err = v.photo("photo", "张贴照片"); err != nil {
		return err
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error { _, err := publicity.Post(ctx, tx, p); return err })
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/notices/%d", id), "已登记张贴")
}

// postingPage is one posting: its photo, and the form to record that it came down.
type postingPage struct {
	publicity.PostingLine
	Of   payouts.NoticeLine
	Site publicity.Site
}

func (v *visit) posting() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var p postingPage
	if p.PostingLine, err = publicity.GetPosting(v.ctx(), v.tx, id); err != nil {
		return err
	}
	found, _, err := payouts.FindNotices(v.ctx(), v.tx, payouts.NoticeFilter{IDs: pg.Only([]int64{p.Notice})})
	if err != nil {
		return err
	}
	p.Of = found[0] // GetPosting found it
	sites, err := publicity.Sites(v.ctx(), v.tx, p.Notice)
	for _, s := range sites {
		if s.Place == p.Place {
			p.Site = s
		}
	}
	if err != nil {
		return err
	}
	return v.show("notices/posting", p)
}

// postingPhoto shows the photo, to whom the notice may be shown.
func (v *visit) postingPhoto() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	p, err := publicity.GetPosting(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	return v.archived(p.Photo, "张贴照片")
}

// takeDown records that a posting came down.
func (v *visit) takeDown() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	on, err := v.date("on", "撤下日期")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return publicity.TakeDown(ctx, tx, id, on) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/postings/%d", id), "已登记撤下")
}
