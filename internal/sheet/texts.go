package sheet

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// texts are a workbook's shared strings. However many cells hold one, it is there once.
type texts []string

// at is the i-th string.
func (t texts) at(i int) (string, bool) {
	if i < 0 || i >= len(t) {
		return "", false
	}
	return t[i], true
}

// ofText is what a string takes beside its bytes.
const ofText = 16

// texts reads the shared strings.
func (p parts) texts(name string) (texts, error) {
	in, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var all texts
	x, held := tokensOf(in), 0
	for {
		token, err := x.next()
		if err != nil {
			return nil, broken(err)
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "sst" {
			return all, nil
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := richText(x, "si")
			if err != nil {
				return nil, broken(err)
			}
			all = append(all, text)
			held += len(text) + ofText
		}
		if held > mostTexts {
			return nil, unreadable(reasonBomb, errTooLarge)
		}
	}
}

// richText reads the text within an element, its runs joined, phonetic guides (rPh) left out.
func richText(x tokens, element string) (string, error) {
	var b strings.Builder
	in, guide := false, false
	for {
		token, err := x.next()
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
