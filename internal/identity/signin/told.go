package signin

import (
	"context"
	"crypto/hmac"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// News lists what others did to the acting person's sign-in since they last said 知道了, the oldest first: resets, unbindings, ends, keys that two ended. That they were
// given a login they know, for they took it up. Who can write rows alone says 知道了 for nobody: a row counts only with a MAC of ours (docs/decisions/0030).
func (a *Auth) News(ctx context.Context, tx *pg.Tx) (news []Entry, err error) {
	read, err := a.read(ctx, tx)
	if err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &news, `
		SELECT l.id, l.at, l.login, l.staff, s.name, l.outcome, l.address, COALESCE(a.name, '运维人员') AS actor, l.by_grant
		FROM login n JOIN staff s ON s.county = $1 AND s.id = n.staff
		JOIN signin_log l ON l.county = $1 AND l.login = n.name AND l.outcome IN ('reset', 'totp_reset', 'unlocked', 'details', 'ended', 'key_ended')
		LEFT JOIN staff a ON a.county = $1 AND a.id = l.actor
		WHERE n.county = $1 AND n.staff = $2 AND (a.id IS NOT NULL OR `+byOwner+`) AND l.id > $3 ORDER BY l.id`, tx.County, tx.By.ID, read)
	if err != nil {
		return nil, fmt.Errorf("find what was done to a sign-in: %w", err)
	}
	return news, nil
}

// read is the line of the log up to which the acting person said 知道了, 0 for none.
func (a *Auth) read(ctx context.Context, tx *pg.Tx) (upto int64, err error) {
	var rows []struct {
		Upto int64  `db:"upto"`
		MAC  []byte `db:"mac"`
	}
	if err := tx.SelectContext(ctx, &rows, `SELECT upto, mac FROM told WHERE county = $1 AND staff = $2`, tx.County, tx.By.ID); err != nil {
		return 0, fmt.Errorf("find what somebody was told: %w", err)
	}
	for _, r := range rows {
		if hmac.Equal(r.MAC, a.toldMAC(tx.County, tx.By.ID, r.Upto)) {
			upto = max(upto, r.Upto)
		}
	}
	return upto, nil
}

func (a *Auth) toldMAC(county string, staff, upto int64) []byte {
	return a.Keys.MAC(secret.Told, []byte(county), number(staff), number(upto))
}

// Acknowledge notes that the person has read what others did to their sign-in, up to a line of the log that they were shown (知道了).
func (a *Auth) Acknowledge(ctx context.Context, token string, upto int64) error {
	return a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.full(ctx, tx, t)
		if err != nil {
			return err
		}
		return change(ctx, tx, `
			INSERT INTO told (county, staff, upto, at, mac) SELECT county, $2, id, $4, $5 FROM signin_log WHERE county = $1 AND id = $3 AND staff = $2
			ON CONFLICT (county, staff, upto) DO UPDATE SET at = EXCLUDED.at, mac = EXCLUDED.mac`, tx.County, s.By.ID, upto, tx.Now, a.toldMAC(tx.County, s.By.ID, upto))
	})
}
