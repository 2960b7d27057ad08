package casework

import (
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/web/kit"
)

// handReaders are the county office, which gives cases away, and the administrators, who look before they disable somebody.
var handReaders = []who.Role{who.Clerk, who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin, who.Auditor}

// handPage is what is in an adjuster's hands.
type handPage struct {
	Who       who.Person
	Rows      []claims.Row
	Seen      shown.Rows
	Adjusters []kit.Choice // the others
}

func showHand(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p handPage
	if p.Who, err = staff.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Rows, _, err = claims.Rows(r.Context(), r.Tx, claims.InHand(id)); err != nil {
		return err
	}
	ids := make([]int64, len(p.Rows))
	for i, row := range p.Rows {
		ids[i] = row.ID
	}
	p.Seen = shown.Of(ids)
	if !claims.ReassignStep.May(r.By.Role) {
		return r.Show("casework/claims/hand", p)
	}
	all, err := r.AtWork(who.Adjuster)
	for _, a := range all {
		if a.Value != fmt.Sprint(id) {
			p.Adjusters = append(p.Adjusters, a)
		}
	}
	if err != nil {
		return err
	}
	return r.Show("casework/claims/hand", p)
}

func handOn(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	to, err := r.Number("to", "查勘员")
	if err != nil {
		return err
	}
	var n int
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = claims.HandOn(ctx, tx, id, to, shown.Rows(r.Value("seen")), r.Value("why_reassign"))
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/adjusters/%d", id), fmt.Sprintf("已改派 %d 件", n))
}
