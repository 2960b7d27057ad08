package signin

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// SignedIn is a session that somebody is in by.
type SignedIn struct {
	ID      string    `db:"id"` // by which it is ended; it lets nobody in
	BeganAt time.Time `db:"began_at"`
	SeenAt  time.Time `db:"seen_at"`
	Title   string    `db:"title"`   // of the browser; empty where it is not known
	Address string    `db:"address"` // where it signed in from, likewise
}

// handle is a session's ID: so much of the digest that is kept of its token.
func (t ticket) handle() string { return hex.EncodeToString(t.digest[:8]) }

// HandleOf is the ID of a token's session, empty for what is no token.
func HandleOf(token string) string {
	t, err := parseToken(token)
	if err != nil {
		return ""
	}
	return t.handle()
}

// Sessions lists where a member is signed in, the last seen first. It is theirs to read, and the administrators'.
func (a *Auth) Sessions(ctx context.Context, tx *pg.Tx, member int64) (found []SignedIn, err error) {
	if err := readsWays(tx, member); err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT encode(substr(s.token, 1, 8), 'hex') AS id, s.began_at, s.seen_at, COALESCE(d.title, '') AS title, COALESCE(d.address, '') AS address
		FROM session s LEFT JOIN device d ON d.county = $1 AND d.id = s.device
		WHERE s.county = $1 AND s.staff = $2 AND s.ended_at IS NULL AND s.state = 'full' AND s.seen_at > $3 AND s.began_at > $4
		ORDER BY s.seen_at DESC, s.token`, tx.County, member, tx.Now.Add(-a.Policy.Idle), tx.Now.Add(-a.Policy.Absolute))
	if err != nil {
		return nil, fmt.Errorf("list a member's sessions: %w", err)
	}
	return found, nil
}

// Devices lists the browsers that a member is known by, the last seen first. It is theirs to read, and the administrators'.
func (a *Auth) Devices(ctx context.Context, tx *pg.Tx, member int64) (found []Device, err error) {
	if err := readsWays(tx, member); err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT id, title, address, began_at, seen_at FROM device WHERE county = $1 AND staff = $2 AND ended_at IS NULL AND seen_at > $3
		ORDER BY seen_at DESC, id DESC`, tx.County, member, tx.Now.Add(-a.Policy.Device))
	if err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	return found, nil
}

// readsWays refuses whoever is neither the member nor an administrator.
func readsWays(tx *pg.Tx, member int64) error {
	if tx.By.ID != member && !slices.Contains(tending, tx.By.Role) {
		return fault.Forbiddenf("他人的登录情况由管理员查看，%s无权查看", tx.By.Role.Title())
	}
	return nil
}

// errEnded is the answer to the end of a session that is over, or of somebody else's.
var errEnded = fault.NotFoundf("没有这次登录，或已结束，请刷新")

// LeaveThere ends another of the person's own sessions (结束其他登录), from where they are.
func (a *Auth) LeaveThere(ctx context.Context, token, id, address string) error {
	return a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.full(ctx, tx, t)
		switch {
		case err != nil:
			return err
		case id == "":
			return fault.Invalidf("请从当前登录的列表中选择")
		case id == t.handle():
			return fault.Invalidf("本次登录请用“退出”结束")
		}
		n, err := a.endThese(ctx, tx, `s.staff = $2 AND encode(substr(s.token, 1, 8), 'hex') = $3`, s.By.ID, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return errEnded
		}
		return a.record(ctx, tx, s.Login, Out, address)
	})
}

// Forget makes a browser none of the person's any more (移除设备): from then on it is a stranger's, and who is in by it is out, save for the
// session that says so.
func (a *Auth) Forget(ctx context.Context, token string, device int64) error {
	return a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.full(ctx, tx, t)
		if err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE device SET ended_at = $4 WHERE county = $1 AND id = $2 AND staff = $3 AND ended_at IS NULL`,
			tx.County, device, s.By.ID, tx.Now)
		if err != nil {
			return fmt.Errorf("forget a device: %w", err)
		}
		if n, _ := done.RowsAffected(); n == 0 { // lib/pq always knows
			return fault.NotFoundf("没有这台设备，或已移除，请刷新")
		}
		_, err = a.endThese(ctx, tx, `s.staff = $2 AND s.device = $3 AND s.token <> $4`, s.By.ID, device, t.digest[:])
		return err
	})
}

// End ends a member's sessions, wherever they are (结束登录). By a security administrator, for somebody else.
func (a *Auth) End(ctx context.Context, tx *pg.Tx, member int64) error {
	acc, err := a.another(ctx, tx, EndStep, member)
	if err != nil {
		return err
	}
	return a.out(ctx, tx, acc, Ended, Right{Staff: member})
}
