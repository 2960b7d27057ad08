package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/publicity"
)

// NoticeState is where a notice stands, as it follows from its postings, clocks and payouts.
type NoticeState string

const (
	ToPost    NoticeState = "to_post"   // 待张贴: a natural village's clock has not begun
	OnDisplay NoticeState = "displayed" // 公示中
	Ended     NoticeState = "ended"     // 公示期满, 待确认
	Concluded NoticeState = "concluded" // 已办结: none of its payouts waits for its end any more
)

// NoticeStates lists them in the order of a notice's life.
func NoticeStates() []NoticeState { return []NoticeState{ToPost, OnDisplay, Ended, Concluded} }

// noticeTitles are the states as people say them.
var noticeTitles = map[NoticeState]string{ToPost: "待张贴", OnDisplay: "公示中", Ended: "期满待确认", Concluded: "已办结"}

// Title is the state as people say it.
func (s NoticeState) Title() string { return noticeTitles[s] }

// NoticeLine is a notice as lists show it.
type NoticeLine struct {
	Line int `db:"line"` // from 1, in the order asked for
	publicity.Notice
	In         string         `db:"village_name"`
	State      NoticeState    `db:"state"`
	Waiting    int            `db:"waiting"`    // payouts that wait for its end
	Unposted   int            `db:"unposted"`   // natural villages whose clock has not begun
	Last       *calendar.Date `db:"last_day"`   // of the clock that ends last
	Objections int            `db:"objections"` // not decided
}

// NoticeFilter narrows FindNotices; a zero field does not narrow.
type NoticeFilter struct {
	IDs     pg.Among[int64]
	Village int64
	Year    int
	Serial  int
	State   NoticeState
	Window  pg.Window
}

// noticeOrders are the columns that notices can be sorted by.
var noticeOrders = map[string]string{"village": "n.village", "dated": "n.dated"}

// toEnd are the payouts that wait for the end of their publicity. They are found before anything is joined to them (OFFSET 0): of a
// notice and a place together the planner thinks too little, and would begin with every row that ever hung.
const toEnd = `(SELECT county, id, place, amount FROM payout WHERE county = @county AND status = 'announced' OFFSET 0) p`

// standing is where notices stand with payouts that wait. Only such a payout's place can keep a notice from its end.
const (
	standing    = standsSo + toEnd + hangs + ` GROUP BY r.notice`
	standingOne = standsSo + `payout p` + hangs + ` WHERE p.county = @county AND p.status = 'announced' AND r.notice = x.id GROUP BY r.notice`

	standsSo = `
	SELECT r.notice, COUNT(*) AS waiting, COUNT(DISTINCT r.place) FILTER (WHERE k.place IS NULL) AS unposted, MAX(k.last_day) AS last_day FROM `
	hangs = `
	JOIN notice_row r ON r.county = p.county AND r.payout = p.id
	LEFT JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place`
)

// state of a notice n needs @today.
const state = `CASE WHEN w.notice IS NULL THEN 'concluded' WHEN w.unposted > 0 THEN 'to_post' WHEN w.last_day >= @today THEN 'displayed' ELSE 'ended' END`

// whereNotices takes NoticeFilter.args. Its last line is looked at only where a state is asked for.
const whereNotices = `
	FROM notice n WHERE n.county = @county AND n.about IS NULL AND n.village BETWEEN @first AND @last
	  AND (@ids::bigint[] IS NULL OR n.id = ANY (@ids))
	  AND (@village::bigint = 0 OR n.village = @village)
	  AND (@year::int = 0 OR n.year = @year) AND (@serial::int = 0 OR n.serial = @serial)
	  AND (@state = '' OR n.id IN (SELECT i.id FROM notice i LEFT JOIN (` + standing + `) w ON w.notice = i.id WHERE i.county = @county AND ` + state + ` = @state))`

func (f NoticeFilter) args(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	return pg.Named{
		"county": tx.County, "first": first, "last": last, "today": calendar.DateOf(tx.Now), "ids": f.IDs, "village": f.Village, "year": f.Year,
		"serial": f.Serial, "state": string(f.State),
	}
}

// FindNotices lists notices of the person's part of the county, the newest first unless the window says otherwise, and tells how many
// there are in all.
func FindNotices(ctx context.Context, tx *pg.Tx, f NoticeFilter) (found []NoticeLine, total int, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT x.*, v.name AS village_name, `+state+` AS state, COALESCE(w.waiting, 0) AS waiting, COALESCE(w.unposted, 0) AS unposted,
		  (SELECT MAX(k.last_day) FROM running_clock k WHERE k.county = @county AND k.notice = x.id) AS last_day,
		  (SELECT COUNT(*) FROM notice_row r JOIN open_objection o ON o.county = r.county AND o.payout = r.payout
		   WHERE r.county = @county AND r.notice = x.id) AS objections
		FROM (SELECT row_number() OVER () AS line, y.* FROM (
		  SELECT n.id, n.village, n.year, n.serial, n.dated, n.days, n.past_holiday, n.past_weekend, n.rows, n.total, n.digest`+
		whereNotices+f.Window.Clause(noticeOrders, "n.dated DESC, n.village, n.serial DESC")+`) y) x
		JOIN place v ON v.county = @county AND v.id = x.village
		LEFT JOIN LATERAL (`+standingOne+`) w ON true
		ORDER BY x.line`, f.args(tx))
	if err != nil {
		return nil, 0, fmt.Errorf("list notices: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+whereNotices, f.args(tx)); err != nil {
		return nil, 0, fmt.Errorf("notices: %w", err)
	}
	return found, total, nil
}
