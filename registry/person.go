package registry

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Person is a member of a household (人).
type Person struct {
	ID        int64          `db:"id"`
	Household int64          `db:"household"`
	Name      string         `db:"name"`
	IDNo      []byte         `db:"id_no"` // sealed: see IDNumber
	Tag       []byte         `db:"id_tag"`
	Phone     []byte         `db:"phone"`    // sealed; nil where none is known
	Relation  Relation       `db:"relation"` // to the head
	BornOn    calendar.Date  `db:"born_on"`
	DiedOn    *calendar.Date `db:"died_on"`
	Bound     bool           `db:"bound"` // whether what is sealed is bound to this row
}

// IDNumber opens the person's identity number.
func (p Person) IDNumber(keys *secret.Keys, county string) (string, error) {
	return keys.Open(p.IDNo, idContext(county).In(p.Bound, p.ID))
}

// PhoneNumber opens the person's phone number, empty where none is known.
func (p Person) PhoneNumber(keys *secret.Keys, county string) (string, error) {
	if p.Phone == nil {
		return "", nil
	}
	return keys.Open(p.Phone, phoneContext(county).In(p.Bound, p.ID))
}

func idContext(county string) secret.Context {
	return secret.Context{County: county, Column: "person.id_no"}
}

func phoneContext(county string) secret.Context {
	return secret.Context{County: county, Column: "person.phone"}
}

// Filter narrows a Find; a zero field does not narrow.
type Filter struct {
	IDs        pg.Among[int64]
	Households pg.Among[int64]
	Tags       pg.Among[[]byte] // of identity numbers: secret.Keys.Tag(secret.IDNumber, …)
}

// Find lists persons by household, the head first.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Person, error) {
	var people []Person
	err := tx.SelectContext(ctx, &people, `
		SELECT id, household, name, id_no, id_tag, phone, relation AS "relation.code", COALESCE(relation_told, '') AS "relation.told", born_on, died_on, COALESCE(bound, false) AS bound
		FROM person
		WHERE county = $1 AND ($2::bigint[] IS NULL OR id = ANY ($2)) AND ($3::bigint[] IS NULL OR household = ANY ($3))
		  AND ($4::bytea[] IS NULL OR id_tag = ANY ($4))
		ORDER BY household, relation <> 'head', id`, tx.County, f.IDs, f.Households, f.Tags)
	if err != nil {
		return nil, fmt.Errorf("find persons: %w", err)
	}
	return people, nil
}

// Get is one person. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Person, error) {
	people, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{id})})
	if err != nil {
		return Person{}, err
	}
	if len(people) == 0 {
		return Person{}, errNobody(id)
	}
	return people[0], nil
}

func errNobody(id int64) error {
	return fault.NotFoundf("没有找到该人员（%d），请从花名册重新选择", id)
}

// PersonsByTag gives the persons whose identity number has one of the tags, by tag.
func PersonsByTag(ctx context.Context, tx *pg.Tx, tags [][]byte) (map[string]Person, error) {
	people, err := Find(ctx, tx, Filter{Tags: pg.Only(tags)})
	if err != nil {
		return nil, err
	}
	byTag := make(map[string]Person, len(people))
	for _, p := range people {
		byTag[string(p.Tag)] = p
	}
	return byTag, nil
}

// Payees gives to whom each household's payouts are made, by household: its head, living or not.
func Payees(ctx context.Context, tx *pg.Tx, households []int64) (map[int64]int64, error) {
	heads, err := Heads(ctx, tx, households)
	if err != nil {
		return nil, err
	}
	payees := make(map[int64]int64, len(heads))
	for household, head := range heads {
		payees[household] = head.ID
	}
	return payees, nil
}

// Heads gives each household's head (户主), living or not, by household.
func Heads(ctx context.Context, tx *pg.Tx, households []int64) (map[int64]Person, error) {
	people, err := Find(ctx, tx, Filter{Households: pg.Only(households)})
	if err != nil {
		return nil, err
	}
	heads := make(map[int64]Person, len(households))
	for _, p := range people {
		if p.Relation.Code == Head {
			heads[p.Household] = p
		}
	}
	return heads, nil
}
