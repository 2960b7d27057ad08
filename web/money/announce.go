package money

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
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
func (r announceRow) Field() string { return fmt.Sprintf("seen-%d", r.Village) }
func (r announceRow) Seen() string  { return kit.Seen(r.Payouts) }

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
	villages, err := r.Numbers("id")
	if err != nil {
		return err
	}
	if len(villages) == 0 {
		return fault.Invalidf("请先选择要公示的村")
	}
	on, err := r.Date("on", "公示日期")
	if err != nil {
		return err
	}
	var notices []int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		chosen, err := announceable(r, ctx, tx, villages)
		if err != nil {
			return err
		}
		notices, err = payouts.AnnounceVillages(ctx, tx, on, chosen)
		return err
	})
	if err != nil {
		return err
	}
	return r.To("/notices?state=to_post", fmt.Sprintf("已发布 %d 份公示，请通知村干部张贴、拍照登记", len(notices)))
}

// announceable finds what waits in the villages ticked, if it is what the person was shown.
func announceable(r *kit.Request, ctx context.Context, tx *pg.Tx, villages []int64) ([]payouts.Announceable, error) {
	found, err := payouts.FindAnnounceable(ctx, tx)
	if err != nil {
		return nil, err
	}
	in := make(map[int64]payouts.Announceable, len(found))
	for _, a := range found {
		in[a.Village] = a
	}
	chosen := make([]payouts.Announceable, len(villages))
	for i, village := range villages {
		row := announceRow{in[village]}
		row.Village = village
		if err := r.Unchanged(row.Field(), row.Payouts, row.In+"待公示的救助金"); err != nil {
			return nil, err
		}
		chosen[i] = row.Announceable
	}
	return chosen, nil
}
