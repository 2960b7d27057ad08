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

// locked is why an attempt is not let through, nil where it is. The login may have failed too often, be it anybody's or not: whoever looks
// for names learns nothing. So may the address, under whatever names. Guesses sent at once from one address do not wait for each other, or
// an office would queue at its own door: as many as are hashed at once may come on top.
func (p Policy) locked(ctx context.Context, tx *pg.Tx, login, address string) (refusal, err error) {
	failures, err := p.failuresOf(ctx, tx, login)
	switch {
	case err != nil:
		return nil, err
	case p.locks(failures, p.Failures, tx.Now):
		return p.errLocked(), nil
	}
	failures, err = p.failuresFrom(ctx, tx, address)
	switch {
	case err != nil:
		return nil, err
	case p.locks(failures, p.AddressFailures, tx.Now):
		return p.errAddressLocked(), nil
	}
	return nil, nil
}

// failuresOf are the newest failures of a login since its last success, the newest first. The text that could be no name, empty here, is no
// login to lock.
func (p Policy) failuresOf(ctx context.Context, tx *pg.Tx, login string) (failures []time.Time, err error) {
	if login == "" {
		return nil, nil
	}
	err = tx.SelectContext(ctx, &failures, `
		SELECT at FROM signin_log WHERE county = $1 AND login = $2 AND outcome IN ('wrong', 'wrong_code')
		  AND id > COALESCE((SELECT MAX(id) FROM signin_log WHERE county = $1 AND login = $2 AND outcome IN ('in', 'reset', 'unlocked')), 0)
		ORDER BY id DESC LIMIT $3`, tx.County, login, p.Failures)
	if err != nil {
		return nil, fmt.Errorf("count a login's failures: %w", err)
	}
	return failures, nil
}

// failuresFrom are the newest failures from an address that may still count, the newest first. A success clears none: somebody is always
// let in at an office. Of the log only what is that young is read.
func (p Policy) failuresFrom(ctx context.Context, tx *pg.Tx, address string) (failures []time.Time, err error) {
	if address == "" {
		return nil, nil
	}
	err = tx.SelectContext(ctx, &failures, `
		SELECT at FROM signin_log WHERE county = $1 AND address = $2 AND outcome IN ('wrong', 'wrong_code')
		  AND id > COALESCE((SELECT id FROM signin_log WHERE county = $1 AND at <= $3 ORDER BY id DESC LIMIT 1), 0)
		ORDER BY id DESC LIMIT $4`, tx.County, address, tx.Now.Add(-p.Window-p.Lock), p.AddressFailures)
	if err != nil {
		return nil, fmt.Errorf("count an address's failures: %w", err)
	}
	return failures, nil
}

// locks tells whether the newest failures, if they are as many as lock and fell within the window, lock now.
func (p Policy) locks(failures []time.Time, most int, now time.Time) bool {
	if len(failures) < most {
		return false
	}
	newest, oldest := failures[0], failures[most-1]
	return newest.Sub(oldest) < p.Window && now.Sub(newest) < p.Lock
}

// errLocked is said of known and unknown names alike.
func (p Policy) errLocked() error {
	return fault.Blockedf("连续输错 %d 次，为安全起见已暂停 %d 分钟，请稍后再试，或联系安全管理员", p.Failures, int(p.Lock.Minutes()))
}

// errAddressLocked is said to everybody there; whoever is in goes on.
func (p Policy) errAddressLocked() error {
	return fault.Blockedf("您所在的网络短时间内登录失败已达 %d 次，为安全起见暂停登录 %d 分钟，请稍后再试", p.AddressFailures, int(p.Lock.Minutes()))
}
