package monitoring_test

import (
	"context"
	"slices"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
)

// entering are the steps by which a family is taken in, releasing those by which it is let go, as the test's procedure lists them.
var (
	entering = []procedure.Act{procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Compare,
		procedure.Approve, procedure.Announce, procedure.Register, procedure.File}
	releasing = []procedure.Act{procedure.Nominate, procedure.Visit, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Approve,
		procedure.Announce, procedure.Mark}
)

// A family is told of, visited, taken in, helped and released, and bears the label of its kind for just these days.
func TestAFamilyIsWatchedFromItsLeadToItsRelease(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	wantNext(t, o, id, procedure.StateLead, procedure.HandOver, "2024-09-10")
	o.Step(t, id, h, procedure.HandOver)
	wantNext(t, o, id, procedure.StateHandedOver, procedure.Visit, "2024-09-14")
	o.Through(t, id, h, entering...)
	w := o.Get(t, id)
	if w.State != procedure.StateWatched || *w.Kind != procedure.Unsteady || w.PerHead.String() != "4500" || w.Since.String() != "2024-09-15" {
		t.Errorf("taken in as %s, %s, %s yuan a head, since %s", w.State, *w.Kind, w.PerHead, w.Since)
	}
	wantLabels(t, o, h.ID, "脱贫不稳定户", "脱贫户")
	o.Step(t, id, h, procedure.Plan)
	o.Order(t, id, "公益性岗位", nil)
	wantNext(t, o, id, procedure.StateWatched, procedure.FollowUp, "2024-10-15")
	o.At("2024-10-14")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		all, err := monitoring.MeasuresOf(ctx, tx, id)
		if err != nil {
			return err
		}
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: all[0].N, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	o.At("2025-03-15")
	o.Through(t, id, h, releasing...)
	if w := o.Get(t, id); w.State != procedure.StateCleared || w.Since != nil {
		t.Errorf("released: %s since %v", w.State, w.Since)
	}
	wantLabels(t, o, h.ID, "脱贫户")
	o.At("2025-04-02")
	o.Step(t, id, h, procedure.RollBack)
	if w := o.Get(t, id); w.State != procedure.StateWatched || w.Since.String() != "2024-09-15" {
		t.Errorf("rolled back: %s since %v", w.State, w.Since)
	}
	wantLabels(t, o, h.ID, "脱贫不稳定户", "脱贫户")
}

func wantNext(t *testing.T, o *monitoringtest.Office, id int64, state procedure.State, next procedure.Act, due string) {
	t.Helper()
	w := o.Get(t, id)
	if w.State != state || w.Next == nil || *w.Next != next || w.Due == nil || w.Due.String() != due {
		t.Errorf("the watch is %+v; want %s, next %s due %s", w, state, next, due)
	}
}

// wantLabels compares the labels that a household holds today.
func wantLabels(t *testing.T, o *monitoringtest.Office, household int64, want ...string) {
	t.Helper()
	var held []string
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := registry.LabelsOf(ctx, tx, household)
		for _, l := range all {
			if l.To == nil {
				held = append(held, l.Label)
			}
		}
		return err
	})
	slices.Sort(held)
	slices.Sort(want)
	if !slices.Equal(held, want) {
		t.Errorf("labels %v; want %v", held, want)
	}
}
