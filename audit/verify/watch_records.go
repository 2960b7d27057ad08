package verify

import (
	"fmt"

	"fangpin/procedure"
	"fangpin/reports"
)

var watchRecordsCheck = Check{
	Name: "监测各项记录随其环节同时登记，线索出自本户",
	Rule: "architecture §4: writing has one door, which seals",
	Proves: "what hangs on an event (a signal, a visit, votes, a photo, a measure) was sealed with it and not later; each lead has its signals, " +
		"a signal of a report's row is of the watch's own family; a visit, an application and a measure done have a photo; a measure is " +
		"the one that its event orders",
	Not: "what the photos show",
}

// watchRecords holds what hangs on events to them.
func watchRecords(v *view) Result {
	check := Result{Check: watchRecordsCheck}
	events := by(v.watchEvents, (*watchEventRow).at)
	hangs := func(table, key string, of at, first int64) {
		check.Looked++
		switch e := events[of]; {
		case e == nil:
			check.find(table, key, "没有这一项办理")
		case e.first != first:
			check.find(table, key, "第 %d 号存证登记，其环节为第 %d 号", first, e.first)
		}
	}
	signals, files := map[at]int{}, map[at]int{}
	for i := range v.signals {
		s := &v.signals[i]
		hangs("signal", s.key, s.at(), s.first)
		signals[s.at()]++
	}
	for i := range v.watchFiles {
		f := &v.watchFiles[i]
		hangs("watch_file", f.key, f.at(), f.first)
		files[f.at()]++
	}
	for i := range v.visits {
		r := &v.visits[i]
		hangs("visit", r.key, r.at(), r.first)
	}
	for i := range v.evaluations {
		r := &v.evaluations[i]
		hangs("evaluation", r.key, r.at(), r.first)
	}
	for i := range v.measures {
		m := &v.measures[i]
		hangs("measure", m.key, m.at(), m.first)
	}
	check.complete(v, signals, files)
	check.ownFamily(v)
	return check
}

// complete names events that lack what belongs to them.
func (c *Result) complete(v *view, signals, files map[at]int) {
	measures := by(v.measures, (*measureRow).at)
	for _, w := range v.courses {
		for i, e := range w.events[:len(w.stood)] {
			switch told := w.told[i]; told.Act {
			case procedure.Lead:
				if signals[e.at()] == 0 {
					c.find("watch_event", e.key, "线索没有风险信号")
				}
			case procedure.Visit, procedure.Apply, procedure.Done:
				if files[e.at()] == 0 {
					c.find("watch_event", e.key, "“%s”没有照片或凭证", told.Act.Title())
				}
			case procedure.Measure:
				if m := measures[e.at()]; m == nil || m.Kind != told.Kind || keptDay(m.DueOn) != printedDay(told.Due) {
					c.find("watch_event", e.key, "没有这项措施，或类别、期限与办理不符")
				}
			}
		}
	}
}

// ownFamily names signals of reports' rows that are another family's.
func (c *Result) ownFamily(v *view) {
	home := by(v.watches, func(w *watchRow) int64 { return w.ID })
	screened := map[int64]*outcomeRow{} // the newest for the watch
	for i := range v.outcomes {
		if o := &v.outcomes[i]; o.Purpose == reports.Watch && (screened[o.Row] == nil || screened[o.Row].N < o.N) {
			screened[o.Row] = o
		}
	}
	for i := range v.signals {
		s := &v.signals[i]
		if !s.Told.Valid {
			continue
		}
		o, w := screened[s.Told.V], home[s.Watch]
		if wrong := foreign(o, w); wrong != "" {
			c.find("signal", s.key, "月报行 %d %s", s.Told.V, wrong)
		}
	}
}

// foreign says why a row's outcome does not make it a signal of a watch.
func foreign(o *outcomeRow, w *watchRow) string {
	switch {
	case o == nil:
		return "没有线索比对的结果"
	case w == nil || !o.Household.Valid || o.Household.V != w.Household:
		return fmt.Sprintf("是户 %d 的，不是本户的", o.Household.V)
	}
	return ""
}
