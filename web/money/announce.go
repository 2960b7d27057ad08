package money

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// announcePage is what waits to be announced, village by village.
type announcePage struct {
	Rows  []announceRow
	Count int
	Sum   decimal.Decimal // yuan
}

// announceRow is a village with what its notice would tell.
type announceRow struct{ payouts.Announceable }

// Field is where the form carries which payouts these are: rows and total follow from them.
func (r announceRow) Field() string    { return seenIn(r.Village) }
func (r announceRow) Seen() shown.Rows { return shown.Of(r.Payouts) }

func seenIn(village int64) string { return fmt.Sprintf("seen-%d", village) }

func toAnnounce(r *kit.Request) error {
	found, err := payouts.FindAnnounceable(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p := announcePage{Rows: make([]announceRow, len(found))}
	for i, a := range found {
		p.Rows[i], p.Count, p.Sum = announceRow{a}, p.Count+a.Rows, p.Sum.Add(a.Total)
	}
	return r.Show("money/notices/announce", p)
}

// announce makes one notice for each village ticked.
func announce(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	villages := make([]payouts.Village, len(ids))
	for i, id := range ids {
		villages[i] = payouts.Village{ID: id, Seen: r.Shown(seenIn(id))}
	}
	var notices []int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		notices, err = payouts.AnnounceVillages(ctx, tx, villages)
		return err
	})
	if err != nil {
		return err
	}
	return r.To("/notices?state=to_post", fmt.Sprintf("已发布 %d 份公示，请通知村干部张贴、拍照登记", len(notices)))
}
