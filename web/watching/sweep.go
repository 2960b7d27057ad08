package watching

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"fangpin/internal/area"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

func sweepRoutes() []kit.Route {
	routes := []kit.Route{
		kit.Show("/sweeps", "", insiders, listSweeps),
		kit.Show("/sweeps/{query}", "", insiders, showSweep),
		kit.Show("/sweeps/{query}/hits.xlsx", "", insiders, hitsSheet),
	}
	for _, b := range hitBatches {
		at := "/sweeps/{query}/" + b.path
		routes = append(routes, kit.Show(at, "", b.step.Roles, b.show), kit.Act(at, b.step, b.take, b.show))
	}
	return routes
}

// sweepsPage lists the named queries, each with its definition.
type sweepsPage struct{ Groups []sweepGroup }

type sweepGroup struct {
	Title   string
	Queries []monitoring.Query
}

func listSweeps(r *kit.Request) error {
	p := sweepsPage{[]sweepGroup{{Title: "专项排查"}, {Title: "问题清单"}}}
	for _, named := range monitoring.Queries() {
		q, err := monitoring.QueryOf(r.Context(), r.Tx, named.Code)
		if err != nil {
			return err
		}
		i := map[bool]int{false: 0, true: 1}[q.Fault]
		p.Groups[i].Queries = append(p.Groups[i].Queries, q)
	}
	return r.Show("watching/sweeps/list", p)
}

// asked is a query as the address asks it: with which numbers, in which township.
type asked struct {
	monitoring.Query
	With  map[string]string
	Among monitoring.Among
}

func askedOf(r *kit.Request) (a asked, err error) {
	err = reading(r, func(tx *pg.Tx) (err error) {
		a.Query, err = monitoring.QueryOf(r.Context(), tx, mux.Vars(r.Request)["query"])
		return err
	})
	if err != nil {
		return a, err
	}
	a.With = map[string]string{}
	query := r.URL.Query()
	for _, p := range a.Params {
		if query.Has(p.Word) {
			a.With[p.Word] = strings.Join(slices.DeleteFunc(query[p.Word], func(v string) bool { return v == "" }), "、") // several are chosen of villages
		}
	}
	a.Among.Township, _ = strconv.ParseInt(query.Get("township"), 10, 64)
	return a, nil
}

// Value is what a parameter is asked with.
func (a asked) Value(p monitoring.Param) string {
	if value, is := a.With[p.Word]; is {
		return value
	}
	return p.Default
}

// Named tells whether a village is among those that a parameter is asked with.
func (a asked) Named(p monitoring.Param, village string) bool {
	return slices.Contains(strings.Split(a.Value(p), "、"), village)
}

// Said is the definition in words, with its numbers.
func (a asked) Said() string { return a.Says(a.With) }

// at is an address of this query, with its numbers.
func (a asked) at(below string) string {
	query := url.Values{}
	for word, value := range a.With {
		query.Set(word, value)
	}
	if a.Among.Township != 0 {
		query.Set("township", fmt.Sprint(a.Among.Township))
	}
	return (&url.URL{Path: "/sweeps/" + a.Code + below, RawQuery: query.Encode()}).String()
}

// ask asks it, within what the person was shown of it.
func (a asked) ask(r *kit.Request, w pg.Window) (hits []monitoring.Hit, total int, err error) {
	among := a.Among
	among.Window = w
	err = reading(r, func(tx *pg.Tx) (err error) {
		hits, total, err = monitoring.AskOf(r.Context(), tx, a.Code, a.With, among)
		return err
	})
	return hits, total, err
}

// reading reads in the page's transaction, or in one of its own: a form has none.
func reading(r *kit.Request, read func(tx *pg.Tx) error) error {
	if r.Tx != nil {
		return read(r.Tx)
	}
	return r.Read(read)
}

// sweepPage is what a query finds.
type sweepPage struct {
	asked
	List      *kit.List
	Townships []kit.Choice
	Villages  []kit.Choice // to choose from, where the query asks which
	Rows      []monitoring.Hit
	Batch     *listBatch // what can be done with many at once; nil: nothing
	Sheet     string
}

func showSweep(r *kit.Request) error {
	a, err := askedOf(r)
	if err != nil {
		return err
	}
	p := sweepPage{asked: a, List: r.List(), Townships: townships(r), Sheet: a.at("/hits.xlsx")}
	p.List.Path = "/sweeps/" + a.Code
	if slices.ContainsFunc(a.Params, func(p monitoring.Param) bool { return p.Kind == monitoring.InVillages }) {
		p.Villages = r.Villages()
	}
	if p.Rows, p.List.Total, err = a.ask(r, p.List.Window()); err != nil {
		return err
	}
	if p.Batch, err = a.batch(r, p.List); err != nil {
		return err
	}
	return r.Show("watching/sweeps/show", p)
}

// townships are those of the person's part of the county.
func townships(r *kit.Request) (out []kit.Choice) {
	for _, t := range area.Published().Townships(r.By.County) {
		if r.By.All() || r.By.Reaches(t.Code) {
			out = append(out, kit.Choice{Value: t.Code[:9], Title: t.Name})
		}
	}
	return out
}

// township is the name of the one that a village belongs to.
func township(village int64) string { return area.TownshipName(village) }

// batch is what the person may do with what was found.
func (a asked) batch(r *kit.Request, l *kit.List) (*listBatch, error) {
	var out listBatch
	for _, b := range hitBatches {
		if b.step.May(r.By.Role) && (b.of == "" || b.of == a.Code) {
			out.Steps = append(out.Steps, kit.Choice{Value: "/sweeps/" + a.Code + "/" + b.path, Title: b.title})
		}
	}
	if len(out.Steps) == 0 || l.Total == 0 {
		return nil, nil
	}
	for _, word := range slices.Sorted(maps.Keys(a.With)) {
		out.Fields = append(out.Fields, kit.Choice{Value: word, Title: a.With[word]})
	}
	if a.Among.Township != 0 {
		out.Fields = append(out.Fields, kit.Choice{Value: "township", Title: fmt.Sprint(a.Among.Township)})
	}
	if l.Pages() > 1 && l.Total <= mostHits {
		hits, _, err := a.ask(r, pg.Window{})
		if err != nil {
			return nil, err
		}
		out.All = shown.Of(homesOf(hits))
	}
	return &out, nil
}

// homesOf are the households that were found, each once, in their order.
func homesOf(hits []monitoring.Hit) (ids []int64) {
	seen := map[int64]bool{}
	for _, h := range hits {
		if !seen[h.Household] {
			seen[h.Household], ids = true, append(ids, h.Household)
		}
	}
	return ids
}

func hitsSheet(r *kit.Request) error {
	a, err := askedOf(r)
	if err != nil {
		return err
	}
	return r.File(fmt.Sprintf("%s-%s.xlsx", a.Title, r.Today()), kit.XLSX, func(w io.Writer) error {
		return monitoring.HitsSheet(r.Context(), r.Tx, a.Code, a.With, a.Among, w)
	})
}
