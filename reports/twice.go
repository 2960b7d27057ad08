package reports

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// seen remembers the keys of a file's rows, at about a hundred bytes each.
type seen map[[16]byte]once

// once is where a key stood first.
type once struct {
	sheet string
	line  int
	whole [8]byte // of all the row's cells
}

// twice notes a row whose key stood before: the same settlement, or the same person with the same event.
func (s seen) twice(l *line, key []string) {
	text := l.keyText(key)
	if text == "" {
		return
	}
	sum := [16]byte(digest(text))
	now := once{sheet: l.header.sheet, line: l.source.Line, whole: [8]byte(digest(l.wholeText()))}
	first, again := s[sum]
	if !again {
		s[sum] = now
		return
	}
	where := fmt.Sprintf("第%d行", first.line)
	if first.sheet != now.sheet {
		where = fmt.Sprintf("“%s”%s", first.sheet, where)
	}
	if first.whole == now.whole {
		l.defect(key[len(key)-1], "与"+where+"完全相同，重复报送，请删去一行")
		return
	}
	l.defect(key[len(key)-1], fmt.Sprintf("%s已有相同的%s，不能重复报送，请核对", where, l.titles(key)))
}

// keyText is the key's values, "" where one of them is missing or bad.
func (l *line) keyText(key []string) string {
	values := make([]string, 0, len(key))
	for _, word := range key {
		value := l.row.Texts[word]
		if word == "id_number" {
			value = l.row.IDNumber
		}
		if at, ok := l.row.Dates[word]; ok {
			value = at.Format("2006-01-02")
		}
		if value == "" {
			return ""
		}
		values = append(values, tight(value))
	}
	return strings.Join(values, "\x00")
}

// wholeText is what stands in the columns of ours.
func (l *line) wholeText() string {
	var b strings.Builder
	for _, c := range l.header.kind.Columns {
		if _, there := l.header.columns[c.Word]; there {
			b.WriteString(clean(l.cell(c.Word).Value) + "\x00")
		}
	}
	return b.String()
}

// titles names the columns of a key.
func (l *line) titles(key []string) string {
	titles := make([]string, len(key))
	for i, word := range key {
		titles[i] = l.header.columns[word].title
	}
	return strings.Join(titles, "、")
}

func digest(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}
