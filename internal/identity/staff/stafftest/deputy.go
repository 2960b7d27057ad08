package stafftest

import (
	"context"

	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Depute has the office's system administrator ask for a deputy and a security administrator grant it: of d, Absent, Deputy, From, To and Reason count.
func (o *Office) Depute(security who.Person, d staff.Deputy) (id int64, err error) {
	return o.DeputeBy(o.admin, security, d)
}

// DeputeBy has two administrators make a deputy: one asks, the other grants.
func (o *Office) DeputeBy(asks, grants who.Person, d staff.Deputy) (id int64, err error) {
	err = o.Do(asks, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = AskDeputy(ctx, tx, d)
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, o.Do(grants, func(ctx context.Context, tx *pg.Tx) error {
		_, err := grant.Confirm(ctx, tx, Auth(tx), id, "", Sign)
		return err
	})
}

// AskDeputy asks for a deputy, as an administrator.
func AskDeputy(ctx context.Context, tx *pg.Tx, d staff.Deputy) (id int64, err error) {
	id, _, err = grant.Propose(ctx, tx, made, grant.Asked{What: grant.Deputy, Staff: d.Deputy, Days: grant.Days{Absent: d.Absent, From: d.From, To: d.To}, Reason: d.Reason}, Sign)
	return id, err
}
