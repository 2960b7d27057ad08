package sheet

import (
	"regexp"
	"strings"
)

// dated reads which cell styles show a number as a date.
func (p parts) dated(name string) ([]bool, error) {
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
	dated := make([]bool, len(x.Styles))
	for i, s := range x.Styles {
		if code, ok := codes[s.Format]; ok {
			dated[i] = dateCode(code)
		} else {
			dated[i] = builtInDate(s.Format)
		}
	}
	return dated, nil
}

// builtInDate knows the formats without a code (ECMA-376 18.8.30), the Chinese ones among them; times of day are no dates.
func builtInDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id >= 57 && id <= 58
}

// literals are the parts of a format's code that stand for themselves: "text", \x, _x, *x and [colour].
var literals = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// dateCode tells whether a format's code shows a day or a year.
func dateCode(code string) bool {
	code = strings.ToLower(literals.ReplaceAllString(code, ""))
	return code != "general" && code != "standard" && strings.ContainsAny(code, "dy")
}
