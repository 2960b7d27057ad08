package money

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/publicity"
	"fangpin/web/kit"
)

// postPage is the form that a cadre fills in before the wall, on a phone.
type postPage struct {
	noticePage
	Site string // chosen already: the place's id
}

func toPost(r *kit.Request) error {
	one, err := readNotice(r)
	if err != nil {
		return err
	}
	return r.Show("money/notices/post", postPage{one, r.URL.Query().Get("place")})
}

// post records that the notice hangs in a place, with its photo.
func post(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := publicity.Posting{Notice: id}
	if p.Place, err = r.Number("place", "张贴地点"); err != nil {
		return err
	}
	if p.On, err = r.Date("on", "张贴日期"); err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := payouts.GetPublic(r.Context(), tx, id); return err }); err != nil {
		return err // before its photo is kept; a notice of watches is put up at its own desk
	}
	photo, err := r.Photo("photo", "张贴照片")
	if err != nil {
		return err
	}
	p.Photo, p.Print, p.Said = photo.File, photo.Print, r.Value("alike")
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error { _, err := publicity.Post(ctx, tx, p); return err })
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/notices/%d", id), "已登记张贴")
}

// postingPage is one posting: its photo, and the form to record that it came down.
type postingPage struct {
	publicity.PostingLine
	Of      payouts.NoticeLine
	Site    publicity.Site
	Changes []publicity.Change
	Undo    bool // the person may say that it hangs there after all
}

func showPosting(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p postingPage
	if p.PostingLine, err = publicity.GetPosting(r.Context(), r.Tx, id); err != nil {
		return err
	}
	found, _, err := payouts.FindNotices(r.Context(), r.Tx, payouts.NoticeFilter{IDs: pg.Only([]int64{p.Notice})})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return publicity.ErrNoNotice // of watches: it is shown at its own desk
	}
	p.Of = found[0]
	if p.Changes, err = publicity.Changes(r.Context(), r.Tx, id); err != nil {
		return err
	}
	sites, err := publicity.Sites(r.Context(), r.Tx, p.Notice)
	for _, s := range sites {
		if s.Place == p.Place {
			p.Site = s
		}
	}
	if err != nil {
		return err
	}
	p.Undo = p.Site.Stands() == nil && publicity.Undoable(p.Changes, r.By.ID)
	return r.Show("money/notices/posting", p)
}

// postingPhoto shows the photo, to whom the notice may be shown.
func postingPhoto(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p, err := publicity.GetPosting(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.Archived(p.Photo, "张贴照片")
}

// takeDown records that a posting came down.
func takeDown(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	on, err := r.Date("on", "撤下日期")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, id, on, r.Value("why_down"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/postings/%d", id), "已登记撤下")
}

// putBack records that the notice hangs there after all.
func putBack(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return publicity.PutBack(ctx, tx, id, r.Value("why_back")) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/postings/%d", id), "已恢复张贴，公示期照常计算")
}
