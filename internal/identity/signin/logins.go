package signin

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Login is how a member's sign-in stands, for who tends it: nothing that lets anybody in.
type Login struct {
	Staff     int64     `db:"staff"`
	Name      string    `db:"name"` // 登录名
	Initial   bool      `db:"must_change"`
	HasTOTP   bool      `db:"has_totp"`
	ChangedAt time.Time `db:"changed_at"` // the password
}

// tending are the three administrators (三员).
var tending = []who.Role{who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin}

// Logins lists the county's sign-ins by member of staff. Administrators read it.
func Logins(ctx context.Context, tx *pg.Tx) (map[int64]Login, error) {
	if !slices.Contains(tending, tx.By.Role) {
		return nil, fault.Forbiddenf("登录名由管理员查看，%s无权查看", tx.By.Role.Title())
	}
	var rows []Login
	err := tx.SelectContext(ctx, &rows, `
		SELECT l.staff, l.name, c.must_change, c.totp IS NOT NULL AS has_totp, c.changed_at
		FROM login l JOIN credential c ON c.county = $1 AND c.staff = l.staff WHERE l.county = $1`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("list logins: %w", err)
	}
	logins := make(map[int64]Login, len(rows))
	for _, l := range rows {
		logins[l.Staff] = l
	}
	return logins, nil
}
