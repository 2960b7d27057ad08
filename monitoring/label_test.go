package monitoring_test

import (
	"context"
	"slices"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
)

// A label of the kind that somebody had set by hand is the watch's while the family is watched, and ends with it. One of another kind ends when it is
// taken in, or back.
func TestALabelSetBeforeIsTheWatchsFromThenOn(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	hand := func(verb func(context.Context, *pg.Tx, []registry.Label) error, name string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []registry.Label{{Household: h.ID, Name: name, On: calendar.DateOf(tx.Now)}})
		})
	}
	bears := func(want ...string) {
		t.Helper()
		var got []string
		o.Must(pgtest.Super(t).SelectContext(t.Context(), &got, `SELECT label FROM fangpin.label WHERE household = $1 AND label <> '脱贫户' AND to_on IS NULL ORDER BY 1`, h.ID))
		if !slices.Equal(got, want) {
			t.Errorf("it bears %q, want %q", got, want)
		}
	}
	o.Refused(hand(registry.SetLabel, procedure.Unsteady), fault.Conflict) // who is under watch, and as what, follows from its steps
	monitoringtest.Labelled(t, h.ID, procedure.Unsteady, todayOf(o))
	monitoringtest.Labelled(t, h.ID, procedure.OnEdge, todayOf(o))
	id := takeIn(t, o, h)
	bears(procedure.Unsteady)
	o.Refused(hand(registry.EndLabel, procedure.Unsteady), fault.Conflict)
	o.Refused(hand(registry.SetLabel, procedure.OnEdge), fault.Conflict)
	o.Order(t, id, "公益性岗位", nil)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	o.At("2025-03-17")
	o.Through(t, id, h, releasing...)
	released := o.Get(t, id)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := registry.LabelsOf(ctx, tx, h.ID)
		for _, l := range all {
			if l.Label == procedure.Unsteady && (l.From.String() != "2024-09-09" || l.To == nil || l.To.String() != "2025-03-23") {
				t.Errorf("released as %s, it bears %+v", released.State, l)
			}
		}
		return err
	})
	o.Refused(hand(registry.SetLabel, procedure.OnEdge), fault.Conflict)
	monitoringtest.Labelled(t, h.ID, procedure.OnEdge, todayOf(o))
	bears(procedure.OnEdge)
	o.Step(t, id, h, procedure.RollBack)
	bears(procedure.Unsteady)
}

// labelsFollowTheirWatches: whoever has the app's login gives no family the label of a kind, and takes none, that its watch does not.
func labelsFollowTheirWatches(f *fort) {
	begin := func(of, on string) string {
		return `SELECT watch_label_begin(:c, '{:new}', '{:` + of + `}', ` + on + `, :day)`
	}
	end := func(of, label string) string {
		return `SELECT watch_label_end(:c, '{:` + of + `}', '{` + label + `}', :day)`
	}
	f.refuses(
		tried("ended by hand", "FPSTA", `SELECT label_end(:c, '{:watched_home}', '{脱贫不稳定户}', ARRAY[:day::DATE], :clerk)`),
		tried("another begun beside it", "FPSTA", `SELECT label_begin(:c, '{:new}', '{:watched_home}', '{边缘易致贫户}', ARRAY[:day::DATE], :clerk)`),
		tried("the same begun beside it", "FPSTA", `SELECT label_begin(:c, '{:new}', '{:watched_home}', '{脱贫不稳定户}', ARRAY[:day::DATE], :clerk)`),
		tried("begun behind the door", denied, `INSERT INTO label (county, id, household, label, from_on, kept) VALUES (:c, :new, :over_home, '脱贫不稳定户', :day, true)`),
		tried("called nobody's", denied, `UPDATE label SET kept = NULL`),
		tried("ended behind the door", denied, `UPDATE label SET to_on = :day`),
		tried("ended while it is watched", "FPSTA", end("watched", "脱贫不稳定户")),
		tried("ended while its release waits for the mark", "FPSTA", end("releasing", "脱贫不稳定户")),
		tried("another kind ended", "", end("watched", "边缘易致贫户")),
		tried("a label that is no kind ended", "FPSTA", end("watched", "脱贫户")),
		tried("the label of an unknown watch ended", "FPSTA", `SELECT watch_label_end(:c, '{7}', '{脱贫不稳定户}', :day)`),
		tried("no label ended", "FPSTA", `SELECT watch_label_end(:c, '{:cleared}', '{NULL}', :day)`),
		tried("the label of no watch ended", "FPSTA", `SELECT watch_label_end(:c, '{NULL}', '{脱贫不稳定户}', :day)`),
		tried("ended in time to come", "FPDAT", `SELECT watch_label_end(:c, '{:cleared}', '{脱贫不稳定户}', '2999-01-01')`),
		tried("ended without end", "FPDAT", `SELECT watch_label_end(:c, '{:cleared}', '{脱贫不稳定户}', 'infinity')`),
		tried("ended on no day", "FPDAT", `SELECT watch_label_end(:c, '{:cleared}', '{脱贫不稳定户}', NULL)`),
		tried("ended in another county", "FPSTA", `SELECT watch_label_end('410603', '{:watched}', '{脱贫不稳定户}', :day)`),
		tried("begun before the approval", "FPSTA", begin("over", `ARRAY[:day::DATE]`)),
		tried("begun of one released", "FPSTA", begin("cleared", `ARRAY[:day::DATE]`)),
		tried("begun twice at once", "FPSTA", `SELECT watch_label_begin(:c, '{:new,:new}', '{:watched,:watched}', ARRAY[:day::DATE, :day::DATE], :day)`),
		tried("begun of nobody", "FPSTA", `SELECT watch_label_begin(:c, '{:new}', '{NULL}', ARRAY[:day::DATE], :day)`),
		tried("begun before it was watched", "FPDAT", begin("watched", `'{2024-01-01}'`)),
		tried("begun before all time", "FPDAT", begin("watched", `'{-infinity}'`)),
		tried("begun in time to come", "FPDAT", `SELECT watch_label_begin(:c, '{:new}', '{:watched}', '{2999-01-01}', '2999-01-01')`),
		tried("begun on no day", "FPDAT", begin("watched", `'{NULL}'`)),
		tried("begun today, on no day", "FPDAT", `SELECT watch_label_begin(:c, '{:new}', '{:watched}', ARRAY[:day::DATE], NULL)`),
		tried("ended before all time", "FPDAT", `SELECT watch_label_end(:c, '{:cleared}', '{脱贫不稳定户}', '-infinity')`),
		tried("set by hand before all time", "FPDAT", `SELECT label_begin(:c, '{:new}', '{:stranger}', '{低收入户}', '{-infinity}', :clerk)`),
		tried("begun again, which changes nothing", "", begin("watched", `ARRAY[:day::DATE]`)),
		tried("ended through an older watch of the family", "FPSTA", begun("cleared_home", ":cleared", ":rule"), `SELECT watch_label_end(:c, '{:watched}', '{脱贫不稳定户}', :day)`),
	)
}
