package screening

import (
	"fmt"

	"fangpin/reports"
)

// identity is what two rows share that tell the same thing twice, as when a department sends the year's list every month.
type identity struct {
	kind   string
	person int64
	what   string
}

// bill is one settlement, whoever it is said to be of.
func (r *Row) bill() identity { return identity{kind: r.Of.Code, what: string(r.Tag)} }

// dropRepeats leaves one row of those that tell the same thing: the one that was taken, else the newest. The others keep the reason and do not
// count towards any line; taken says it of one whose like was taken.
func dropRepeats(rows []*Row, same func(*Row) identity, taken string) (once []*Row) {
	SortNewest(rows)
	first := map[identity]*Row{}
	for _, r := range rows {
		if r.In != 0 && first[same(r)] == nil {
			first[same(r)] = r
		}
	}
	for _, r := range rows {
		switch f := first[same(r)]; {
		case f == nil:
			first[same(r)] = r
			once = append(once, r)
		case f == r:
			once = append(once, r)
		case r.Why != "": // it has a better one
		case f.In != 0:
			r.because(Repeated, "%s%s%s", spoken(f.Month), f.Agency, taken)
		default:
			r.because(Repeated, "与%s%s报送的是同一事项，以该次报送为准", spoken(f.Month), f.Agency)
		}
	}
	return once
}

func spoken(m reports.Month) string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }
