package reports

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fangpin/internal/sheet"
)

// What the notes say of rows that are not read as a person's.
const (
	aTotal  = "跳过合计、小计行"
	aRemark = "跳过填报人、说明等行"
	aHeader = "跳过重复的表头行"
	numbers = "跳过栏次行"
	empty   = "跳过空行"
)

var (
	total  = regexp.MustCompile(`^(本页|本表|全县|全区|分)?(合计|总计|小计|累计|共计|总和)`)
	remark = regexp.MustCompile(`^(填报|填表|制表|制单|审核|复核|审批|报送|上报|单位|负责人|分管|主管|经办|联系人|备注|注[:：]|说明|附[:：注件]|盖章|日期[:：]|第\d+页|共\d+页|以下空白|以下无)`)
)

// nobody says why a row is passed over, "" for a row about a person. Whatever else a row says, a person's number makes it a
// person's.
func (h *header) nobody(row sheet.Row) string {
	var texts []string
	for _, c := range row.Cells {
		texts = append(texts, tight(c.Value))
	}
	first := texts[:min(len(texts), 2)] // a serial number may stand before what the row is
	switch {
	case h.repeated(row):
		return aHeader
	case utf8.RuneCountInString(tight(row.At(h.columns["id_number"].column).Value)) >= 15:
		return ""
	case slices.ContainsFunc(first, total.MatchString):
		return aTotal
	case slices.ContainsFunc(first, remark.MatchString), len(texts) == 1 && sentence(texts[0]):
		return aRemark
	case counting(texts):
		return numbers
	case h.nothingOfOurs(row):
		return empty
	}
	return ""
}

// repeated tells a header that stands again, as at every page's top.
func (h *header) repeated(row sheet.Row) bool {
	same := 0
	for _, c := range row.Cells {
		plain, _ := plainTitle(c.Value)
		if !slices.Contains(h.texts[c.Column], plain) {
			return false
		}
		same++
	}
	return same >= 2
}

// sentence tells a line of text from a lone name.
func sentence(text string) bool {
	return utf8.RuneCountInString(text) > 8 || strings.ContainsAny(text, ":：，,。；;()（）")
}

// counting tells the line 甲, 乙, 1, 2, 3 … that numbers the columns.
func counting(texts []string) bool {
	last := 0
	for _, text := range texts {
		if strings.Contains("栏次甲乙丙丁", text) {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n != last+1 {
			return false
		}
		last = n
	}
	return last >= 3
}

// nothingOfOurs tells a row that only has something in columns we do not read, as a serial number written in advance.
func (h *header) nothingOfOurs(row sheet.Row) bool {
	for _, at := range h.columns {
		if c := row.At(at.column); c.Kind != sheet.Blank {
			return false
		}
	}
	return true
}

// tally counts rows by what is to be said of them.
type tally map[string]*lines

type lines struct {
	count int
	first []int
}

// namedLines is how many lines a note names before it only counts.
const namedLines = 10

func (t tally) add(what string, line int) {
	if t[what] == nil {
		t[what] = &lines{}
	}
	l := t[what]
	if l.count++; len(l.first) < namedLines {
		l.first = append(l.first, line)
	}
}

// notes say of a sheet what was counted.
func (t tally) notes(sheet string) []string {
	var notes []string
	for _, what := range slices.Sorted(maps.Keys(t)) {
		named := make([]string, 0, namedLines)
		for _, line := range t[what].first {
			named = append(named, strconv.Itoa(line))
		}
		more := ""
		if t[what].count > namedLines {
			more = "等"
		}
		notes = append(notes, fmt.Sprintf("“%s”%s：%d行（第%s%s行）", sheet, what, t[what].count, strings.Join(named, "、"), more))
	}
	return notes
}
