package demo

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/templates"
)

// watches are families of the county on their way under the watch, for the pages to show: of each the last step that was taken. The first four are
// told of at once, the others when those are released.
type watches struct {
	*month
	t       *testing.T
	village int64
	cadre   who.Person
	town    who.Person
	homes   []registry.Family
	ids     []int64
	pages   int64 // for pictures
}

// watch takes families of one village as far as pages need them.
func (m *month) watch(t *testing.T) {
	t.Helper()
	w := &watches{month: m, t: t}
	w.must(m.look(t.Context(), w.choose))
	w.adopt()
	w.lead(w.homes[:4])
	w.enter(w.ids[:4])
	w.later(200)
	w.release(w.ids[1:4])
	w.later(10)
	w.lead(w.homes[4:])
	w.wait(w.ids[4:])
}

func (w *watches) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// by takes a step as one person.
func (w *watches) by(p who.Person, verb func(ctx context.Context, tx *pg.Tx) error) {
	w.t.Helper()
	w.must(w.do(w.t.Context(), p, func(tx *pg.Tx) error { return verb(w.t.Context(), tx) }))
}

// choose takes the village in which a claim's cadre has most to do.
func (w *watches) choose(tx *pg.Tx) error {
	families, _, err := registry.Families(w.t.Context(), tx, registry.FamilyFilter{Label: "脱贫户"})
	if err != nil {
		return err
	}
	of := map[int64][]registry.Family{}
	for _, f := range families {
		if of[f.Village] = append(of[f.Village], f); len(of[f.Village]) == 20 {
			w.village, w.homes = f.Village, of[f.Village]
			break
		}
	}
	if w.homes == nil {
		return fmt.Errorf("no village has enough families: %d", len(families))
	}
	w.cadre, w.town = w.people.villages[w.village], w.people.townships[fmt.Sprintf("%09d000", w.village/1000)]
	if area.VillageName(w.village) == "" || w.cadre.ID == 0 || w.town.ID == 0 {
		return fmt.Errorf("nobody works in %d", w.village)
	}
	return nil
}

// adopt puts the county's procedure in force, and leaves one that waits.
func (w *watches) adopt() {
	source, err := templates.Procedures.ReadFile("procedures/heshan.yaml")
	w.must(err)
	w.later(1)
	var id int64
	w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.Propose(ctx, tx, source)
		return err
	})
	w.by(w.people.first, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Adopt(ctx, tx, id, calendar.On(2024, 1, 12)) })
	w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Propose(ctx, tx, append(slices.Clone(source), "# 修订\n"...))
		return err
	})
}

func (w *watches) lead(of []registry.Family) {
	var signals []monitoring.Signal
	for _, f := range of {
		signals = append(signals, monitoring.Signal{Household: f.ID, Source: monitoring.Public, Risk: "因病", Words: "村民反映该户今年两次住院，自付一万二千元，家里只有一人务工"})
	}
	w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error {
		made, err := monitoring.Lead(ctx, tx, signals)
		w.ids = append(w.ids, made.Begun...)
		return err
	})
}

// take takes one step of watches, passed, whoever takes it.
func (w *watches) take(did procedure.Act, ids ...int64) {
	w.t.Helper()
	decisions, numbered := []monitoring.Decision{}, []monitoring.Numbered{}
	for i, id := range ids {
		decisions = append(decisions, monitoring.Decision{Watch: id, Result: procedure.Pass, Opinion: "材料齐全，情况属实，同意"})
		numbered = append(numbered, monitoring.Numbered{Watch: id, No: fmt.Sprintf("410602-2024-%03d", i+1)})
	}
	switch did {
	case procedure.HandOver:
		w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error {
			var to []monitoring.Handing
			for _, id := range ids {
				to = append(to, monitoring.Handing{Watch: id})
			}
			return monitoring.HandOver(ctx, tx, to)
		})
	case procedure.Apply:
		w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) error {
			var of []monitoring.Application
			for _, id := range ids {
				of = append(of, monitoring.Application{Watch: id, Form: w.photo("申请及承诺授权书")})
			}
			return monitoring.Apply(ctx, tx, of)
		})
	case procedure.Evaluate:
		w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) error {
			var of []monitoring.Evaluation
			for _, id := range ids {
				of = append(of, monitoring.Evaluation{Watch: id, Yes: 11, No: 1, Abstain: 1, Passed: true, Present: "张守业、李来福、王桂兰等十三人",
					Opinion: "该户确因住院支出大、务工人少，生活困难，同意", Minutes: w.photo("")[0].File})
			}
			return monitoring.Evaluate(ctx, tx, of)
		})
	case procedure.Post:
		w.post(ids, true)
	case procedure.Review:
		w.by(w.town, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Review(ctx, tx, decisions) })
	case procedure.Compare:
		w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Compare(ctx, tx, decisions) })
	case procedure.Approve:
		w.by(w.people.first, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Approve(ctx, tx, decisions) })
	case procedure.Announce:
		w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Announce(ctx, tx, numbered) })
	case procedure.Register:
		w.by(w.town, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Register(ctx, tx, numbered) })
	case procedure.File:
		w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.File(ctx, tx, numbered) })
	case procedure.Mark:
		w.by(w.town, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Mark(ctx, tx, ids) })
	case procedure.Nominate:
		w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Nominate(ctx, tx, ids, "务工收入稳定，病情好转") })
	default:
		w.t.Fatalf("nobody takes %s", did)
	}
}

// post makes a notice of watches, and puts it up or not.
func (w *watches) post(ids []int64, up bool) {
	today := w.today()
	var notice int64
	w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) (err error) {
		notice, err = monitoring.Notify(ctx, tx, w.village, today, ids)
		return err
	})
	if up {
		photo := w.photo("")[0].File
		w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Post(ctx, tx, notice, today, photo) })
	}
}

func (w *watches) photo(kind string) []monitoring.Attachment {
	w.pages++
	sum, err := w.keep(w.t.Context(), Picture(w.pages))
	w.must(err)
	return []monitoring.Attachment{{Kind: kind, File: sum}}
}

// visit finds an income at each of the watches, and a risk or none.
func (w *watches) visit(income string, risk procedure.Risk, ids ...int64) {
	var visits []monitoring.Visit
	for _, id := range ids {
		family := w.homes[slices.Index(w.ids, id)]
		v := monitoring.Visit{Watch: id, Risk: risk, Labour: procedure.WeakLabour, Costs: decimal.RequireFromString("1860.50"),
			Income: []monitoring.Income{{Source: monitoring.Wage, Amount: decimal.RequireFromString(income), Words: "县内建筑工地，七个月"},
				{Source: monitoring.Business, Amount: decimal.RequireFromString("6200"), Words: "玉米、小麦六亩"}, {Source: monitoring.Transfer, Amount: decimal.RequireFromString("2480.00"), Words: "养老金、耕地补贴"}},
			Medical: decimal.RequireFromString("12045.30"), Found: "户主今年两次住院，儿子在县内工地打零工；住房为2016年改造，安全。", Photos: w.photo("入户照片")}
		for _, s := range monitoring.Safeguards() {
			v.Safeguards = append(v.Safeguards, monitoring.Safeguard{Of: s})
		}
		v.Safeguards[1].Problem = "慢性病未办理门诊鉴定"
		w.must(w.look(w.t.Context(), func(tx *pg.Tx) error {
			people, err := registry.Find(w.t.Context(), tx, registry.Filter{Households: pg.Only([]int64{family.ID})})
			for _, p := range people {
				if p.DiedOn == nil || *p.DiedOn > w.today() {
					v.Members = append(v.Members, monitoring.Member{Person: p.ID, Labour: procedure.WeakLabour})
				}
			}
			return err
		}))
		visits = append(visits, v)
	}
	w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) error { return monitoring.VisitFamilies(ctx, tx, visits) })
}

// later puts the clock forward.
func (w *watches) later(days int) { w.on(w.today() + calendar.Date(days)) }

// enter takes families in, and helps them.
func (w *watches) enter(ids []int64) {
	w.take(procedure.HandOver, ids...)
	w.later(3)
	w.visit("4000", procedure.AtRisk, ids...)
	w.take(procedure.Apply, ids...)
	w.later(2)
	w.take(procedure.Evaluate, ids...)
	w.take(procedure.Post, ids...)
	w.later(6)
	for _, did := range []procedure.Act{procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.File} {
		w.take(did, ids...)
	}
	for _, id := range ids {
		w.by(w.town, func(ctx context.Context, tx *pg.Tx) error {
			if err := monitoring.Plan(ctx, tx, id, "安排护路岗位一个；协助办理慢性病门诊鉴定；村支书包户。"); err != nil {
				return err
			}
			_, err := monitoring.NameHelper(ctx, tx, monitoring.Helper{Watch: id, Level: procedure.Village, Name: "张守业", Duty: "村支部书记"})
			return err
		})
		w.measure(id, "公益性岗位", monitoring.Township, "护路岗位一个，每月六百元", w.town)
	}
	w.by(w.town, func(ctx context.Context, tx *pg.Tx) error {
		due := w.today() + 30
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: ids[0], Kind: "医疗", To: "医保局", Due: &due, Words: "办理慢性病门诊鉴定"}})
	})
}

// measure orders a measure and has it carried out.
func (w *watches) measure(id int64, kind, to, text string, by who.Person) {
	w.by(w.town, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: id, Kind: kind, To: to, Words: text}})
	})
	w.by(by, func(ctx context.Context, tx *pg.Tx) error {
		all, err := monitoring.MeasuresOf(ctx, tx, id)
		if err != nil {
			return err
		}
		return monitoring.Done(ctx, tx, monitoring.Close{Watch: id, N: all[len(all)-1].N, Words: "已上岗", Photos: w.photo("上岗照片")})
	})
}

// release lets families go: the first may be nominated, the second waits for its mark, the third is released.
func (w *watches) release(ids []int64) {
	ids = ids[1:]
	w.take(procedure.Nominate, ids...)
	w.visit("40000", procedure.NoRisk, ids...)
	w.take(procedure.Evaluate, ids...)
	w.take(procedure.Post, ids...)
	w.later(6)
	for _, did := range []procedure.Act{procedure.Review, procedure.Approve, procedure.Announce} {
		w.take(did, ids...)
	}
	w.take(procedure.Mark, ids[1])
	w.take(procedure.File, ids[1])
}

// wait leaves families each before another step.
func (w *watches) wait(ids []int64) {
	w.by(w.people.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: ids[1], To: "医保局"}})
	})
	rest := ids[2:]
	w.take(procedure.HandOver, rest...)
	w.later(2)
	w.visit("4000", procedure.AtRisk, rest[1:]...)
	w.by(w.town, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: rest[1], Opinion: "已纳入低保，收入稳定"}})
	})
	rest = rest[3:] // one waits for its application
	w.take(procedure.Apply, rest...)
	w.later(1)
	w.take(procedure.Evaluate, rest[1:]...) // one for the meeting
	w.post(rest[2:3], false)                // one for its notice, one to be put up
	w.take(procedure.Post, rest[3:]...)
	w.by(w.cadre, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Object(ctx, tx, rest[3], w.today(), "反映其子名下有轿车") })
	rest = rest[4:]
	w.later(7)
	for i, did := range []procedure.Act{procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register} {
		w.take(did, rest[min(i+1, len(rest)):]...) // each time one stays behind
	}
}
