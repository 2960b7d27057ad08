package claims

import "fangpin/reports"

// FactTitle is what people call a fact of a category (核实数据): its column in the files of the departments that report it, else what
// the adjuster's own facts are called, else its column in the files of another category. A word that none of these know stays as it is.
func FactTitle(category, word string) string {
	other := word
	for _, k := range reports.Kinds() {
		c, ok := k.Column(word)
		switch {
		case !ok:
		case k.Category == category:
			return c.Title
		case other == word:
			other = c.Title
		}
	}
	if title, ok := ownFacts[word]; ok {
		return title
	}
	return other
}

// ownFacts are what the adjuster establishes where no department reports it, and what else of a case a scheme may refuse.
var ownFacts = map[string]string{"aid_paid": "其他救助", "other_paid": "其他补助", "class": "户类别", "date": "日期"}
