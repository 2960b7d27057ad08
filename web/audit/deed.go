package audit

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/gorilla/mux"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/web/kit"
)

func deedRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/deeds", "操作存证", deedReaders, listDeeds),
		kit.Show("/deeds/{leaf:[0-9]+}", "", deedReaders, showDeed),
	}
}

// deedsPage is the log of deeds.
type deedsPage struct {
	List   *kit.List
	People []kit.Choice
	Verbs  []kit.Choice
	Rows   []deed.Event
	Last   *deed.Under
	Size   int64
}

func listDeeds(r *kit.Request) error {
	p := deedsPage{List: r.List()}
	if leaf, err := strconv.ParseInt(p.List.Get("leaf"), 10, 64); err == nil && leaf >= 0 {
		return r.To(fmt.Sprintf("/deeds/%d", leaf), "")
	}
	people, err := staff.Find(r.Context(), r.Tx, staff.Filter{})
	if err != nil {
		return err
	}
	for _, one := range people {
		p.People = append(p.People, kit.Choice{Value: fmt.Sprint(one.ID), Title: one.Name + " " + one.Role.Title()})
	}
	for _, s := range r.Steps() {
		p.Verbs = append(p.Verbs, kit.Choice{Value: s.Verb, Title: s.Title})
	}
	f := deed.LogFilter{Verb: p.List.Get("verb"), Window: p.List.Window()}
	f.Person, _ = strconv.ParseInt(p.List.Get("person"), 10, 64)
	if day, err := calendar.ParseDate(p.List.Get("day")); err == nil {
		f.On = &day
	}
	if p.Rows, p.List.Total, err = deed.Log(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if p.Last, p.Size, err = deed.Last(r.Context(), r.Tx); err != nil {
		return err
	}
	return r.Show("audit/deeds/list", p)
}

// deedPage is one deed as it is sealed.
type deedPage struct {
	deed.Sealed
	By     string // what: how its person was in
	Hash   string
	Root   string // of the checkpoint it is under
	Covers []coverLine
	Of     string // the table whose rows are shown
	Rows   []coveredRow
	List   *kit.List
}

// coverLine is one table that a deed answers for.
type coverLine struct {
	Table, Title, Root string
	Rows               int64
}

// coveredRow is one row that a deed answers for, and where it is shown.
type coveredRow struct {
	Key, Digest, Path string
}

func showDeed(r *kit.Request) error {
	leaf, err := strconv.ParseInt(mux.Vars(r.Request)["leaf"], 10, 64)
	if err != nil {
		return fault.NotFoundf("没有这一号存证")
	}
	p := deedPage{List: r.List()}
	if p.Sealed, err = deed.Get(r.Context(), r.Tx, leaf); err != nil {
		return err
	}
	if p.By, err = signin.WayTitle(r.Context(), r.Tx, p.Way); err != nil {
		return err
	}
	p.Hash = hex.EncodeToString(p.Sealed.Hash)
	if p.Under != nil {
		p.Root = hex.EncodeToString(p.Under.Root)
	}
	for _, s := range p.Sealed.Covers {
		p.Covers = append(p.Covers, coverLine{s.Table, deed.Title(s.Table), hex.EncodeToString(s.Root[:]), s.Rows})
	}
	if err := covered(r, &p); err != nil {
		return err
	}
	return r.Show("audit/deeds/show", p)
}

// covered reads the rows of the table that the address asks for, the first unless it names another.
func covered(r *kit.Request, p *deedPage) error {
	if len(p.Covers) == 0 {
		return nil
	}
	i := max(0, slices.IndexFunc(p.Covers, func(c coverLine) bool { return c.Table == p.List.Get("of") }))
	p.Of, p.List.Total = p.Covers[i].Table, int(p.Covers[i].Rows)
	rows, err := deed.Covered(r.Context(), r.Tx, p.Leaf, p.Of, p.List.Window())
	if err != nil {
		return err
	}
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i] = row.Key
	}
	page, ids, err := deed.Homes(r.Context(), r.Tx, p.Of, keys)
	if err != nil {
		return err
	}
	for _, row := range rows {
		line := coveredRow{Key: row.Key, Digest: hex.EncodeToString(row.Digest[:])}
		if id, ok := ids[row.Key]; ok {
			line.Path = r.PathTo(tablePages[page], fmt.Sprint(id))
		}
		p.Rows = append(p.Rows, line)
	}
	return nil
}
