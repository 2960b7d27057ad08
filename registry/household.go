package registry

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Household is one family (户) and where it lives.
type Household struct {
	ID      int64  `db:"id"`
	No      string `db:"no"`      // 户编号
	Place   int64  `db:"place"`   // its natural village; in a 社区 the village itself
	Village int64  `db:"village"` // the administrative village
	Persons int    `db:"persons"` // who have not died
}

// Division is the twelve-digit code of the administrative village, for who.Person.Reaches.
func (h Household) Division() string { return division(h.Village) }

// Households gives the households of the ids, by id.
func Households(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]Household, error) {
	return households(ctx, tx, `h.id = ANY ($2)`, pq.Array(ids))
}

// PlacesOf gives where each household lives, by household.
func PlacesOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]int64, error) {
	found, err := Households(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	places := make(map[int64]int64, len(found))
	for id, h := range found {
		places[id] = h.Place
	}
	return places, nil
}

// HouseholdByNo is the household of a number (户编号). None is NotFound.
func HouseholdByNo(ctx context.Context, tx *pg.Tx, no string) (Household, error) {
	found, err := households(ctx, tx, `h.no = $2`, no)
	if err != nil {
		return Household{}, err
	}
	for _, h := range found {
		return h, nil
	}
	return Household{}, fault.NotFoundf("没有户编号为“%s”的户，请核对花名册", no)
}

func households(ctx context.Context, tx *pg.Tx, which string, arg any) (map[int64]Household, error) {
	var rows []Household
	err := tx.SelectContext(ctx, &rows, `
		SELECT h.id, h.no, h.place, p.village,
		  (SELECT COUNT(*) FROM person m WHERE m.county = h.county AND m.household = h.id AND m.died_on IS NULL) AS persons
		FROM household h JOIN place p ON p.county = h.county AND p.id = h.place
		WHERE h.county = $1 AND `+which, tx.County, arg)
	if err != nil {
		return nil, fmt.Errorf("find households: %w", err)
	}
	byID := make(map[int64]Household, len(rows))
	for _, h := range rows {
		byID[h.ID] = h
	}
	return byID, nil
}
