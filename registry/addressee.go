package registry

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Addressee is the household that a paper is about, as the paper has it.
type Addressee struct {
	No        string `db:"no"` // 户编号
	Head      string `db:"-"`  // the head's name
	IDNumber  string `db:"-"`  // the head's, masked
	Township  string `db:"township"`
	Village   string `db:"village"`
	Committee string `db:"committee"` // the village's full name
	Hamlet    string `db:"hamlet"`    // 自然村; empty in a 社区
}

// Address is where the household lives.
func (a Addressee) Address() string { return a.Township + a.Village + a.Hamlet }

// AddresseeOf reads a household for a paper, in the person's part of the county.
func AddresseeOf(ctx context.Context, tx *pg.Tx, keys *secret.Keys, household int64) (Addressee, error) {
	var found []Addressee
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT h.no, t.name AS township, v.name AS village, d.name AS committee, CASE WHEN s.id = s.village THEN '' ELSE s.name END AS hamlet
		FROM household h JOIN place s ON s.county = h.county AND s.id = h.place JOIN place v ON v.county = s.county AND v.id = s.village
		JOIN division d ON d.code = LPAD(v.id::text, 12, '0')::CHAR(12) JOIN division t ON t.code = d.parent
		WHERE h.county = $1 AND h.id = $2 AND v.id BETWEEN $3 AND $4`, tx.County, household, first, last)
	if err != nil {
		return Addressee{}, fmt.Errorf("find addressee: %w", err)
	}
	heads, err := Heads(ctx, tx, []int64{household})
	if err != nil {
		return Addressee{}, err
	}
	head, is := heads[household]
	if !is || len(found) == 0 {
		return Addressee{}, fault.NotFoundf("没有找到这一户或它的户主，请核对花名册")
	}
	number, err := head.IDNumber(keys, tx.County)
	if err != nil {
		return Addressee{}, err
	}
	found[0].Head, found[0].IDNumber = head.Name, secret.Mask(secret.IDNumber, number)
	return found[0], nil
}
