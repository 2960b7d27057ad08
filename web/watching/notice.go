package watching

import (
	"context"
	"fmt"
	"io"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/publicity"
	"fangpin/web/kit"
)

func noticeRoutes() []kit.Route {
	const one = "/watches/notices/{id:[0-9]+}"
	return []kit.Route{
		kit.Show("/watches/notices", "", insiders, listNotices),
		kit.Show(one, "", insiders, showNotice),
		kit.Show(one+"/paper.pdf", "", insiders, noticePaper),
		kit.Show(one+"/photo/{posting:[0-9]+}", "", insiders, postingPhoto),
		kit.Show(one+"/post", "", monitoring.PostStep.Roles, toPost),
		kit.Act(one+"/post", monitoring.PostStep, post, toPost),
		kit.Act(one+"/down", publicity.TakeDownStep, takeDown, showNotice),
		kit.Act(one+"/back", publicity.PutBackStep, putBack, showNotice),
	}
}

// noticesPage is the list of notices of watches.
type noticesPage struct {
	List     *kit.List
	Villages []kit.Choice
	States   []kit.Choice
	Rows     []monitoring.NoticeLine
}

func listNotices(r *kit.Request) error {
	p := noticesPage{List: r.List("newest", "village", "dated"), Villages: r.Villages()}
	for _, s := range monitoring.NoticeStates() {
		p.States = append(p.States, kit.Choice{Value: string(s), Title: s.Title()})
	}
	f := monitoring.NoticeFilter{Village: kit.Code(p.List.Get("village")), State: monitoring.NoticeState(p.List.Get("state")), Window: p.List.Window()}
	var err error
	if p.Rows, p.List.Total, err = monitoring.FindNotices(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("watching/notices/list", p)
}

// noticePage is one notice: what it makes public, and where it hangs.
type noticePage struct {
	monitoring.Poster
	Line    monitoring.NoticeLine
	Site    publicity.Site     // the village's own board
	Changes []publicity.Change // of the newest posting
	Undo    bool               // the person may say that it hangs there after all
	History []deed.Event
}

func showNotice(r *kit.Request) error {
	p, err := readNotice(r)
	if err != nil {
		return err
	}
	rows := []deed.Ref{kit.Ref("notice", p.ID)}
	for _, h := range p.Site.Postings {
		rows = append(rows, kit.Ref("posting", h.ID))
	}
	if p.History, err = deed.History(r.Context(), r.Tx, rows...); err != nil {
		return err
	}
	return r.Show("watching/notices/show", p)
}

func readNotice(r *kit.Request) (p noticePage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.Poster, err = monitoring.GetPoster(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	found, _, err := monitoring.FindNotices(r.Context(), r.Tx, monitoring.NoticeFilter{IDs: pg.Only([]int64{id})})
	if err != nil {
		return p, err
	}
	p.Line = found[0] // GetPoster found it
	sites, err := publicity.Sites(r.Context(), r.Tx, id)
	if err != nil {
		return p, err
	}
	p.Site = sites[0] // the village comes first, and a watch hangs nowhere else
	if len(p.Site.Postings) == 0 {
		return p, nil
	}
	p.Changes, err = publicity.Changes(r.Context(), r.Tx, p.Site.Postings[0].ID)
	p.Undo = p.Site.Stands() == nil && publicity.Undoable(p.Changes, r.By.ID)
	return p, err
}

// noticePaper prints the notice as it hangs on the board.
func noticePaper(r *kit.Request) error {
	p, err := readNotice(r)
	if err != nil {
		return err
	}
	return r.Paper("监测公示 "+p.Village+" "+p.Line.No(), func(fonts *paper.Fonts, w io.Writer) error {
		return monitoring.Desk{Keys: r.Keys, Fonts: fonts}.NoticePaper(r.Context(), r.Tx, p.ID, w)
	})
}

// postingPhoto shows the photo of a posting of this notice.
func postingPhoto(r *kit.Request) error {
	p, err := readNotice(r)
	if err != nil {
		return err
	}
	id, err := r.ID("posting")
	if err != nil {
		return err
	}
	for _, h := range p.Site.Postings {
		if h.ID == id {
			return r.Archived(h.Photo, "张贴照片")
		}
	}
	return publicity.ErrNoNotice
}

// postPage is the form that a cadre fills in before the board, on a phone.
type postPage struct{ noticePage }

func toPost(r *kit.Request) error {
	p, err := readNotice(r)
	if err != nil {
		return err
	}
	return r.Show("watching/notices/post", postPage{p})
}

// post records that the notice hangs, with its photo.
func post(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Within(func(r *kit.Request) error { _, err := readNotice(r); return err }); err != nil {
		return err // before its photo is kept
	}
	on, err := r.Date("on", "张贴日期")
	if err != nil {
		return err
	}
	photo, err := r.Photo("photo", "张贴照片")
	if err != nil {
		return err
	}
	p := publicity.Posting{Notice: id, On: on, Photo: photo.File, Print: photo.Print, Said: r.Value("alike")}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return monitoring.Post(ctx, tx, p) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/notices/%d", id), "已登记张贴，从次日起算公示天数")
}

// takeDown records that the notice came down from the board.
func takeDown(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var stands *publicity.PostingLine
	err = r.Within(func(r *kit.Request) error {
		p, err := readNotice(r)
		stands = p.Site.Stands()
		return err
	})
	if err != nil {
		return err
	}
	if stands == nil {
		return errDown
	}
	on, err := r.Date("down_on", "撤下日期")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, stands.ID, on, r.Value("why_down"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/notices/%d", id), "已登记撤下")
}

// putBack records that it hangs there after all.
func putBack(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var of []publicity.PostingLine
	err = r.Within(func(r *kit.Request) error {
		p, err := readNotice(r)
		of = p.Site.Postings
		return err
	})
	if err != nil {
		return err
	}
	if len(of) == 0 {
		return errDown
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return publicity.PutBack(ctx, tx, of[0].ID, r.Value("why_back"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/notices/%d", id), "已恢复张贴，公示期照常计算")
}

// notify makes one notice of each village of the watches picked.
func (b batch) notify(r *kit.Request) error {
	ids, _, err := b.picked(r)
	if err != nil {
		return err
	}
	var made []int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		made, err = monitoring.NotifyVillages(ctx, tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	if len(made) == 1 {
		return r.To(fmt.Sprintf("/watches/notices/%d", made[0]), "已制作公示，请打印张贴、拍照登记")
	}
	return r.To("/watches/notices?state=to_post", fmt.Sprintf("已制作 %d 份公示，每村一份，请打印张贴、拍照登记", len(made)))
}

var errDown = fault.Conflictf("这份公示现在没有张贴，不必登记撤下，请刷新")
