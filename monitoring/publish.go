package monitoring

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/procedure"
	"fangpin/publicity"
)

// Notify makes one village's notice (公示) of watches that wait to be posted, and answers it. It names the head of the household, the village and
// the kind, nothing else; it hangs on the village's own board, and is dated today: what is not made yet hangs nowhere.
func Notify(ctx context.Context, tx *pg.Tx, village int64, ids []int64) (int64, error) {
	if err := NoticeStep.Permit(tx, fmt.Sprintf("%d 户监测公示", len(ids))); err != nil {
		return 0, err
	}
	held, err := hold(ctx, tx, NoticeStep, ids)
	if err != nil {
		return 0, err
	}
	for _, w := range held {
		if w.State != held[ids[0]].State {
			return 0, fault.Invalidf("拟纳入监测的户和拟消除风险的户请分开公示")
		}
	}
	id := pg.NewID()
	if _, err := tx.ExecContext(ctx, `SELECT watch_notice($1, $2, $3, $4, $5, $6)`, tx.County, id, village, calendar.DateOf(tx.Now), pq.Array(ids), tx.By.ID); err != nil {
		return 0, fmt.Errorf("make a notice of watches: %w", err)
	}
	tx.Cover("notice", id)
	tx.Cover("notice_row", id)
	return id, nil
}

// Post records that a notice of watches went up on the village's board (公示张贴), with its photo; its days begin. The place is the village, whatever is
// said of it.
func Post(ctx context.Context, tx *pg.Tx, p publicity.Posting) error {
	if err := PostStep.Permit(tx, "监测公示张贴"); err != nil {
		return err
	}
	n, rows, err := publicity.Get(ctx, tx, p.Notice)
	if err != nil {
		return err
	}
	if n.About == nil {
		return fault.Invalidf("这是救助金的公示，请到救助金公示登记张贴")
	}
	if _, err := tx.ExecContext(ctx, `SELECT watch_lock($1, $2)`, tx.County, pq.Array(matters(rows))); err != nil {
		return fmt.Errorf("hold the watches of a notice: %w", err) // before the notice, as an approval does
	}
	p.Place = n.Village
	if _, err := publicity.Post(ctx, tx, p); err != nil {
		return err
	}
	told, err := toldBy(ctx, tx, p.Notice)
	if err != nil {
		return err
	}
	acts := map[procedure.Act][]act{}
	for _, w := range told {
		did := procedure.Repost
		if w.Next == procedure.Post {
			did = procedure.Post
		}
		acts[did] = append(acts[did], act{watch: w.ID, Event: procedure.Event{On: p.On}})
	}
	for _, did := range []procedure.Act{procedure.Post, procedure.Repost} {
		if len(acts[did]) == 0 {
			continue
		}
		if _, err := record(ctx, tx, PostStep, did, acts[did]); err != nil {
			return err
		}
	}
	return nil
}

// hung is a watch as a notice that goes up finds it.
type hung struct {
	ID   int64         `db:"id"`
	Next procedure.Act `db:"next"`
}

// toldBy are the watches whose newest evaluation the notice tells of: those that wait to be posted, and those that were and are not yet approved, for
// whom it hangs anew. Not those that a later round brought to another notice.
func toldBy(ctx context.Context, tx *pg.Tx, notice int64) (told []hung, err error) {
	err = tx.SelectContext(ctx, &told, `
		SELECT w.id, w.next FROM notice_row x JOIN watch w ON w.county = x.county AND w.id = x.watch
		WHERE x.county = $1 AND x.notice = $2 AND w.next IN ('post', 'wait', 'decide', 'review', 'compare', 'approve')
		  AND `+ofNewest+` ORDER BY w.id`, tx.County, notice)
	if err != nil {
		return nil, fmt.Errorf("find watches to post: %w", err)
	}
	return told, nil
}

// matters are the ids that a notice's rows are about.
func matters(rows []publicity.NoticeRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.Matter
	}
	return ids
}

// Object records an objection to a family's being taken in, or released, as it was received (异议): today, or on an earlier day since the notice went
// up first; 0 is today.
func Object(ctx context.Context, tx *pg.Tx, watch int64, on calendar.Date, said string) error {
	return objection(ctx, tx, ObjectStep.Permit(tx, "监测公示异议"), watch, words.Need, "异议内容", said,
		func(said string) (err error) {
			if on != 0 {
				if err := heardOn(ctx, tx, watch, on); err != nil {
					return err
				}
			}
			_, err = record(ctx, tx, ObjectStep, procedure.Object, []act{{watch: watch, words: said, objection: pg.NewID(), received: on}})
			return err
		})
}

// heardOn refuses a day on which nobody can have objected to what a watch's newest notice tells.
func heardOn(ctx context.Context, tx *pg.Tx, watch int64, on calendar.Date) error {
	if on > calendar.DateOf(tx.Now) {
		return fault.Invalidf("反映日期 %s 晚于今天，请核对", on.Chinese())
	}
	var hung *calendar.Date
	err := tx.GetContext(ctx, &hung, `SELECT MAX(on_day) FROM watch_event WHERE county = $1 AND watch = $2 AND event = 'post'`, tx.County, watch)
	if err != nil {
		return fmt.Errorf("find when a notice went up: %w", err)
	}
	if hung != nil && on < *hung {
		return fault.Invalidf("反映日期 %s 早于公示张贴的 %s，请核对；公示以前反映的情况，请转村级评议核实", on.Chinese(), hung.Chinese())
	}
	return nil
}

// Dismiss decides that the oldest open objection, which the deciding person must have read, is not right.
func Dismiss(ctx context.Context, tx *pg.Tx, watch, seen int64, reason string, by signing.Signer) error {
	return objection(ctx, tx, DismissStep.Permit(tx, "监测异议不成立"), watch, words.Reason, "不成立的理由", reason, func(reason string) (err error) {
		if err := signDecision(ctx, tx, watch, seen, DismissStep, reason, by); err != nil {
			return err
		}
		_, err = record(ctx, tx, DismissStep, procedure.Dismiss, []act{{watch: watch, words: reason, objection: seen}})
		return err
	})
}

// Uphold decides that the oldest open objection, which was read, is right: it goes back to the visit, and every open objection is
// answered.
func Uphold(ctx context.Context, tx *pg.Tx, watch, seen int64, reason string, by signing.Signer) error {
	return objection(ctx, tx, UpholdStep.Permit(tx, "监测异议成立"), watch, words.Reason, "成立的理由", reason, func(reason string) (err error) {
		if err := signDecision(ctx, tx, watch, seen, UpholdStep, reason, by); err != nil {
			return err
		}
		_, err = record(ctx, tx, UpholdStep, procedure.Uphold, []act{{watch: watch, words: reason, objection: seen}})
		return err
	})
}

// Party tells whether whoever asks is a party to an objection and does not decide it, as its door has it: they visited or evaluated the family in this
// round, or wrote the objection down.
func Party(ctx context.Context, tx *pg.Tx, watch, objection int64) (party bool, err error) {
	err = tx.GetContext(ctx, &party, `
		SELECT EXISTS (SELECT FROM watch_event WHERE county = $1 AND watch = $2 AND event IN ('visit', 'evaluate') AND human($1, by_staff) = human($1, $4)
		  AND n > (SELECT COALESCE(MAX(n), 0) FROM watch_event WHERE county = $1 AND watch = $2
		    AND (event IN ('nominate', 'uphold', 'roll_back') OR detail->>'result' IN ('return', 'refuse'))))
		OR EXISTS (SELECT FROM objection WHERE county = $1 AND id = $3 AND human($1, received_by) = human($1, $4))`, tx.County, watch, objection, tx.By.ID)
	if err != nil {
		return false, fmt.Errorf("look who is a party to an objection: %w", err)
	}
	return party, nil
}

// signDecision is of an objection's answer: the reason as the objection's row has it, salted, so that a bundle can show what was signed. One that is not
// there the door refuses.
func signDecision(ctx context.Context, tx *pg.Tx, watch, seen int64, step flow.Step, reason string, by signing.Signer) error {
	if _, err := hold(ctx, tx, step, []int64{watch}); err != nil {
		return err
	}
	var salts [][]byte
	if err := tx.SelectContext(ctx, &salts, `SELECT salt FROM objection WHERE county = $1 AND id = $2 AND watch = $3`, tx.County, seen, watch); err != nil {
		return fmt.Errorf("look at objection: %w", err)
	}
	if len(salts) == 0 {
		return nil
	}
	d := signing.Of(tx, step.Verb, fmt.Sprintf("objection/%d", seen), signing.Text(salts[0], "reason", reason), "处理异议："+step.Title,
		signing.Fact{Name: "监测事项", Words: fmt.Sprintf("%d 号", watch)}, signing.Fact{Name: "理由", Words: reason})
	return signing.Sign(ctx, tx, d, by)
}

// objection is what the three acts on an objection share: who may, a text, and the objections under a cover.
func objection(ctx context.Context, tx *pg.Tx, permitted error, watch int64, read func(title, text string) (string, error), title, text string, take func(string) error) error {
	if permitted != nil {
		return permitted
	}
	text, err := read(title, text)
	if err != nil {
		return err
	}
	if err := take(text); err != nil {
		return err
	}
	var of []int64
	if err := tx.SelectContext(ctx, &of, `SELECT id FROM objection WHERE county = $1 AND watch = $2`, tx.County, watch); err != nil {
		return fmt.Errorf("find objections to a watch: %w", err)
	}
	tx.Cover("objection", of...)
	var answered []int64
	if err := tx.SelectContext(ctx, &answered, `SELECT objection FROM objection_answer WHERE county = $1 AND objection = ANY ($2)`, tx.County, pq.Array(of)); err != nil {
		return fmt.Errorf("find answers to objections: %w", err)
	}
	tx.Cover("objection_answer", answered...)
	return nil
}

// NotifyVillages makes the notices of watches that wait to be posted, and answers them: one of each village, and of those to be taken in and to be
// released each their own.
func NotifyVillages(ctx context.Context, tx *pg.Tx, ids []int64) (made []int64, err error) {
	if err := NoticeStep.Permit(tx, fmt.Sprintf("%d 户监测公示", len(ids))); err != nil {
		return nil, err
	}
	held, err := hold(ctx, tx, NoticeStep, ids)
	if err != nil {
		return nil, err
	}
	type board struct {
		village int64
		state   procedure.State
	}
	var boards []board
	of := map[board][]int64{}
	for _, id := range ids {
		at := board{held[id].Village, held[id].State}
		if of[at] == nil {
			boards = append(boards, at)
		}
		of[at] = append(of[at], id)
	}
	for _, at := range boards {
		notice, err := Notify(ctx, tx, at.village, of[at])
		if err != nil {
			return nil, err
		}
		made = append(made, notice)
	}
	return made, nil
}
