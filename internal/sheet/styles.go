package sheet

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// look is how a cell style shows a number.
type look int

const (
	asNumber look = iota
	asDate
	asPercent
)

// looks reads what the cell styles show a number as.
func (p parts) looks(name string) ([]look, error) {
	in, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	x, formats, styles, within := tokensOf(in), map[int]look{}, []int(nil), false
	for {
		token, err := x.next()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, broken(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch id, _ := strconv.Atoi(attribute(token, "numFmtId")); token.Name.Local {
			case "numFmt":
				code := attribute(token, "formatCode")
				if utf8.RuneCountInString(code) > longestCode || len(formats) > mostStyles {
					return nil, unreadable(reasonStyles, errTooLarge)
				}
				formats[id] = lookOf(code)
			case "cellXfs":
				within = true
			case "xf":
				if within {
					styles = append(styles, id)
				}
			}
			if len(styles) > mostStyles {
				return nil, unreadable(reasonStyles, errTooLarge)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "cellXfs":
				within = false
			case "styleSheet":
				return looksOf(styles, formats), nil
			}
		}
	}
}

// looksOf is how styles show numbers, each by the number of its format: the workbook's own, or a built-in one.
func looksOf(styles []int, formats map[int]look) []look {
	looks := make([]look, len(styles))
	for i, id := range styles {
		if own, ok := formats[id]; ok {
			looks[i] = own
		} else {
			looks[i] = builtIn(id)
		}
	}
	return looks
}

// builtIn knows the formats without a code (ECMA-376 18.8.30), the Chinese ones among them; times of day are no dates.
func builtIn(id int) look {
	switch {
	case id == 9, id == 10:
		return asPercent
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return asDate
	}
	return asNumber
}

// literals are the parts of a format's code that stand for themselves: "text", \x, _x, *x and [colour].
var literals = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// lookOf tells whether a format's code shows a percentage, or a day or a year.
func lookOf(code string) look {
	code = strings.ToLower(literals.ReplaceAllString(code, ""))
	switch {
	case code == "general", code == "standard":
		return asNumber
	case strings.Contains(code, "%"):
		return asPercent
	case strings.ContainsAny(code, "dy"):
		return asDate
	}
	return asNumber
}
