package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// take has whoever is next take what the watches wait for, as far as it is one of the acts, one after another. It answers for how many families each
// was taken.
func (w *watching) take(ctx context.Context, ids []int64, acts ...procedure.Act) (map[procedure.Act]int, error) {
	took := map[procedure.Act]int{}
	for {
		found, err := w.find(ctx, ids)
		if err != nil {
			return nil, err
		}
		act, of := w.first(found, acts)
		if len(of) == 0 {
			return took, nil
		}
		if err := w.act(ctx, act, of); err != nil {
			return nil, fmt.Errorf("%s：%w", act.Title(), err)
		}
		took[act] += len(of)
	}
}

// first are the watches that wait for the first of the acts that any waits for.
func (w *watching) first(found []monitoring.Watch, acts []procedure.Act) (procedure.Act, []monitoring.Watch) {
	for _, act := range acts {
		var of []monitoring.Watch
		for _, f := range found {
			if waits(f, act) || act == procedure.Nominate && f.NominateFrom != nil && *f.NominateFrom <= w.today() {
				of = append(of, f)
			}
		}
		if len(of) > 0 {
			return act, of
		}
	}
	return "", nil
}

func waits(f monitoring.Watch, act procedure.Act) bool { return f.Next != nil && *f.Next == act }

// act takes one act of watches that wait for it, by whose it is.
func (w *watching) act(ctx context.Context, act procedure.Act, of []monitoring.Watch) error {
	switch act {
	case procedure.HandOver:
		return w.do(ctx, w.people.clerk, func(tx *pg.Tx) error {
			return monitoring.HandOver(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Handing {
				return monitoring.Handing{Watch: f.ID, To: monitoring.ByProcedure}
			}))
		})
	case procedure.Visit:
		return w.visitAll(ctx, of)
	case procedure.Apply, procedure.Evaluate:
		return w.byVillage(ctx, of, func(of []monitoring.Watch) (func(*pg.Tx) error, error) { return w.papersOf(ctx, act, of) })
	case procedure.Post:
		return w.postAll(ctx, of)
	case procedure.Review, procedure.Register, procedure.Mark, procedure.Plan, procedure.Feedback:
		return w.byTownship(ctx, of, func(tx *pg.Tx, of []monitoring.Watch) error { return w.township(ctx, tx, act, of) })
	case procedure.Nominate:
		return w.byVillage(ctx, of, func(of []monitoring.Watch) (func(*pg.Tx) error, error) {
			return func(tx *pg.Tx) error {
				return monitoring.Nominate(ctx, tx, mapped(of, idOf), "收入稳定，大额支出已解决，“三保障”无问题")
			}, nil
		})
	default:
		return w.county(ctx, act, of)
	}
}

// township is what a township takes of its own watches.
func (w *watching) township(ctx context.Context, tx *pg.Tx, act procedure.Act, of []monitoring.Watch) error {
	switch act {
	case procedure.Review:
		return monitoring.Review(ctx, tx, mapped(of, passed))
	case procedure.Register:
		return monitoring.Register(ctx, tx, mapped(of, numbered))
	case procedure.Mark:
		return monitoring.Mark(ctx, tx, mapped(of, idOf))
	case procedure.Feedback:
		return monitoring.Feedback(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Result {
			return monitoring.Result{Watch: f.ID, Words: "入户核查，" + f.State.Title() + "：收入高于监测线，没有返贫致贫风险"}
		}))
	}
	return monitoring.Plan(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Planned {
		return monitoring.Planned{Watch: f.ID, Words: "一户一策：医疗救助、公益性岗位，按月走访"}
	}))
}

// feedBack has the townships tell by the month's end how far the matters are that they were handed (S3 §三.4), all but the last few. Those that are over
// they tell of as of any step.
func (w *watching) feedBack(ctx context.Context, ids []int64, left int) error {
	var owed []monitoring.Watch
	err := w.look(ctx, func(tx *pg.Tx) error {
		asked, err := monitoring.Untold(ctx, tx)
		if err != nil {
			return err
		}
		owed, _, err = monitoring.Find(ctx, tx, monitoring.Filter{IDs: pg.Only(ids), Untold: asked, Ended: true})
		return err
	})
	if err != nil {
		return err
	}
	owed = slices.DeleteFunc(owed, func(f monitoring.Watch) bool { return waits(f, procedure.Feedback) || f.To != monitoring.Township })
	return w.byTownship(ctx, owed[:max(0, len(owed)-left)], func(tx *pg.Tx, of []monitoring.Watch) error {
		return monitoring.Feedback(ctx, tx, mapped(of, func(f monitoring.Watch) monitoring.Result {
			return monitoring.Result{Watch: f.ID, Words: "已入户核查，办理到“" + f.State.Title() + "”，按程序继续办理"}
		}))
	})
}

// county is what the county takes.
func (w *watching) county(ctx context.Context, act procedure.Act, of []monitoring.Watch) error {
	switch act {
	case procedure.Compare:
		return w.do(ctx, w.people.clerk, func(tx *pg.Tx) error { return monitoring.Compare(ctx, tx, mapped(of, passed)) })
	case procedure.Approve:
		return w.do(ctx, w.people.first, func(tx *pg.Tx) error { return monitoring.Approve(ctx, tx, mapped(of, passed)) })
	case procedure.Announce:
		return w.do(ctx, w.people.clerk, func(tx *pg.Tx) error { return monitoring.Announce(ctx, tx, w.together("鹤防贫公告", of)) })
	case procedure.File:
		return w.do(ctx, w.people.clerk, func(tx *pg.Tx) error { return monitoring.File(ctx, tx, w.together("鹤防贫备", of)) })
	}
	return fmt.Errorf("nobody takes %s", act)
}

// mapped makes one of each watch.
func mapped[T any](of []monitoring.Watch, one func(monitoring.Watch) T) []T {
	out := make([]T, len(of))
	for i, f := range of {
		out[i] = one(f)
	}
	return out
}

func idOf(f monitoring.Watch) int64 { return f.ID }

func passed(f monitoring.Watch) monitoring.Decision {
	return monitoring.Decision{Watch: f.ID, Result: procedure.Pass, Opinion: "材料齐全，情况属实，同意"}
}

// together are watches that go out on one paper, with its number.
func (w *watching) together(series string, of []monitoring.Watch) []monitoring.Numbered {
	w.papersOut++
	no := fmt.Sprintf("%s〔%d〕%d号（演示）", series, w.today().Year(), w.papersOut)
	return mapped(of, func(f monitoring.Watch) monitoring.Numbered { return monitoring.Numbered{Watch: f.ID, No: no} })
}

// numbered is a watch with its number elsewhere: the household's, as the demonstration has no national system.
func numbered(f monitoring.Watch) monitoring.Numbered {
	return monitoring.Numbered{Watch: f.ID, No: "演示-" + strconv.FormatInt(f.Household%1_000_000, 10)}
}

// byVillage has each village's cadre take their own; what they bring along is made ready before the deed.
func (w *watching) byVillage(ctx context.Context, of []monitoring.Watch, ready func([]monitoring.Watch) (func(*pg.Tx) error, error)) error {
	return grouped(of, func(f monitoring.Watch) int64 { return f.Village }, func(village int64, of []monitoring.Watch) error {
		verb, err := ready(of)
		if err != nil {
			return err
		}
		return w.do(ctx, w.people.villages[village], verb)
	})
}

// byTownship has each township's cadre take their own.
func (w *watching) byTownship(ctx context.Context, of []monitoring.Watch, verb func(*pg.Tx, []monitoring.Watch) error) error {
	return grouped(of, townshipOf, func(township string, of []monitoring.Watch) error {
		return w.do(ctx, w.people.townships[township], func(tx *pg.Tx) error { return verb(tx, of) })
	})
}

func townshipOf(f monitoring.Watch) string { return fmt.Sprintf("%09d000", f.Village/1000) }

// of is who sits in the township of a watch.
func (p people) of(f monitoring.Watch) who.Person { return p.townships[townshipOf(f)] }

// grouped hands the watches on by what they have in common, in its order.
func grouped[K int64 | string](of []monitoring.Watch, key func(monitoring.Watch) K, take func(K, []monitoring.Watch) error) error {
	parts := map[K][]monitoring.Watch{}
	for _, f := range of {
		parts[key(f)] = append(parts[key(f)], f)
	}
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		if err := take(k, parts[k]); err != nil {
			return err
		}
	}
	return nil
}
