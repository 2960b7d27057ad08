package signin

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// queue makes the attempts at one login wait for each other: guesses sent at once are counted like guesses sent in turn.
func queue(ctx context.Context, tx *pg.Tx, login string) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('signin ' || $1 || ' ' || $2))`, tx.County, login); err != nil {
		return fmt.Errorf("queue for a login: %w", err)
	}
	return nil
}

// locked tells whether the login has failed too often, be it anybody's or not: whoever looks for names learns nothing. The text that could
// be no name, empty here, is no login to lock.
func (p Policy) locked(ctx context.Context, tx *pg.Tx, login string) (bool, error) {
	if login == "" {
		return false, nil
	}
	var failures []time.Time // the newest first, since the last success
	err := tx.SelectContext(ctx, &failures, `
		SELECT at FROM signin_log WHERE county = $1 AND login = $2 AND outcome IN ('wrong', 'wrong_code')
		  AND id > COALESCE((SELECT MAX(id) FROM signin_log WHERE county = $1 AND login = $2 AND outcome IN ('in', 'reset', 'unlocked')), 0)
		ORDER BY id DESC LIMIT $3`, tx.County, login, p.Failures)
	if err != nil {
		return false, fmt.Errorf("count failures: %w", err)
	}
	return p.locks(failures, tx.Now), nil
}

// locks tells whether the newest failures, as many as lock a login if they fell within the window, lock it now.
func (p Policy) locks(failures []time.Time, now time.Time) bool {
	if len(failures) < p.Failures {
		return false
	}
	newest, oldest := failures[0], failures[p.Failures-1]
	return newest.Sub(oldest) < p.Window && now.Sub(newest) < p.Lock
}

// errLocked is said of known and unknown names alike.
func (p Policy) errLocked() error {
	return fault.Blockedf("连续输错 %d 次，为安全起见已暂停 %d 分钟，请稍后再试，或联系安全管理员", p.Failures, int(p.Lock.Minutes()))
}
