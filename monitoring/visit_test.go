package monitoring_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// An income is shared by whoever lives there, each counted once; what a visit leaves open or says twice is refused, and so is what is no amount.
func TestAVisitSaysEachThingOnce(t *testing.T) {
	o := monitoringtest.County(t)
	families := o.Enrol(t, "脱贫户", 2)
	h, stranger := families[0], families[1]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	record := func(wrong func(*monitoring.Visit)) error {
		v := o.Visit(id, h, "9000.00", procedure.AtRisk)
		wrong(&v)
		return o.Do(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
		})
	}
	for what, wrong := range map[string]func(*monitoring.Visit){
		"a member twice":           func(v *monitoring.Visit) { v.Members = append(v.Members, v.Members[0]) },
		"somebody else's family":   func(v *monitoring.Visit) { v.Members[1].Person = stranger.Head },
		"nobody":                   func(v *monitoring.Visit) { v.Members = nil },
		"a class that is none":     func(v *monitoring.Visit) { v.Members[0].Labour = "strong" },
		"no photo":                 func(v *monitoring.Visit) { v.Photos = nil },
		"a safeguard left open":    func(v *monitoring.Visit) { v.Safeguards = v.Safeguards[1:] },
		"a safeguard twice":        func(v *monitoring.Visit) { v.Safeguards = append(v.Safeguards, v.Safeguards[0]) },
		"an income below nothing":  func(v *monitoring.Visit) { v.Income[0].Amount = v.Income[0].Amount.Neg() },
		"a tenth of a fen":         func(v *monitoring.Visit) { v.Medical = v.Medical.Shift(-4).Add(v.Medical.Shift(-7)) },
		"an asset not on the list": func(v *monitoring.Visit) { v.Assets = []monitoring.AssetCode{"horse"} },
		"a risk left open":         func(v *monitoring.Visit) { v.Risk = "" },
	} {
		if err := record(wrong); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want it refused", what, err)
		}
	}
	o.Must(record(func(*monitoring.Visit) {}))
	if w := o.Get(t, id); w.PerHead.String() != "4500" {
		t.Errorf("9,000 yuan of two are %s a head", w.PerHead)
	}
}
