package reports

import (
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/sheet"
)

// Row is one good row of a report (月报行), every value typed and by its column's word.
type Row struct {
	Sheet string
	Line  int

	Name, IDNumber         string // X in capitals
	HeadName, HeadIDNumber string // "" where the file has none
	Township, Village      string
	NaturalVillage         string
	Phone                  string

	Facts map[string]decimal.Decimal // amounts in yuan and counts of persons
	Dates map[string]time.Time       // days, at midnight UTC
	Texts map[string]string          // the rest: a month as 2024-09, a school year as 2024-2025, 是 or 否

	header *header
}

// Cell is where the value of a column's word stands, as in F12; "" if the file has no such column.
func (r Row) Cell(word string) string {
	if at, ok := r.header.columns[word]; ok {
		return sheet.Address(at.column, r.Line)
	}
	return ""
}

// put keeps a text under its word.
func (r *Row) put(word, text string) {
	switch word {
	case "name":
		r.Name = text
	case "id_number":
		r.IDNumber = text
	case "head_name":
		r.HeadName = text
	case "head_id_number":
		r.HeadIDNumber = text
	case "township":
		r.Township = text
	case "village":
		r.Village = text
	case "natural_village":
		r.NaturalVillage = text
	case "phone":
		r.Phone = text
	default:
		r.Texts[word] = text
	}
}
