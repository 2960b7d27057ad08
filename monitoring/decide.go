package monitoring

import (
	"context"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Decision is what an office says of one watch: passed, returned to the visit, or refused.
type Decision struct {
	Watch   int64
	Result  procedure.Result
	Kind    string // of an approval: another kind than the visit found; empty: as it found
	Opinion string
}

// Review is the township's (乡镇审核).
func Review(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	_, err := decide(ctx, tx, ReviewStep, procedure.Review, decisions)
	return err
}

// Compare is the county's, of what the departments hold of the family (部门比对).
func Compare(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	_, err := decide(ctx, tx, CompareStep, procedure.Compare, decisions)
	return err
}

// Approve is the county's last word (县级审定): of a family to be taken in, it is watched and bears the label of its kind from that day; of one to
// be released, it is released where the procedure marks nothing afterwards.
func Approve(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	before, err := decide(ctx, tx, ApproveStep, procedure.Approve, decisions)
	if err != nil {
		return err
	}
	ids := make([]int64, len(decisions))
	for i, d := range decisions {
		ids[i] = d.Watch
	}
	var stand []int64 // on days of publicity, which the door noted
	err = tx.SelectContext(ctx, &stand, `SELECT DISTINCT watch FROM watch_clearance WHERE county = $1 AND watch = ANY ($2)`, tx.County, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("look what approvals stand on: %w", err)
	}
	tx.Cover("watch_clearance", stand...)
	return relabel(ctx, tx, before, ids)
}

// decide records the same step of several watches. It answers them as they stood before.
func decide(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, decisions []Decision) (map[int64]Watch, error) {
	if err := step.Permit(tx, fmt.Sprintf("%d 户%s", len(decisions), step.Title)); err != nil {
		return nil, err
	}
	acts := make([]act, len(decisions))
	for i, d := range decisions {
		opinion, err := words.Ask("请填写“"+step.Title+"”的意见", "意见", d.Opinion)
		if err != nil {
			return nil, err
		}
		acts[i] = act{watch: d.Watch, words: opinion, Event: procedure.Event{Result: d.Result, Kind: d.Kind}}
	}
	return record(ctx, tx, step, did, acts)
}

// NotTaken ends a round of which it is clear that the family is not taken in (不纳入), each with its reason (S3: 逐户说明情况).
func NotTaken(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	if err := NotTakenStep.Permit(tx, fmt.Sprintf("%d 户不纳入监测", len(decisions))); err != nil {
		return err
	}
	acts := make([]act, len(decisions))
	for i, d := range decisions {
		reason, err := words.Ask("请写明不纳入的理由，逐户说明情况", "不纳入的理由", d.Opinion)
		if err != nil {
			return err
		}
		acts[i] = act{watch: d.Watch, words: reason}
	}
	_, err := record(ctx, tx, NotTakenStep, procedure.NotTaken, acts)
	return err
}

// Numbered is a watch with the number that it got elsewhere: in the national system, or at the city.
type Numbered struct {
	Watch int64
	No    string
}

// Announce records that the county announced who was approved (公告). The number is the announcement's own, if it has one.
func Announce(ctx context.Context, tx *pg.Tx, watches []Numbered) error {
	return number(ctx, tx, AnnounceStep, procedure.Announce, watches, "公告编号", false)
}

// Register records the number in the national system (系统录入). Nothing is sent there.
func Register(ctx context.Context, tx *pg.Tx, watches []Numbered) error {
	return number(ctx, tx, RegisterStep, procedure.Register, watches, "全国防返贫监测信息系统的编号", true)
}

// File records that the city was told (报上级备案).
func File(ctx context.Context, tx *pg.Tx, watches []Numbered) error {
	return number(ctx, tx, FileStep, procedure.File, watches, "备案文号", false)
}

// number records a step that has a number, which must be there or may.
func number(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, watches []Numbered, title string, must bool) error {
	if err := step.Permit(tx, fmt.Sprintf("%d 户%s", len(watches), step.Title)); err != nil {
		return err
	}
	acts := make([]act, len(watches))
	for i, w := range watches {
		no := w.No
		if must || strings.TrimSpace(no) != "" {
			var err error
			if no, err = words.Line(title, no); err != nil {
				return err
			}
		}
		acts[i] = act{watch: w.Watch, no: strings.TrimSpace(no)}
	}
	_, err := record(ctx, tx, step, did, acts)
	return err
}

// relabel gives the families the label of their kind from the day they are watched, and ends it on the day they are watched no more: being watched
// is what the insurance's scheme classes families by. Who was released and taken back was watched all the time.
func relabel(ctx context.Context, tx *pg.Tx, before map[int64]Watch, ids []int64) error {
	now, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return err
	}
	today := calendar.DateOf(tx.Now)
	var begin, end labelling
	for _, w := range now {
		was := before[w.ID]
		switch {
		case was.Since == nil && w.Since != nil && w.Kind == nil:
			return fault.Blockedf("%s：没有认定监测对象类别，请在审定时写明", w.called())
		case was.Since == nil && w.Since != nil:
			begin.add(w.ID, *w.Kind, *w.Since)
		case was.Since != nil && w.Since == nil:
			end.add(w.ID, *was.Kind, today)
		case was.Since != nil && *was.Kind != *w.Kind: // its release was approved as another kind; it is watched until the mark
			end.add(w.ID, *was.Kind, today)
			begin.add(w.ID, *w.Kind, today)
		}
	}
	if err := end.change(ctx, tx, `SELECT unnest(watch_label_end(@county, @watches, @kinds, @today))`); err != nil {
		return err
	}
	return begin.change(ctx, tx, `SELECT unnest(watch_label_begin(@county, @ids, @watches, @days, @today))`)
}

// labelling are labels of watched families that begin or end.
type labelling struct {
	watches     []int64
	kinds, days []string
}

func (l *labelling) add(watch int64, kind string, on calendar.Date) {
	l.watches, l.kinds, l.days = append(l.watches, watch), append(l.kinds, kind), append(l.days, on.String())
}

// change has a door begin or end them.
func (l *labelling) change(ctx context.Context, tx *pg.Tx, door string) error {
	if len(l.watches) == 0 {
		return nil
	}
	var changed []int64
	err := tx.SelectContext(ctx, &changed, door, pg.Named{"county": tx.County, "ids": pq.Array(pg.NewIDs(len(l.watches))), "watches": pq.Array(l.watches),
		"kinds": pq.Array(l.kinds), "days": pq.Array(l.days), "today": calendar.DateOf(tx.Now)})
	if err != nil {
		return fmt.Errorf("label families by their kind: %w", err)
	}
	tx.Cover("label", changed...)
	return nil
}
