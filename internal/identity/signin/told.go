package signin

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// News lists what others did to the acting person's sign-in since they last said 知道了, the oldest first: resets, unbindings, ends. That they were
// given a login they know, for they took it up.
func News(ctx context.Context, tx *pg.Tx) (news []Entry, err error) {
	err = tx.SelectContext(ctx, &news, `
		SELECT l.id, l.at, l.login, l.staff, s.name, l.outcome, l.address, COALESCE(a.name, '运维人员') AS actor, l.by_grant
		FROM login n JOIN staff s ON s.county = $1 AND s.id = n.staff
		JOIN signin_log l ON l.county = $1 AND l.login = n.name AND l.outcome IN ('reset', 'totp_reset', 'unlocked', 'details', 'ended')
		LEFT JOIN staff a ON a.county = $1 AND a.id = l.actor
		WHERE n.county = $1 AND n.staff = $2 AND (a.id IS NOT NULL OR `+byOwner+`) AND l.id > COALESCE((SELECT MAX(upto) FROM told WHERE county = $1 AND staff = $2), 0)
		ORDER BY l.id`, tx.County, tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("find what was done to a sign-in: %w", err)
	}
	return news, nil
}

// Acknowledge notes that the person has read what others did to their sign-in, up to a line of the log that they were shown (知道了).
func (a *Auth) Acknowledge(ctx context.Context, token string, upto int64) error {
	return a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.full(ctx, tx, t)
		if err != nil {
			return err
		}
		return change(ctx, tx, `
			INSERT INTO told (county, staff, upto, at) SELECT county, $2, id, $4 FROM signin_log WHERE county = $1 AND id = $3 AND staff = $2
			ON CONFLICT DO NOTHING`, tx.County, s.By.ID, upto, tx.Now)
	})
}
