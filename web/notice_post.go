package web

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
)

// postPage is the form that a cadre fills in before the wall, on a phone.
type postPage struct {
	noticePage
	Wall string // chosen already: the place's id
}

func (v *visit) toPost() error {
	one, err := v.readNotice()
	if err != nil {
		return err
	}
	return v.show("notices/post", postPage{one, v.r.URL.Query().Get("place")})
}

// post records that the notice hangs on a wall, with its photo.
func (v *visit) post() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	p := payouts.Posting{Notice: id}
	if p.Place, err = v.number("place", "张贴地点"); err != nil {
		return err
	}
	if p.On, err = v.date("on", "张贴日期"); err != nil {
		return err
	}
	if err := v.read(func(tx *pg.Tx) error { _, _, err := payouts.GetNotice(v.ctx(), tx, id); return err }); err != nil {
		return err // before its photo is kept
	}
	if p.Photo, err = v.photo("photo", "张贴照片"); err != nil {
		return err
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error { _, err := payouts.Post(ctx, tx, p); return err })
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/notices/%d", id), "已登记张贴")
}

// postingPage is one posting: its photo, and the form to record that it came down.
type postingPage struct {
	payouts.Hung
	Notice payouts.NoticeLine
	Wall   payouts.Wall
}

func (v *visit) posting() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var p postingPage
	var notice int64
	if p.Hung, notice, _, err = payouts.GetPosting(v.ctx(), v.tx, id); err != nil {
		return err
	}
	found, _, err := payouts.FindNotices(v.ctx(), v.tx, payouts.NoticeFilter{IDs: pg.Only([]int64{notice})})
	if err != nil {
		return err
	}
	p.Notice = found[0] // GetPosting found it
	walls, err := payouts.Walls(v.ctx(), v.tx, notice)
	for _, w := range walls {
		if w.Place == p.Place {
			p.Wall = w
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
	_, _, photo, err := payouts.GetPosting(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	return v.archived(photo, "张贴照片")
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
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return payouts.TakeDown(ctx, tx, id, on) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/postings/%d", id), "已登记撤下")
}
