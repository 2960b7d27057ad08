package web

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/gorilla/mux"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
)

func deedRoutes() []route {
	return []route{
		show("/deeds", "操作存证", deedReaders, (*visit).deeds),
		show("/deeds/{leaf:[0-9]+}", "", deedReaders, (*visit).deed),
	}
}

// deedsPage is the log of deeds.
type deedsPage struct {
	List   *listing
	People []choice
	Verbs  []choice
	Rows   []deed.Event
	Last   *deed.Under
	Size   int64
}

func (v *visit) deeds() error {
	p := deedsPage{List: v.listing()}
	if leaf, err := strconv.ParseInt(p.List.Get("leaf"), 10, 64); err == nil && leaf >= 0 {
		return v.to(fmt.Sprintf("/deeds/%d", leaf), "")
	}
	people, err := staff.Find(v.ctx(), v.tx, staff.Filter{})
	if err != nil {
		return err
	}
	for _, one := range people {
		p.People = append(p.People, choice{fmt.Sprint(one.ID), one.Name + " " + one.Role.Title()})
	}
	for _, s := range steps() {
		p.Verbs = append(p.Verbs, choice{s.Verb, s.Title})
	}
	f := deed.LogFilter{Verb: p.List.Get("verb"), Window: p.List.window()}
	f.Person, _ = strconv.ParseInt(p.List.Get("person"), 10, 64)
	if day, err := calendar.ParseDate(p.List.Get("day")); err == nil {
		f.On = &day
	}
	if p.Rows, p.List.Total, err = deed.Log(v.ctx(), v.tx, f); err != nil {
		return err
	}
	if p.Last, p.Size, err = deed.Last(v.ctx(), v.tx); err != nil {
		return err
	}
	return v.show("deeds/list", p)
}

// deedPage is one deed as it is sealed.
type deedPage struct {
	deed.Sealed
	Hash   string
	Root   string // of the checkpoint it is under
	Covers []coverLine
	Of     string // the table whose rows are shown
	Rows   []coveredRow
	List   *listing
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

func (v *visit) deed() error {
	leaf, err := strconv.ParseInt(mux.Vars(v.r)["leaf"], 10, 64)
	if err != nil {
		return fault.NotFoundf("没有这一号存证")
	}
	p := deedPage{List: v.listing()}
	if p.Sealed, err = deed.Get(v.ctx(), v.tx, leaf); err != nil {
		return err
	}
	p.Hash = hex.EncodeToString(p.Sealed.Hash)
	if p.Under != nil {
		p.Root = hex.EncodeToString(p.Under.Root)
	}
	for _, s := range p.Sealed.Covers {
		p.Covers = append(p.Covers, coverLine{s.Table, deed.Title(s.Table), hex.EncodeToString(s.Root[:]), s.Rows})
	}
	if err := v.covered(&p); err != nil {
		return err
	}
	return v.show("deeds/show", p)
}

// covered reads the rows of the table that the address asks for, the first unless it names another.
func (v *visit) covered(p *deedPage) error {
	if len(p.Covers) == 0 {
		return nil
	}
	i := max(0, slices.IndexFunc(p.Covers, func(c coverLine) bool { return c.Table == p.List.Get("of") }))
	p.Of, p.List.Total = p.Covers[i].Table, int(p.Covers[i].Rows)
	rows, err := deed.Covered(v.ctx(), v.tx, p.Leaf, p.Of, p.List.window())
	if err != nil {
		return err
	}
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
	}
	page, ids, err := deed.Homes(v.ctx(), v.tx, p.Of, keys)
	if err != nil {
		return err
	}
	for _, r := range rows {
		line := coveredRow{Key: r.Key, Digest: hex.EncodeToString(r.Digest[:])}
		if id, ok := ids[r.Key]; ok {
			line.Path = v.pathTo(tablePages[page], fmt.Sprint(id))
		}
		p.Rows = append(p.Rows, line)
	}
	return nil
}
