package signin

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// queued makes the attempts at one login wait for each other: guesses sent at once are counted like guesses sent in turn.
func queued(ctx context.Context, tx *pg.Tx, login string) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('signin ' || $1 || ' ' || $2))`, tx.County, login); err != nil {
		return fmt.Errorf("queue for a login: %w", err)
	}
	return nil
}

// day is how long a failure counts.
const day = 24 * time.Hour

// Network is an address as strangers are counted by: of the newer kind the half that a line is given, for whoever has one has all within it.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	half, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return half.String()
}

// attempt is a line of the log by which locks go.
type attempt struct {
	At      time.Time `db:"at"`
	Outcome Outcome   `db:"outcome"`
	Network string    `db:"network"`
	Device  int64     `db:"device"` // 0 for a browser that was not known
}

func (t attempt) failed() bool { return t.Outcome == Wrong || t.Outcome == WrongCode }

// locked is why an attempt is not let through, nil where it is. The login may have failed too often, be it anybody's or not: whoever looks
// for names learns nothing. So may the network, under whatever names. What strangers failed at locks nobody out who comes with a browser
// that they signed in with before. Guesses sent at once from one network do not wait for each other, or an office would queue at its own
// door: as many as are hashed at once may come on top.
func (p Policy) locked(ctx context.Context, tx *pg.Tx, login string, from origin) (refusal, err error) {
	past, err := p.past(ctx, tx, login)
	if err != nil {
		return nil, err
	}
	if refusal := p.refuses(past, from, tx.Now); refusal != nil || from.Device != 0 {
		return refusal, nil
	}
	failures, err := p.strangersFrom(ctx, tx, Network(from.Address))
	if err == nil && p.locks(failures, tx.Now) {
		refusal = fault.Blockedf("您所在的网络短时间内登录失败已达 %d 次，为安全起见暂停登录 %d 分钟，请稍后再试；用以前登录过的设备不受影响", p.NetworkFailures, minutes(p.Lock))
	}
	return refusal, err
}

// refuses is why a login's attempts of the last day, the newest first, do not let another through. Who failed too often from one browser
// or network waits there, each time twice as long, until they succeed there. Strangers together have so many failures a day.
func (p Policy) refuses(past []attempt, from origin, now time.Time) error {
	var there, strange []time.Time
	over := false
	for _, t := range past {
		if t.Outcome == WasReset || t.Outcome == Unlocked {
			break
		}
		same := t.Device == from.Device && (from.Device != 0 || t.Network == Network(from.Address))
		over = over || same && t.Outcome == In
		if t.failed() && same && !over {
			there = append(there, t.At)
		}
		if t.failed() && t.Device == 0 && from.Device == 0 {
			strange = append(strange, t.At)
		}
	}
	if n := len(there); n >= p.Failures {
		if wait := there[0].Add(p.delay(n)).Sub(now); wait > 0 {
			return fault.Blockedf("连续输错 %d 次，为安全起见已暂停，请在 %d 分钟后再试，或联系安全管理员解除", n, minutes(wait))
		}
	}
	if n := p.Strangers; len(strange) >= n && now.Sub(strange[n-1]) < day {
		return fault.Blockedf("该登录名一天内在陌生设备上登录失败已达 %d 次，陌生设备暂停登录。请用以前登录过的设备，或联系安全管理员解除", n)
	}
	return nil
}

// delay is how long to wait after so many failures.
func (p Policy) delay(failures int) time.Duration {
	wait := p.Lock
	for range failures - p.Failures {
		if wait *= 2; wait > day {
			return day
		}
	}
	return wait
}

// minutes are those begun.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// past are the attempts at a login in the last day by which locks go, the newest first. The text that could be no name, empty here, is no
// login to lock.
func (p Policy) past(ctx context.Context, tx *pg.Tx, login string) (past []attempt, err error) {
	if login == "" {
		return nil, nil
	}
	err = tx.SelectContext(ctx, &past, `
		SELECT at, outcome, network, COALESCE(device, 0) AS device FROM signin_log
		WHERE county = $1 AND login = $2 AND outcome IN ('wrong', 'wrong_code', 'in', 'reset', 'unlocked') AND at > $3
		ORDER BY id DESC LIMIT 500`, tx.County, login, tx.Now.Add(-day))
	if err != nil {
		return nil, fmt.Errorf("read a login's attempts: %w", err)
	}
	return past, nil
}

// lockedLines are how many attempts under a lock an hour leaves lines of, of one login and from one network. How many more there were of a flood the security
// log tells (docs/decisions/0034).
const lockedLines = 20

// told tells whether the log has enough lines of attempts under a lock.
func told(ctx context.Context, tx *pg.Tx, login string, from origin) (enough bool, err error) {
	err = tx.GetContext(ctx, &enough, `
		SELECT $5::BIGINT <= GREATEST(
		  (SELECT count(*) FROM (SELECT at, outcome FROM signin_log WHERE county = $1 AND login = $2 ORDER BY id DESC LIMIT 2 * $5::BIGINT) l WHERE outcome = 'locked' AND at > $4),
		  (SELECT count(*) FROM (SELECT at FROM signin_log WHERE county = $1 AND network = $3 AND outcome = 'locked' ORDER BY id DESC LIMIT $5::BIGINT) l WHERE at > $4))`,
		tx.County, login, Network(from.Address), tx.Now.Add(-time.Hour), lockedLines)
	if err != nil {
		return false, fmt.Errorf("count attempts under a lock: %w", err)
	}
	return enough, nil
}

// strangersFrom are the newest failures of strangers from a network, the newest first. A success clears none: somebody is always let in at
// an office.
func (p Policy) strangersFrom(ctx context.Context, tx *pg.Tx, network string) (failures []time.Time, err error) {
	if network == "" {
		return nil, nil
	}
	err = tx.SelectContext(ctx, &failures, `
		SELECT at FROM signin_log WHERE county = $1 AND network = $2 AND outcome IN ('wrong', 'wrong_code') AND device IS NULL
		ORDER BY id DESC LIMIT $3`, tx.County, network, p.NetworkFailures)
	if err != nil {
		return nil, fmt.Errorf("count a network's failures: %w", err)
	}
	return failures, nil
}

// locks tells whether a network's newest failures, if they are as many as lock and fell within the window, lock it now.
func (p Policy) locks(failures []time.Time, now time.Time) bool {
	if len(failures) < p.NetworkFailures {
		return false
	}
	newest, oldest := failures[0], failures[p.NetworkFailures-1]
	return newest.Sub(oldest) < p.Window && now.Sub(newest) < p.Lock
}
