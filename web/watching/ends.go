package watching

import (
	"maps"
	"slices"

	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

// endsPage says, before anything is recorded, that a visit ends the matter, and asks why; it carries the visit's form.
type endsPage struct {
	monitoring.Watch
	Working monitoring.Working
	Carried []kit.Choice // name and value of every field
}

// ending is the page to be seen first where the door would end the matter, and no reason was given yet; nil: nothing is to be asked.
func ending(r *kit.Request, o monitoring.Outlook, v monitoring.Visit) *endsPage {
	w, err := o.Reckon(v)
	if err != nil || v.Why != "" || w.Then != procedure.ToOffline && w.Then != procedure.ToNotTaken {
		return nil // what is wrong, the verb says
	}
	p := endsPage{Watch: o.Watch, Working: w}
	for _, name := range slices.Sorted(maps.Keys(r.Form)) {
		if name == "held" || name == "why" {
			continue
		}
		for _, value := range r.Form[name] {
			p.Carried = append(p.Carried, kit.Choice{Value: name, Title: value})
		}
	}
	for _, h := range r.Held(about(o.ID)) {
		p.Carried = append(p.Carried, kit.Choice{Value: "held", Title: h.Value})
	}
	return &p
}
