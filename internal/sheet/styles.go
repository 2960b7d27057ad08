package sheet

import (
	"regexp"
	"strings"
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
	var x struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := p.decode(name, &x); err != nil {
		return nil, err
	}
	codes := map[int]string{}
	for _, f := range x.Formats {
		codes[f.ID] = f.Code
	}
	looks := make([]look, len(x.Styles))
	for i, s := range x.Styles {
		if code, ok := codes[s.Format]; ok {
			looks[i] = lookOf(code)
		} else {
			looks[i] = builtIn(s.Format)
		}
	}
	return looks, nil
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
