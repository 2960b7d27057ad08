package web

import (
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

func householdRoutes() []route {
	return []route{
		show("/households", "户", caseReaders, (*visit).households),
	}
}

// householdsPage is the list of households.
type householdsPage struct {
	List     *listing
	Villages []choice
	Labels   []string
	Rows     []registry.Family
}

// households lists the households of the person's part of the county. A word is a name, a household's number, or an identity number
// in full: the last is searched by its tag, for the number itself is sealed.
func (v *visit) households() error {
	p := householdsPage{List: v.listing("village", "no"), Villages: v.villages(), Labels: registry.Labels}
	f := registry.FamilyFilter{Words: p.List.Get("q"), Label: p.List.Get("label"), Village: code(p.List.Get("village")), Window: p.List.window()}
	if n := identityNumber(f.Words); n != "" {
		f.Words, f.Tags = "", pg.Only([][]byte{v.Keys.Tag(secret.IDNumber, n)})
	}
	var err error
	if f.IDs, err = v.ownHouseholds(); err != nil {
		return err
	}
	if p.Rows, p.List.Total, err = registry.Families(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("households/list", p)
}
