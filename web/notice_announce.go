package web

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
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
func (r announceRow) Seen() string  { return asSeen(r.Payouts) }

func (v *visit) toAnnounce() error {
	found, err := payouts.FindAnnounceable(v.ctx(), v.tx)
	if err != nil {
		return err
	}
	p := announcePage{Rows: make([]announceRow, len(found))}
	for i, a := range found {
		p.Rows[i], p.Count, p.Sum = announceRow{a}, p.Count+a.Rows, p.Sum.Add(a.Total)
	}
	return v.show("notices/announce", p)
}

// announce makes one notice for each village ticked.
func (v *visit) announce() error {
	villages, err := v.numbers("id")
	if err != nil {
		return err
	}
	if len(villages) == 0 {
		return fault.Invalidf("请先选择要公示的村")
	}
	on, err := v.date("on", "公示日期")
	if err != nil {
		return err
	}
	var notices []int64
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		chosen, err := v.announceable(ctx, tx, villages)
		if err != nil {
			return err
		}
		notices, err = payouts.AnnounceVillages(ctx, tx, on, chosen)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/notices?state=to_post", fmt.Sprintf("已发布 %d 份公示，请通知村干部张贴、拍照登记", len(notices)))
}

// announceable finds what waits in the villages ticked, if it is what the person was shown.
func (v *visit) announceable(ctx context.Context, tx *pg.Tx, villages []int64) ([]payouts.Announceable, error) {
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
		r := announceRow{in[village]}
		r.Village = village
		if err := v.unchanged(r.Field(), r.Payouts, r.In+"待公示的救助金"); err != nil {
			return nil, err
		}
		chosen[i] = r.Announceable
	}
	return chosen, nil
}
