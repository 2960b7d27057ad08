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
	total  = regexp.MustCompile(`^(本页|本表|全县|全区|分)?(合计|总计|小计|累计|共计|总和|总数|汇总)|(合计|总计|小计)(数|金额)?([:(].*)?$|^共\d+[人户条笔]`)
	remark = regexp.MustCompile(`^(填报|填表|制表|制单|审核|复核|审批|报送|上报|单位|负责人|分管|主管|经办|联系人|备注|注:|说明|附[:注件]|盖章|日期:|大写|第\d+页|共\d+页|以下空白|以下无)`)

	signer  = regexp.MustCompile(`^.{2,}(局|委员会|卫健委|人民政府|办公室|办事处|公司)$`) // who signs below a table
	heading = regexp.MustCompile(`^[一二三四五六七八九十]+[、.]|^.{2,}(乡|镇|街道|社区)$|^.{3,}村$`)
)

// nobody says why a row is passed over, "" for a row about a person. Whatever else a row says, a person's number makes it a
// person's.
func (h *header) nobody(row sheet.Row) string {
	var texts []string
	for _, c := range row.Cells {
		texts = append(texts, tight(c.Value[:min(len(c.Value), longestTitle)])) // what is longer is none of what is looked for
	}
	first := texts[:min(len(texts), 2)] // a serial number may stand before what the row is
	switch {
	case h.repeated(row):
		return aHeader
	case utf8.RuneCountInString(tight(row.At(h.columns["id_number"].column).Value)) >= 15:
		return ""
	case slices.ContainsFunc(first, total.MatchString):
		return aTotal
	case slices.ContainsFunc(first, remark.MatchString), len(texts) == 1 && h.alone(row.Cells[0]), signature(texts):
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
		if len(c.Value) > longestTitle {
			return false
		}
		plain, _ := plainTitle(c.Value)
		if !slices.Contains(h.texts[c.Column], plain) {
			return false
		}
		same++
	}
	return same >= 2
}

// alone tells from a lone name what else may stand alone in a row: a line of text, a heading over the rows of a township, a
// cell merged over several of our columns.
func (h *header) alone(c sheet.Cell) bool {
	text, over := tight(c.Value), 0
	for _, at := range h.columns {
		if c.Column <= at.column && at.column < c.Column+c.Wide {
			over++
		}
	}
	return over > 1 || heading.MatchString(text) || utf8.RuneCountInString(text) > 8 || strings.ContainsAny(text, ":,。;()")
}

// signature tells an office and a day below a table, or one of the two.
func signature(texts []string) bool {
	days := 0
	for _, text := range texts {
		if spelled.MatchString(text) {
			days++
		} else if !signer.MatchString(text) {
			return false
		}
	}
	return days <= 1
}

// counting tells the line 甲, 乙, 1, 2, 3 … that numbers the columns.
func counting(texts []string) bool {
	last, stems := 0, 0
	for _, text := range texts {
		if strings.Contains("栏次甲乙丙丁戊己庚辛壬癸", text) {
			stems++
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n != last+1 {
			return false
		}
		last = n
	}
	return last >= 3 || stems >= 2
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
