package claims

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Decision is what the village's committees say of a finding that qualifies (村两委审核意见), or the township of what they say (乡镇审核意见).
type Decision struct {
	Claim  int64
	Passed bool // else it goes back to its adjuster for another turn, with the words as the reason
	Words  string
}

// Endorse records what the village committees say of findings that qualify (S2: 村两委审核).
func Endorse(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	if err := EndorseStep.Permit(tx, fmt.Sprintf("%d 件案件村两委审核", len(decisions))); err != nil {
		return err
	}
	heard, err := listen(ctx, tx, EndorseStep, decisions)
	if err != nil {
		return err
	}
	if err := Apart(ctx, tx, VillagePart, heard.claims); err != nil {
		return err
	}
	var agreed, sentBack []said
	for i, d := range decisions {
		if d.Passed {
			agreed = append(agreed, heard.rows[i])
		} else {
			sentBack = append(sentBack, heard.rows[i])
		}
	}
	for table, rows := range map[string][]said{"endorsement": agreed, "village_return": sentBack} {
		if err := pg.Insert(ctx, tx, table, rows); err != nil {
			return err
		}
		for _, r := range rows {
			tx.Cover(table, r.Claim)
		}
	}
	return divide(ctx, tx, EndorseStep, SendBackStep, decisions, heard.held)
}

// heard is a batch of decisions, each on its claim's current round and turn.
type heard struct {
	held   map[int64]Claim
	claims []int64
	rows   []said
}

// said is what was said of a finding as it is kept.
type said struct {
	Claim   int64         `db:"claim"`
	Round   int           `db:"round"`
	Turn    int           `db:"turn"`
	By      int64         `db:"by_staff"`
	On      calendar.Date `db:"on_day"`
	Opinion string        `db:"opinion"`
	Salt    []byte        `db:"salt"`
}

// listen locks the claims of the decisions and refuses one that cannot be kept.
func listen(ctx context.Context, tx *pg.Tx, step flow.Step, decisions []Decision) (heard, error) {
	var h heard
	for _, d := range decisions {
		text, err := opinion(d)
		if err != nil {
			return heard{}, err
		}
		h.claims = append(h.claims, d.Claim)
		h.rows = append(h.rows, said{Claim: d.Claim, By: tx.By.ID, On: calendar.DateOf(tx.Now), Opinion: text, Salt: secret.Salt()})
	}
	var err error
	if h.held, err = hold(ctx, tx, step, h.claims); err != nil {
		return heard{}, err
	}
	for i, id := range h.claims {
		h.rows[i].Round, h.rows[i].Turn = h.held[id].Round, h.held[id].Turn
	}
	return h, nil
}

// opinion is what was said as it is kept: the adjuster who shall go again must be told why.
func opinion(d Decision) (string, error) {
	if d.Passed {
		return words.Need("审核意见", d.Words)
	}
	return words.Reason("退回的理由", d.Words)
}

// divide moves what passed on, and sends the rest back to the adjuster who was there, or to another where they have left.
func divide(ctx context.Context, tx *pg.Tx, on, back flow.Step, decisions []Decision, held map[int64]Claim) error {
	var passed []int64
	var again []visit
	for _, d := range decisions {
		c := held[d.Claim]
		if d.Passed {
			passed = append(passed, c.ID)
		} else {
			again = append(again, visit{Assignment{c.ID, *c.Adjuster}, c.Round, c.Turn + 1})
		}
	}
	if len(passed) > 0 {
		if err := on.Advance(ctx, tx, "claim", passed); err != nil {
			return err
		}
	}
	if len(again) == 0 {
		return nil
	}
	if err := succeed(ctx, tx, again); err != nil {
		return err
	}
	return send(ctx, tx, back, again)
}
