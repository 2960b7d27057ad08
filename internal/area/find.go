package area

import (
	"strings"
	"unicode"

	"fangpin/internal/fault"
)

// name is one of a division's names within its county (six digits, for villages) or its parent (twelve digits).
type name struct{ within, form, text string }

// The forms of a name, in order of trust.
const (
	full  = "full"  // 梨林头村民委员会, 鹤壁集镇
	short = "short" // 梨林头村
	bare  = "bare"  // 梨林头, 鹤壁集
)

// index files every township and village under all its names.
func (t *Tree) index() {
	t.named = map[name][]Division{}
	for _, d := range t.all {
		switch d.Level {
		case Township:
			t.file(d, d.Parent)
		case Village:
			t.file(d, d.Parent)
			t.file(d, d.County())
		}
	}
}

func (t *Tree) file(d Division, within string) {
	for _, n := range []name{{within, full, d.Name}, {within, short, d.Short()}, {within, bare, d.bare()}} {
		t.named[n] = append(t.named[n], d)
	}
}

// find gives the divisions that the words fit best.
func (t *Tree) find(within string, level Level, words string) []Division {
	w := Division{Name: words, Level: level}
	for _, n := range []name{{within, full, words}, {within, short, w.Short()}, {within, bare, words}, {within, bare, w.bare()}} {
		if found := t.named[n]; len(found) > 0 {
			return found
		}
	}
	return nil
}

// FindTownship finds the township of a county (six digits) that a clerk wrote: in full or without 乡, 镇 or 街道, spaces aside.
func (t *Tree) FindTownship(county, words string) (Division, error) {
	in, err := t.County(county)
	if err != nil {
		return Division{}, err
	}
	words = plain(words)
	if found := t.find(in.Code, Township, words); len(found) > 0 {
		return t.only(found, words)
	}
	return Division{}, fault.NotFoundf("%s没有乡镇（街道）“%s”，现有：%s", in.Name, words, t.list(t.children[in.Code]))
}

// FindVillage finds the village that a clerk wrote: in full, short (梨林头村, 广场社区) or without 村 or 社区, spaces aside.
// The township may be blank if one village of the county fits.
func (t *Tree) FindVillage(county, township, words string) (Division, error) {
	in, err := t.County(county)
	if err != nil {
		return Division{}, err
	}
	words = plain(words)
	anywhere := t.find(county, Village, words)
	found := anywhere
	if plain(township) != "" {
		if in, err = t.FindTownship(county, township); err != nil {
			return Division{}, err
		}
		found = t.find(in.Code, Village, words)
	}
	switch {
	case len(found) > 0:
		return t.only(found, words)
	case len(anywhere) > 0:
		return Division{}, fault.NotFoundf("%s没有村（社区）“%s”，县内有：%s，请核对乡镇", in.Name, words, t.list(anywhere))
	default:
		return Division{}, fault.NotFoundf("%s没有村（社区）“%s”，请核对名称", in.Name, words)
	}
}

// only is the one division found, or a refusal that lists them all.
func (t *Tree) only(found []Division, words string) (Division, error) {
	if len(found) > 1 {
		return Division{}, fault.Invalidf("“%s”不止一处：%s，请写明是哪一处", words, t.list(found))
	}
	return found[0], nil
}

// list names divisions for a person, villages with their townships.
func (t *Tree) list(all []Division) string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = d.Name
		if d.Level == Village {
			names[i] = t.byCode[d.Parent].Name + d.Short()
		}
	}
	return strings.Join(names, "、")
}

// plain is the text without any spaces, whatever their width.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
