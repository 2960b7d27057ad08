package registry

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Place is an administrative village (行政村、社区), which is its own village, or a natural village (自然村) in one.
type Place struct {
	ID      int64  `db:"id"`
	Village int64  `db:"village"` // its division code as a number
	Name    string `db:"name"`
}

// Division is the twelve-digit code of the administrative village.
func (p Place) Division() string { return division(p.Village) }

// Natural tells whether the place is a natural village.
func (p Place) Natural() bool { return p.ID != p.Village }

func division(village int64) string { return fmt.Sprintf("%012d", village) }

// village is a village's place id: its division code as a number.
func village(division string) (int64, error) {
	id, err := strconv.ParseInt(division, 10, 64)
	if err != nil || len(division) != 12 {
		return 0, fault.Invalidf("“%s”不是十二位区划代码", division)
	}
	return id, nil
}

// OpenPlaces enters the county's administrative villages as places and answers how many were new.
func OpenPlaces(ctx context.Context, tx *pg.Tx) (int, error) {
	if err := OpenPlacesStep.Permit(tx, "登记全县村（社区）"); err != nil {
		return 0, err
	}
	return enterVillages(ctx, tx)
}

// enterVillages enters those of the county's villages that are not places yet.
func enterVillages(ctx context.Context, tx *pg.Tx) (int, error) {
	var missing []area.Division
	err := tx.SelectContext(ctx, &missing, `
		SELECT code, name, parent, level FROM division d
		WHERE level = 'village' AND code LIKE $1 || '%'
		  AND NOT EXISTS (SELECT FROM place p WHERE p.county = $1 AND p.id = d.code::bigint)
		ORDER BY code`, tx.County)
	if err != nil {
		return 0, fmt.Errorf("find villages: %w", err)
	}
	places := make([]Place, len(missing))
	for i, d := range missing {
		id, err := village(d.Code)
		if err != nil {
			return 0, err
		}
		places[i] = Place{ID: id, Village: id, Name: d.Short()}
	}
	return len(places), insertPlaces(ctx, tx, places)
}

// insertPlaces enters places; a village before its natural villages.
func insertPlaces(ctx context.Context, tx *pg.Tx, places []Place) error {
	if err := pg.Insert(ctx, tx, "place", places); err != nil {
		return err
	}
	for _, p := range places {
		tx.Cover("place", p.ID)
	}
	return nil
}

// Places gives the places of the ids, by id.
func Places(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]Place, error) {
	return places(ctx, tx, pg.Only(ids))
}

func places(ctx context.Context, tx *pg.Tx, ids pg.Among[int64]) (map[int64]Place, error) {
	var places []Place
	err := tx.SelectContext(ctx, &places, `
		SELECT id, village, name FROM place WHERE county = $1 AND ($2::bigint[] IS NULL OR id = ANY ($2))`, tx.County, ids)
	if err != nil {
		return nil, fmt.Errorf("find places: %w", err)
	}
	byID := make(map[int64]Place, len(places))
	for _, p := range places {
		byID[p.ID] = p
	}
	return byID, nil
}
