package kit

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"fangpin/internal/area"
)

// NumberLike tells a word that may be a number of somebody's, well written or not: an identity number of today or of before, a telephone, a
// bank card. Eleven digits on end are one, unless they begin as a household's number does, with a village that there is.
func NumberLike(word string) bool {
	word = joints.Replace(width.Narrow.String(word))
	for _, run := range digits.FindAllString(word, -1) {
		if len(run) < villageDigits || len(run) > householdDigits {
			return true
		}
		if _, known := area.Published().Lookup(run[:villageDigits]); !known {
			return true
		}
	}
	return false
}

// How long the codes of villages and the numbers of households are.
const (
	villageDigits   = 12
	householdDigits = 16
)

var (
	digits = regexp.MustCompile(`[0-9]{11,}`)
	joints = strings.NewReplacer(" ", "", "-", "") // as people write between the digits
)

// unaddressed takes a number of somebody's out of the address, without looking for it: browsers and proxies keep addresses.
func (r *Request) unaddressed() error {
	query := r.URL.Query()
	query.Del("q")
	var onward []Choice
	if r.Sees(r.on.Search) {
		onward = []Choice{{r.on.Search, "按身份证号查找"}}
	}
	return r.To((&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String(), "身份证号、电话和账号不能写进网址，这次没有查找", onward...)
}
