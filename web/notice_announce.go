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
	Rows  []payouts.Announceable
	Count int
	Sum   decimal.Decimal // yuan
}

func (v *visit) toAnnounce() error {
	var p announcePage
	var err error
	if p.Rows, err = payouts.FindAnnounceable(v.ctx(), v.tx); err != nil {
		return err
	}
	for _, r := range p.Rows {
		p.Count, p.Sum = p.Count+r.Rows, p.Sum.Add(r.Total)
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
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		notices, err = payouts.AnnounceVillages(ctx, tx, on, villages)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/notices?state=to_post", fmt.Sprintf("已发布 %d 份公示，请通知村干部张贴、拍照登记", len(notices)))
}
