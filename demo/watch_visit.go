package demo

import (
	"context"

	"github.com/shopspring/decimal"

	"fangpin/internal/archive"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/publicity"
	"fangpin/registry"
)

// visitAll is the visits of each village's cadres.
func (w *watching) visitAll(ctx context.Context, of []monitoring.Watch) error {
	return w.byVillage(ctx, of, func(of []monitoring.Watch) (func(*pg.Tx) error, error) {
		visits, err := w.visitsOf(ctx, of)
		return func(tx *pg.Tx) error { return monitoring.VisitFamilies(ctx, tx, visits) }, err
	})
}

// visitsOf are the visits to families: who lives there by the registry, what they earned, and a photo.
func (w *watching) visitsOf(ctx context.Context, of []monitoring.Watch) ([]monitoring.Visit, error) {
	living := map[int64][]monitoring.Member{}
	err := w.look(ctx, func(tx *pg.Tx) error {
		people, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only(mapped(of, func(f monitoring.Watch) int64 { return f.Household }))})
		for _, p := range people {
			if p.DiedOn == nil {
				living[p.Household] = append(living[p.Household], monitoring.Member{Person: p.ID})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	visits := make([]monitoring.Visit, len(of))
	for i, f := range of {
		v := w.visitOf(f, living[f.Household])
		photo, err := w.photo(ctx, archive.WatchFile, f.ID, int64(f.Events))
		if err != nil {
			return nil, err
		}
		v.Photos = []monitoring.Attachment{{Kind: "入户照片", File: photo.File}}
		visits[i] = v
	}
	return visits, nil
}

// visitOf is what a visit finds. While a family is released all is well. Of those that a list of names tells of, most are well already: they are
// told so, each with its reason (S3 §三.4).
func (w *watching) visitOf(f monitoring.Watch, members []monitoring.Member) monitoring.Visit {
	v := monitoring.Visit{Watch: f.ID, Members: members, Risk: procedure.AtRisk, Labour: w.labour(), Found: "住院费用较大，本户自付后生活困难"}
	share := decimal.New(int64(55+w.visits%5*8), -2) // of the line, a head
	switch at := w.visits % 24; {
	case f.State == procedure.StateClearing:
		share, v.Risk, v.Labour, v.Found = decimal.New(16, -1), procedure.NoRisk, procedure.AbleLabour, "务工收入稳定，医疗支出已解决"
	case !w.sifting || at < 2:
	case at == 2:
		share, v.Found = decimal.New(12, -1), "突发重病，支出明显超过收入"
	case at == 3:
		v.Risk, v.Found = procedure.NoRisk, "收入不高，没有大额支出，暂无风险"
	default:
		share, v.Risk, v.Found = decimal.New(18, -1), procedure.NoRisk, "费用已由保险和救助报销，收入稳定"
	}
	if v.Risk == procedure.NoRisk {
		v.Why = v.Found // where it ends the matter
	}
	w.visits++
	for _, of := range monitoring.Safeguards() {
		v.Safeguards = append(v.Safeguards, monitoring.Safeguard{Of: of})
	}
	if w.rule.Line != nil {
		year := w.rule.Line.PerHead.Mul(share).Mul(decimal.NewFromInt(int64(len(members)))).Round(2)
		pension := decimal.NewFromInt(1800)
		v.Income = []monitoring.Income{{Source: monitoring.Wage, Amount: year.Sub(pension)}, {Source: monitoring.Transfer, Amount: pension, Words: "养老金、低保金"}}
		v.Medical = decimal.NewFromInt(9600)
	}
	return v
}

// labour is one class or another; of the spring's families, the last has none.
func (w *watching) labour() procedure.Labour {
	switch every := ofAVillage * villages; {
	case w.visits%every == every-1:
		return procedure.NoLabour
	case w.visits%3 == 1:
		return procedure.WeakLabour
	default:
		return procedure.AbleLabour
	}
}

// papersOf are a village's applications, signed and photographed, or the minutes of its meeting.
func (w *watching) papersOf(ctx context.Context, act procedure.Act, of []monitoring.Watch) (func(*pg.Tx) error, error) {
	if act == procedure.Apply {
		applications := make([]monitoring.Application, len(of))
		for i, f := range of {
			form, err := w.keep(ctx, archive.WatchFile, Picture(f.ID, int64(f.Events)))
			if err != nil {
				return nil, err
			}
			applications[i] = monitoring.Application{Watch: f.ID, Form: []monitoring.Attachment{{Kind: "申请及承诺授权书", File: form}}}
		}
		return func(tx *pg.Tx) error { return monitoring.Apply(ctx, tx, applications) }, nil
	}
	minutes, err := w.keep(ctx, archive.WatchFile, Picture(of[0].Village, int64(w.today())))
	if err != nil {
		return nil, err
	}
	return func(tx *pg.Tx) error {
		return monitoring.Evaluate(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Evaluation {
			return monitoring.Evaluation{Watch: f.ID, Yes: 7, Abstain: 1, Passed: true, Opinion: "情况属实，同意上报", Minutes: minutes,
				Present: "王建国、李秀英、张卫东、刘桂兰、陈国强（村“两委”），赵明（驻村工作队），孙玉梅、周福来（村民代表）"}
		}))
	}, nil
}

// postAll makes a notice for each village and hangs it at once; families to be taken in and families to be released do not hang together.
func (w *watching) postAll(ctx context.Context, of []monitoring.Watch) error {
	for _, state := range []procedure.State{procedure.StateEntering, procedure.StateClearing} {
		var part []monitoring.Watch
		for _, f := range of {
			if f.State == state {
				part = append(part, f)
			}
		}
		err := grouped(part, func(f monitoring.Watch) int64 { return f.Village }, func(village int64, of []monitoring.Watch) error {
			return w.hangWatches(ctx, village, of)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *watching) hangWatches(ctx context.Context, village int64, of []monitoring.Watch) error {
	var notice int64
	err := w.do(ctx, w.people.villages[village], func(tx *pg.Tx) (err error) {
		notice, err = monitoring.Notify(ctx, tx, village, mapped(of, idOf))
		return err
	})
	if err != nil {
		return err
	}
	photo, err := w.photo(ctx, archive.Posting, notice, village)
	if err != nil {
		return err
	}
	p := publicity.Posting{Notice: notice, On: w.today(), Photo: photo.File, Print: photo.Print}
	return w.do(ctx, w.people.villages[village], func(tx *pg.Tx) error { return monitoring.Post(ctx, tx, p) })
}
