package claims

import (
	"strconv"

	"fangpin/reports"
)

// eventKey names a claim's event within its household and category (scheme §3): two claims of one key cannot both live.
//
//	hospital            policy year / month of screening, as in 2024/2024-09: all settlements of the term not in a claim before
//	accident, industry  what happened / when
//	admission           whose / number of the notice
//	schooling           whose / school year
//	income              policy year
func eventKey(r *row, month reports.Month) string {
	year := r.term.Scheme.Term.Year()
	switch r.kind.Category {
	case "hospital":
		return year + "/" + month.String()
	case "accident":
		return r.Facts["disaster"] + "/" + r.on.String()
	case "industry":
		return r.Facts["industry"] + "/" + r.on.String()
	case "admission":
		return r.whose() + "/" + r.Facts["notice"]
	case "schooling":
		return r.whose() + "/" + r.Facts["school_year"]
	default:
		return year
	}
}

func (r *row) whose() string { return strconv.FormatInt(r.person.ID, 10) }

// byPerson tells the categories whose claim is one person's.
func byPerson(category string) bool { return category == "admission" || category == "schooling" }
