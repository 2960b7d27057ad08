package sheet

import (
	"encoding/xml"
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// maxTexts bounds the shared strings, the only part of a workbook that is held while it is read, in bytes.
const maxTexts = 128 << 20

var errTexts = errors.New("shared strings too long")

// texts are a workbook's shared strings, end to end.
type texts struct {
	all  []byte
	ends []int
}

// at is the i-th string.
func (t texts) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := 0
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.all[from:t.ends[i]]), true
}

// texts reads the shared strings.
func (p parts) texts(name string) (texts, error) {
	in, err := p.open(name)
	if err != nil {
		return texts{}, err
	}
	defer in.Close()
	var t texts
	x := xml.NewDecoder(in)
	for {
		token, err := x.RawToken()
		if err != nil {
			return texts{}, unreadable(reasonDamaged, err)
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "sst" {
			return t, nil
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := richText(x, "si")
			if err != nil {
				return texts{}, unreadable(reasonDamaged, err)
			}
			t.all = append(t.all, text...)
			t.ends = append(t.ends, len(t.all))
		}
		if len(t.all)+len(t.ends) > maxTexts {
			return texts{}, unreadable(reasonBomb, errTexts)
		}
	}
}

// richText reads the text within an element, its runs joined, phonetic guides (rPh) left out.
func richText(x *xml.Decoder, element string) (string, error) {
	var b strings.Builder
	in, guide := false, false
	for {
		token, err := x.RawToken()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			in = in || token.Name.Local == "t"
			guide = guide || token.Name.Local == "rPh"
		case xml.EndElement:
			switch token.Name.Local {
			case element:
				return unescapedXML(b.String()), nil
			case "t":
				in = false
			case "rPh":
				guide = false
			}
		case xml.CharData:
			if in && !guide && b.Len() <= maxField {
				b.Write(token)
			}
		}
	}
}

// escaped is how SpreadsheetML writes characters that XML cannot hold, as in _x000D_ (ECMA-376 22.9.2.19).
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescapedXML(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(e string) string {
		code, _ := strconv.ParseUint(e[2:6], 16, 16)
		return string(rune(code))
	})
}
