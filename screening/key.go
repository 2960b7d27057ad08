package screening

import (
	"strconv"
	"strings"

	"fangpin/reports"
)

// EventKey names what a row is of within its household and category, as its kind says (scheme §3): two claims of one key cannot both live. The month
// is that of the screening.
func (r *Row) EventKey(month reports.Month) string {
	parts := make([]string, len(r.Of.Extent))
	for i, part := range r.Of.Extent {
		switch part {
		case reports.OfYear:
			parts[i] = r.Year
		case reports.OfMonth:
			parts[i] = month.String()
		case reports.OfDay:
			parts[i] = r.On.String()
		case reports.OfPerson:
			parts[i] = strconv.FormatInt(r.Who.ID, 10)
		default:
			parts[i] = r.Facts[part]
		}
	}
	return strings.Join(parts, "/")
}
