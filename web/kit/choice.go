package kit

import (
	"strconv"
	"strings"

	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/scheme"
)

// Choice is one line of a drop-down.
type Choice struct{ Value, Title string }

// Villages are those of the person's part of the county.
func (r *Request) Villages() (out []Choice) {
	tree := area.Published()
	for _, t := range tree.Townships(r.By.County) {
		for _, one := range tree.Villages(t.Code) {
			if r.By.Reaches(one.Code) {
				out = append(out, Choice{one.Code, t.Short() + " " + one.Short()})
			}
		}
	}
	return out
}

// Code is a division's code as rooms know villages, 0 for what is none.
func Code(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || len(text) != 12 {
		return 0
	}
	return n
}

// IdentityNumber is a search word as an identity number, or empty if it is none.
func IdentityNumber(word string) string {
	word = strings.ToUpper(strings.ReplaceAll(word, " ", ""))
	if _, err := idcard.Parse(word); err != nil {
		return ""
	}
	return word
}

// Categories are the categories of claims (理赔类别), to choose from.
func Categories() (out []Choice) {
	for _, key := range scheme.Keys() {
		out = append(out, Choice{key, scheme.Title(key)})
	}
	return out
}

// AtWork are the people of a role who are at work, to choose from.
func (r *Request) AtWork(role who.Role) (out []Choice, err error) {
	people, err := staff.Find(r.Context(), r.Tx, staff.Filter{Role: role})
	for _, p := range people {
		out = append(out, Choice{strconv.FormatInt(p.ID, 10), p.Name})
	}
	return out, err
}

// Ref is a row that a history is asked of, by its table and the parts of its key.
func Ref(table string, key ...int64) deed.Ref {
	words := make([]string, len(key))
	for i, k := range key {
		words[i] = strconv.FormatInt(k, 10)
	}
	return deed.Ref{Table: table, Key: strings.Join(words, "/")}
}
