package reports

import (
	"context"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// Reveal opens all that a row told, and keeps who looked and why (查看完整信息). The row must be one that Rows lists, of the households among
// which one may read.
func Reveal(ctx context.Context, tx *pg.Tx, keys *secret.Keys, among pg.Among[int64], l registry.Look, door registry.Door) (Told, error) {
	if err := RevealStep.Permit(tx, "查看月报行全文"); err != nil {
		return Told{}, err
	}
	r, err := getRow(ctx, tx, among, l.Row)
	if err != nil {
		return Told{}, err
	}
	l.Kind = registry.Told
	if err := l.Enter(ctx, tx, door); err != nil {
		return Told{}, err
	}
	return r.Open(keys, tx.County)
}

// Masked is what a row told as a page may show it: names and places in clear, numbers masked, words about illness or school left out.
func (t Told) Masked() Told {
	t.IDNumber, t.HeadIDNumber, t.Phone = secret.Mask(secret.IDNumber, t.IDNumber), secret.Mask(secret.IDNumber, t.HeadIDNumber), secret.Mask(secret.Phone, t.Phone)
	texts := make(map[string]string, len(t.Texts))
	for word := range t.Texts {
		texts[word] = "已隐去"
	}
	t.Texts = texts
	return t
}

// Word is what the row told under a column's word, empty where nothing.
func (t Told) Word(word string) string {
	switch word {
	case "name":
		return t.Name
	case "id_number":
		return t.IDNumber
	case "head_name":
		return t.HeadName
	case "head_id_number":
		return t.HeadIDNumber
	case "township":
		return t.Township
	case "village":
		return t.Village
	case "natural_village":
		return t.NaturalVillage
	case "phone":
		return t.Phone
	default:
		return t.Texts[word]
	}
}
