package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Opinion is what the village says of a finding (村“两委”审核意见).
type Opinion struct {
	Claim int64
	Words string
}

// Endorse records the village committees' opinion on findings that qualify (S2: 村“两委”审核).
func Endorse(ctx context.Context, tx *pg.Tx, opinions []Opinion) error {
	if err := EndorseStep.Permit(tx, fmt.Sprintf("%d 件案件村两委审核", len(opinions))); err != nil {
		return err
	}
	said, err := listen(ctx, tx, EndorseStep, opinions)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO endorsement (county, claim, round, turn, by_staff, on_day, opinion, salt)
		SELECT $1, u.claim, u.round, u.turn, $2, $3, u.opinion, u.salt
		FROM unnest($4::bigint[], $5::int[], $6::int[], $7::text[], $8::bytea[]) AS u (claim, round, turn, opinion, salt)`,
		tx.County, tx.By.ID, calendar.DateOf(tx.Now), pq.Array(said.claims), pq.Array(said.rounds), pq.Array(said.turns), pq.Array(said.words), said.salts)
	if err != nil {
		return fmt.Errorf("record endorsements: %w", err)
	}
	tx.Cover("endorsement", said.claims...)
	return EndorseStep.Advance(ctx, tx, "claim", said.claims)
}

// heard is a batch of opinions as columns, each on its claim's current round and turn.
type heard struct {
	held                  map[int64]Claim
	claims, rounds, turns []int64
	words                 []string
	salts                 pq.ByteaArray
}

// listen locks the claims of the opinions and refuses one that cannot be kept.
func listen(ctx context.Context, tx *pg.Tx, step flow.Step, opinions []Opinion) (heard, error) {
	var s heard
	for _, o := range opinions {
		said, err := words.Need("审核意见", o.Words)
		if err != nil {
			return heard{}, err
		}
		s.claims, s.words, s.salts = append(s.claims, o.Claim), append(s.words, said), append(s.salts, secret.Salt())
	}
	var err error
	if s.held, err = hold(ctx, tx, step, s.claims); err != nil {
		return heard{}, err
	}
	for _, id := range s.claims {
		s.rounds, s.turns = append(s.rounds, int64(s.held[id].Round)), append(s.turns, int64(s.held[id].Turn))
	}
	return s, nil
}
