package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/sheet"
)

// headerLines is how far down a sheet its header may stand.
const headerLines = 20

// header is where a sheet's columns are (表头).
type header struct {
	kind    *Kind
	sheet   string
	line    int // the last one of the header
	columns map[string]place
	doubled []string // what says the same twice
	unknown []string // titles of no column of ours
	texts   map[int][]string
}

// place is a column of the sheet.
type place struct {
	column int
	title  string
	unit   string
	shift  int32 // the unit is 10^shift yuan
}

// dictionary finds a kind's column by a title.
type dictionary map[string]entry

type entry struct {
	word    string
	standIn bool
}

func (k *Kind) dictionary() dictionary {
	d := dictionary{}
	for _, c := range k.Columns {
		d[c.Title] = entry{word: c.Word}
		for _, v := range c.Variants {
			d[v] = entry{word: c.Word}
		}
		for _, v := range c.StandIns {
			d[v] = entry{word: c.Word, standIn: true}
		}
	}
	return d
}

// find is the column a title means.
func (d dictionary) find(t title) (e entry, name string, ok bool) {
	for _, name := range t.names {
		if e, ok := d[name]; ok {
			return e, name, true
		}
	}
	return entry{}, "", false
}

// readHeader reads titles as a header of the kind; what it lacks is seen by missing.
func readHeader(k *Kind, all []title) *header {
	h := &header{kind: k, columns: map[string]place{}, texts: map[int][]string{}}
	d, standIns := k.dictionary(), []title(nil)
	for _, t := range all {
		h.line = max(h.line, t.line)
		h.texts[t.column] = []string{t.group, t.text}
		switch e, name, ok := d.find(t); {
		case !ok && t.text != "":
			h.unknown = append(h.unknown, fmt.Sprintf("%s（%s列）", t.text, sheet.Letters(t.column)))
		case ok && e.standIn:
			standIns = append(standIns, t)
		case ok:
			h.add(e.word, name, t)
		}
	}
	full := maps.Clone(h.columns)
	for _, t := range standIns {
		e, name, _ := d.find(t)
		column, _ := k.Column(e.word)
		_, taken := full[e.word]
		if _, another := h.columns[e.word]; another && column.Need == Optional {
			taken = true // 电话 beside 手机号: the first will do
		}
		if taken {
			h.unknown = append(h.unknown, fmt.Sprintf("%s（%s列）", t.text, sheet.Letters(t.column)))
		} else {
			h.add(e.word, name, t)
		}
	}
	return h
}

func (h *header) add(word, name string, t title) {
	if at, twice := h.columns[word]; twice {
		h.doubled = append(h.doubled, fmt.Sprintf("“%s”（%s列）与“%s”（%s列）", at.title, sheet.Letters(at.column), name, sheet.Letters(t.column)))
		return
	}
	h.columns[word] = place{column: t.column, title: name, unit: t.ownUnit()}
}

// missing names the columns that a header of the kind needs and this one lacks.
func (h *header) missing() []string {
	var titles []string
	for _, c := range h.kind.Columns {
		if _, there := h.columns[c.Word]; c.Need.required() && !there {
			titles = append(titles, c.Title)
		}
	}
	return titles
}

// found names the kind's columns that are there.
func (h *header) found() []string {
	var titles []string
	for _, c := range h.kind.Columns {
		if at, there := h.columns[c.Word]; there {
			titles = append(titles, at.title)
		}
	}
	return titles
}

// own counts the columns that are not common to all kinds.
func (h *header) own() int {
	n := len(h.columns)
	for _, c := range people {
		if _, there := h.columns[c.Word]; there {
			n--
		}
	}
	return n
}

// measure applies the units: a column's own, or else the one that stands above the table.
func (h *header) measure(above string) {
	for _, c := range h.kind.Columns {
		at, there := h.columns[c.Word]
		if !there || c.Type != Money {
			continue
		}
		at.unit = firstOf(at.unit, above)
		at.shift = units[at.unit]
		h.columns[c.Word] = at
	}
}

// headersIn reads the first lines of a sheet as headers of every kind: each line alone, then each with the one below it.
func headersIn(rows []sheet.Row) []*header {
	var all []*header
	try := func(above []sheet.Row, way []title) {
		for k := range kinds {
			if h := readHeader(&kinds[k], way); len(h.columns) > 0 {
				h.measure(unitAbove(above))
				all = append(all, h)
			}
		}
	}
	for i, row := range rows {
		try(rows[:i], titles(row))
	}
	for i, row := range rows[:max(len(rows)-1, 0)] {
		if rows[i+1].Line == row.End+1 {
			try(rows[:i], titlesOfTwo(row, rows[i+1]))
		}
	}
	return all
}

// unitAbove is the unit of a line such as 单位：万元 above the header.
func unitAbove(rows []sheet.Row) string {
	for _, row := range rows {
		for _, c := range row.Cells {
			if m := unitLine.FindStringSubmatch(tight(c.Value)); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// whole are the headers that lack nothing, the best reading for each kind: more than one if the header fits several kinds.
func whole(all []*header) []*header {
	best := map[string]*header{}
	for _, h := range all {
		if b := best[h.kind.Code]; len(h.missing()) == 0 && (b == nil || h.score() > b.score()) {
			best[h.kind.Code] = h
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b *header) int { return cmp.Compare(a.kind.Code, b.kind.Code) })
}

// score is how well a header reads: by the columns found, then without doubles, then with units. Of equals the first is
// taken, so that one line goes before two.
func (h *header) score() int {
	score := 1000*len(h.columns) - 100*len(h.doubled)
	for _, at := range h.columns {
		score += len(at.unit)
	}
	return score
}

// nearest is the header that recognises the most, of the agency's kinds if they recognise as much as any.
func nearest(all []*header, agency string) *header {
	if len(all) == 0 {
		return nil
	}
	return slices.MaxFunc(all, func(a, b *header) int {
		return cmp.Or(cmp.Compare(a.own(), b.own()), cmp.Compare(len(a.columns), len(b.columns)),
			cmp.Compare(rank(a.kind.ReportedBy(agency)), rank(b.kind.ReportedBy(agency))), cmp.Compare(-len(a.missing()), -len(b.missing())))
	})
}

func rank(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// notes say what of a header a person should know.
func (h *header) notes() []string {
	var notes []string
	if len(h.unknown) > 0 {
		notes = append(notes, fmt.Sprintf("“%s”中不需要的列未读取：%s", h.sheet, strings.Join(h.unknown, "、")))
	}
	for _, unit := range []string{"千元", "万元"} {
		var titles []string
		for _, c := range h.kind.Columns {
			if at := h.columns[c.Word]; at.shift != 0 && at.unit == unit {
				titles = append(titles, fmt.Sprintf("%s（%s列）", at.title, sheet.Letters(at.column)))
			}
		}
		if len(titles) > 0 {
			notes = append(notes, fmt.Sprintf("“%s”中单位是%s的列已换算成元：%s", h.sheet, unit, strings.Join(titles, "、")))
		}
	}
	return notes
}
