package demo

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/registry"
)

// Of the spring's families so many are released in autumn; the others wait at the year's end, one at each step of their release.
const (
	ofAVillage = 6
	villages   = 3
	released   = 8
)

// poor are the households of 脱贫户, from the last of the roster on, those of a village together.
func (w *watching) poor(ctx context.Context) (households []int64, village map[int64]int64, err error) {
	if w.households != nil {
		return slices.Clone(w.households), w.villages, nil
	}
	roster, err := w.readRoster(ctx)
	if err != nil {
		return nil, nil, err
	}
	var tags [][]byte
	of := map[string]int64{}
	for _, l := range slices.Backward(roster.Lines) {
		lifted := slices.ContainsFunc(l.Labels, func(h registry.Held) bool { return h.Name == procedure.OutOfPoverty })
		if l.Relation == registry.HeadRelation && lifted {
			tag := w.Keys.Tag(secret.IDNumber, l.IDNumber)
			tags, of[string(tag)] = append(tags, tag), number(l.Village)
		}
	}
	village = map[int64]int64{}
	err = w.look(ctx, func(tx *pg.Tx) error {
		people, err := registry.PersonsByTag(ctx, tx, tags)
		for _, tag := range tags {
			if p, ok := people[string(tag)]; ok {
				households, village[p.Household] = append(households, p.Household), of[string(tag)]
			}
		}
		return err
	})
	w.households, w.villages = slices.Clone(households), village
	return households, village, err
}

// list is the villages' own: each of three tells of the families that it finds in need (S0: “三个报告”, 摸排).
func (w *watching) list(ctx context.Context) error {
	households, in, err := w.poor(ctx)
	if err != nil {
		return err
	}
	lists, order := map[int64][]monitoring.Signal{}, []int64{}
	for _, h := range households {
		v := in[h]
		if lists[v] == nil && len(order) == villages {
			continue
		}
		if lists[v] == nil {
			order = append(order, v)
		}
		if len(lists[v]) < ofAVillage {
			lists[v] = append(lists[v], monitoring.Signal{Household: h, Source: monitoring.VillageList, Risk: "因病", Words: "村“两委”、驻村工作队摸排：家中有病人，收入下降"})
		}
	}
	for _, v := range order {
		err := w.do(ctx, w.people.villages[v], func(tx *pg.Tx) error {
			leads, err := monitoring.Lead(ctx, tx, lists[v])
			w.spring = append(w.spring, leads.Begun...)
			return err
		})
		if err != nil {
			return err
		}
	}
	found, err := w.find(ctx, w.spring)
	if err != nil {
		return err
	}
	w.spring = mapped(found, idOf) // in the order in which they are visited
	w.told(line{Step: "线索", Count: fmt.Sprintf("%d 户", len(w.spring)), Note: fmt.Sprintf("%d 个村走访摸排上报", len(order))})
	return nil
}

func (w *watching) springHandOver(ctx context.Context) error {
	_, err := w.take(ctx, w.spring, procedure.HandOver)
	return err
}

// before are the steps that are taken up to the notice, after those from its last day on.
var (
	before = []procedure.Act{procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post}
	after  = []procedure.Act{procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.Mark, procedure.File}
)

// springEnter takes all of them in.
func (w *watching) springEnter(ctx context.Context) error {
	if _, err := w.take(ctx, w.spring, before...); err != nil {
		return err
	}
	w.on(calendar.On(2024, 3, 20))
	if _, err := w.take(ctx, w.spring, after...); err != nil {
		return err
	}
	watched, err := w.inState(ctx, w.spring, procedure.StateWatched)
	if err != nil || len(watched) == 0 {
		return fmt.Errorf("nobody is watched in spring: %w", err)
	}
	first := watched[0]
	w.told(line{Step: "认定", Count: fmt.Sprintf("%d 户", len(watched)), Note: fmt.Sprintf("如 %s户（%s）%s，%s", first.Head, first.In, *first.Kind, perHead(first))})
	return nil
}

// perHead is a watch's income in words.
func perHead(f monitoring.Watch) string {
	if f.PerHead == nil {
		return "程序不核算收入"
	}
	return "人均纯收入 " + f.PerHead.StringFixed(2) + " 元"
}

// springHelp plans, names who helps, orders a measure for each family and sees it carried out; from then on somebody looks in every month.
func (w *watching) springHelp(ctx context.Context) error {
	watched, err := w.inState(ctx, w.spring, procedure.StateWatched)
	if err != nil {
		return err
	}
	if _, err := w.take(ctx, w.spring, procedure.Plan); err != nil {
		return err
	}
	if err := w.nameHelpers(ctx, watched); err != nil {
		return err
	}
	if err := w.feedBack(ctx, w.spring, 0); err != nil {
		return err
	}
	due := calendar.On(2024, 5, 31)
	if err := w.order(ctx, watched, &due); err != nil {
		return err
	}
	w.on(calendar.On(2024, 4, 30))
	if err := w.carryOut(ctx, watched); err != nil {
		return err
	}
	for month := range 4 {
		w.on(calendar.On(2024, 5, 20).AddMonths(month))
		if err := w.lookIn(ctx, w.spring); err != nil {
			return err
		}
	}
	w.told(line{Step: "帮扶", Count: fmt.Sprintf("%d 户", len(watched)), Note: "一户一名帮扶责任人，措施四月底前全部落实，此后每月走访"})
	return nil
}

// nameHelpers names a helper of each family (S0: “一对一”).
func (w *watching) nameHelpers(ctx context.Context, of []monitoring.Watch) error {
	names := []string{"李志强", "王海燕", "赵建军", "刘晓红"}
	return w.byTownship(ctx, of, func(tx *pg.Tx, of []monitoring.Watch) error {
		helpers := make([]monitoring.Helper, len(of))
		for i, f := range of {
			helpers[i] = monitoring.Helper{Watch: f.ID, Level: procedure.Township, Name: names[i%len(names)], Duty: f.In + "包村干部"}
		}
		_, err := monitoring.NameHelpers(ctx, tx, helpers)
		return err
	})
}

// order orders a measure for each family, of a kind that its labour class may have and need not have alone.
func (w *watching) order(ctx context.Context, of []monitoring.Watch, due *calendar.Date) error {
	classes := map[int64]procedure.Labour{}
	err := w.look(ctx, func(tx *pg.Tx) error {
		visits, err := monitoring.VisitsOf(ctx, tx, mapped(of, idOf)...)
		for id, all := range visits {
			for _, v := range all {
				classes[id] = v.Labour
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.byTownship(ctx, of, func(tx *pg.Tx, of []monitoring.Watch) error {
		return monitoring.Measures(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Order {
			kind := w.kindFor(classes[f.ID])
			return monitoring.Order{Watch: f.ID, Kind: kind, To: monitoring.Township, Due: due, Words: "落实" + kind}
		}))
	})
}

// kindFor is a kind of measure for a labour class: work where there is labour, else the first that the procedure lists.
func (w *watching) kindFor(class procedure.Labour) string {
	for _, kind := range []string{"公益性岗位", "就业"} {
		if class != procedure.NoLabour && w.rule.Measures.Allows(class, kind) {
			return kind
		}
	}
	if listed := w.rule.Measures.Listed[class]; len(listed) > 0 {
		return listed[0]
	}
	return "综合保障"
}

// carryOut closes the open measures of families, each with a photo.
func (w *watching) carryOut(ctx context.Context, of []monitoring.Watch) error {
	return w.byTownship(ctx, of, func(tx *pg.Tx, of []monitoring.Watch) error {
		measures, err := monitoring.MeasuresOfAll(ctx, tx, mapped(of, idOf))
		if err != nil {
			return err
		}
		var done []monitoring.Close
		for _, f := range of {
			for _, m := range measures[f.ID] {
				if !m.Open() {
					continue
				}
				photo, err := w.photo(ctx, archive.WatchFile, f.ID, int64(m.N))
				if err != nil {
					return err
				}
				shown := []monitoring.Attachment{{Kind: "落实照片", File: photo.File}}
				done = append(done, monitoring.Close{Watch: f.ID, N: m.N, Words: m.Kind + "已落实", Photos: shown})
			}
		}
		return monitoring.Done(ctx, tx, done)
	})
}

// lookIn is the visits of the villages' cadres to whoever waits for one.
func (w *watching) lookIn(ctx context.Context, ids []int64) error {
	found, err := w.find(ctx, ids)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f monitoring.Watch) bool { return !waits(f, procedure.FollowUp) })
	return w.byVillage(ctx, found, func(of []monitoring.Watch) (func(*pg.Tx) error, error) {
		return func(tx *pg.Tx) error {
			return monitoring.FollowUp(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Looked {
				return monitoring.Looked{Watch: f.ID, Words: "走访一次，家庭情况稳定，措施持续落实"}
			}))
		}, nil
	})
}
