package verify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/procedure"
)

var spotChecksCheck = Check{
	Name: "抽查样本按种子重新抽取一致，抽查人没有办理过该户",
	Rule: "S3 §三.5: 抽查, by township; migrations: a sample is drawn by a seed that stands beside it",
	Proves: "each sample is what its seed draws, of each township as many as it says, from the matters handed over or visited in its days that had been " +
		"recorded and sealed when it was drawn; what was found is of one of the sample, by somebody who neither visited, evaluated, reviewed, compared nor " +
		"approved there before",
	Not: "that nobody drew seeds until one suited without recording them; that what was found is so. A township's score is kept nowhere: it follows from " +
		"the findings whenever it is read",
}

// spotChecks draws every sample again.
func spotChecks(v *view) Result {
	check, townships := Result{Check: spotChecksCheck, Looked: int64(len(v.spotChecks))}, v.townships()
	var all []*watchEventRow // by day
	for i := range v.watchEvents {
		if e := &v.watchEvents[i]; e.Event == string(procedure.HandOver) || e.Event == string(procedure.Visit) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *watchEventRow) int { return cmp.Compare(a.On, b.On) })
	sealed := slices.SortedFunc(slices.Values(all), func(a, b *watchEventRow) int { return cmp.Compare(a.first, b.first) })
	lines, known := groupBy(v.spotLines, func(l *spotLine) int64 { return l.SpotCheck }), map[int64]bool{}
	for i := range v.spotChecks {
		s := &v.spotChecks[i]
		known[s.ID] = true
		if wrong := s.wrong(v, sealed); wrong != "" {
			check.find("spot_check", s.key, "%s", wrong)
		}
		if wrong := s.redrawn(s.draw(all, townships), lines[s.ID]); wrong != "" {
			check.find("spot_check", s.key, "%s", wrong)
		}
	}
	for id := range sorted(lines, cmp.Compare[int64]) {
		if !known[id] {
			check.find("spot_check_row", lines[id][0].key, "没有这次抽查")
		}
	}
	check.impartial(v)
	return check
}

// townships are the nine digits of the townships where watched families live, by watch.
func (v *view) townships() map[int64]int64 {
	of := make(map[int64]int64, len(v.watches))
	for _, w := range v.watches {
		if h := v.household[w.Household]; h != nil && v.place[h.Place] != nil {
			of[w.ID] = v.place[h.Place].Village / 1000
		}
	}
	return of
}

// wrong says in what a sample could not be drawn as it says it was. Its time is the database's, as those of the events sealed before and after it.
func (r *spotCheckRow) wrong(v *view, sealed []*watchEventRow) string {
	a, ok := v.act(r.first)
	next, _ := slices.BinarySearchFunc(sealed, r.first, func(e *watchEventRow, leaf int64) int { return cmp.Compare(e.first, leaf) })
	switch {
	case r.PerTownship < 1 || r.From > r.To || r.Points.IsNegative() || r.Points.GreaterThan(decimal.NewFromInt(100)):
		return "起止日期、户数或考核分值不合理"
	case ok && r.To > calendar.DateOf(a.at):
		return fmt.Sprintf("%s抽取，截止日期为 %s", calendar.DateOf(a.at).Chinese(), r.To)
	case next > 0 && r.DrawnAt.Before(sealed[next-1].At.Add(-leeway)), next < len(sealed) && r.DrawnAt.After(sealed[next].At.Add(leeway)):
		return fmt.Sprintf("所记抽取时间 %s，与前后存证的办理时间不符", beijing(r.DrawnAt))
	}
	return ""
}

// draw is the sample that the seed draws: of each township the matters with the lowest SHA-256 of "seed/matter".
func (r *spotCheckRow) draw(all []*watchEventRow, townships map[int64]int64) []spotLine {
	from, _ := slices.BinarySearchFunc(all, r.From, func(e *watchEventRow, on date) int { return cmp.Compare(e.On, on) })
	to, _ := slices.BinarySearchFunc(all, r.To+1, func(e *watchEventRow, on date) int { return cmp.Compare(e.On, on) })
	places, order := map[int64][sha256.Size]byte{}, []int64{}
	for _, e := range all[from:max(from, to)] {
		if _, seen := places[e.Watch]; !seen && e.first < r.first && !e.At.After(r.DrawnAt) { // what was under way was not to be seen yet
			places[e.Watch] = sha256.Sum256(fmt.Appendf(nil, "%d/%d", r.Seed, e.Watch))
			order = append(order, e.Watch)
		}
	}
	slices.SortFunc(order, func(a, b int64) int {
		x, y := places[a], places[b]
		return cmp.Or(cmp.Compare(townships[a], townships[b]), bytes.Compare(x[:], y[:]))
	})
	var drawn []spotLine
	of := map[int64]int{}
	for _, watch := range order {
		if of[townships[watch]]++; of[townships[watch]] <= r.PerTownship {
			drawn = append(drawn, spotLine{N: len(drawn) + 1, Watch: watch, Township: townships[watch]})
		}
	}
	return drawn
}

// redrawn says in what a sample that is kept is not the one that was drawn again.
func (r *spotCheckRow) redrawn(drawn []spotLine, kept []*spotLine) string {
	slices.SortFunc(kept, func(a, b *spotLine) int { return cmp.Compare(a.N, b.N) })
	for i, k := range kept {
		if k.first != r.first {
			return fmt.Sprintf("第 %d 户不是随抽查一并登记的", k.N)
		}
		if i < len(drawn) && (k.N != drawn[i].N || k.Watch != drawn[i].Watch || k.Township != drawn[i].Township) {
			return fmt.Sprintf("按种子重新抽取，第 %d 户应为监测事项 %d，所记为 %d", drawn[i].N, drawn[i].Watch, k.Watch)
		}
	}
	if len(kept) != len(drawn) {
		return fmt.Sprintf("按种子重新抽取应为 %d 户，所记为 %d 户", len(drawn), len(kept))
	}
	return ""
}

// handling are the acts after which somebody does not check a family.
var handling = []procedure.Act{procedure.Visit, procedure.Evaluate, procedure.Review, procedure.Compare, procedure.Approve}

// impartial names findings of what is in no sample, and by who had a hand in the matter.
func (c *Result) impartial(v *view) {
	type nth struct {
		spotCheck int64
		n         int
	}
	in := by(v.spotLines, func(l *spotLine) nth { return nth{l.SpotCheck, l.N} })
	events := map[int64][]*watchEventRow{} // of the matters that were drawn
	for i := range v.spotLines {
		events[v.spotLines[i].Watch] = nil
	}
	for i := range v.watchEvents {
		e := &v.watchEvents[i]
		if _, drawn := events[e.Watch]; drawn && slices.Contains(handling, procedure.Act(e.Event)) {
			events[e.Watch] = append(events[e.Watch], e)
		}
	}
	for i := range v.spotFindings {
		f := &v.spotFindings[i]
		l := in[nth{f.SpotCheck, f.N}]
		switch {
		case l == nil:
			c.find("spot_finding", f.key, "不在样本之中")
		case l.first >= f.first:
			c.find("spot_finding", f.key, "早于抽取")
		case slices.ContainsFunc(events[l.Watch], func(e *watchEventRow) bool { return e.first < f.first && v.human(e.By) == v.human(f.By) }):
			c.find("spot_finding", f.key, "抽查人 %d 办理过该户的核查或认定", f.By)
		}
	}
}
