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

// Opinion is what the village says of a finding (村两委审核意见).
type Opinion struct {
	Claim int64
	Words string
}

// Endorse records the village committees' opinion on findings that qualify (S2: 村两委审核).
func Endorse(ctx context.Context, tx *pg.Tx, opinions []Opinion) error {
	if err := EndorseStep.Permit(tx, fmt.Sprintf("%d 件案件村两委审核", len(opinions))); err != nil {
		return err
	}
	heard, err := listen(ctx, tx, EndorseStep, opinions)
	if err != nil {
		return err
	}
	if err := Apart(ctx, tx, VillagePart, heard.claims); err != nil {
		return err
	}
	if err := pg.Insert(ctx, tx, "endorsement", heard.rows); err != nil {
		return err
	}
	tx.Cover("endorsement", heard.claims...)
	return EndorseStep.Advance(ctx, tx, "claim", heard.claims)
}

// heard is a batch of opinions, each on its claim's current round and turn.
type heard struct {
	held   map[int64]Claim
	claims []int64
	rows   []said
}

// said is an opinion as it is kept.
type said struct {
	Claim   int64         `db:"claim"`
	Round   int           `db:"round"`
	Turn    int           `db:"turn"`
	By      int64         `db:"by_staff"`
	On      calendar.Date `db:"on_day"`
	Opinion string        `db:"opinion"`
	Salt    []byte        `db:"salt"`
}

// listen locks the claims of the opinions and refuses one that cannot be kept.
func listen(ctx context.Context, tx *pg.Tx, step flow.Step, opinions []Opinion) (heard, error) {
	var h heard
	for _, o := range opinions {
		text, err := words.Need("审核意见", o.Words)
		if err != nil {
			return heard{}, err
		}
		h.claims = append(h.claims, o.Claim)
		h.rows = append(h.rows, said{Claim: o.Claim, By: tx.By.ID, On: calendar.DateOf(tx.Now), Opinion: text, Salt: secret.Salt()})
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
