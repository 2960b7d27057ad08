package signin

import (
	"context"
	"crypto/hmac"
	"fmt"
	"slices"
	"strconv"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// The lines of a login are a chain (docs/decisions/0035): each has a number and a MAC over itself and the end of the line before, and beside them
// stands how far they go. Attempts at one login wait for each other anyway (queued), so no chain makes two people wait for each other.

// logLine is one line of the log as its MAC is over it.
type logLine struct {
	ID      int64     `db:"id"`
	At      time.Time `db:"at"`
	Login   string    `db:"login"`
	Staff   int64     `db:"staff"` // 0 for nobody
	Outcome Outcome   `db:"outcome"`
	Address string    `db:"address"`
	Network string    `db:"network"`
	Device  int64     `db:"device"`  // 0 for none that is known
	Session []byte    `db:"session"` // that came of it
	Actor   int64     `db:"actor"`   // who did it to somebody else's login; 0 for nobody else
	Grant   int64     `db:"by_grant"`
	N       int64     `db:"n"` // in its login's chain; 0 for a line from before there were any
	MAC     []byte    `db:"mac"`
}

// mac is the MAC that the line must have, after a line that ended so.
func (l logLine) mac(keys *secret.Keys, county string, before []byte) []byte {
	return keys.MAC(secret.SigninLog, []byte(county), before, number(l.N), number(l.ID), moment(l.At), []byte(l.Login), number(l.Staff), []byte(l.Outcome),
		[]byte(l.Address), []byte(l.Network), number(l.Device), l.Session, number(l.Actor), number(l.Grant))
}

// end is how far the login's lines go, with this one: what no line tells, so that nobody cuts the last ones off.
func (l logLine) end(keys *secret.Keys, county string) []byte {
	return keys.MAC(secret.SigninHead, []byte(county), []byte(l.Login), number(l.N), l.MAC)
}

// owned are the verbs of whoever owns the database: nobody on the staff did what they do to a sign-in, though a deed bears somebody's name.
var owned = []string{staff.OpenStep.Verb, staff.RecoverStep.Verb}

// record writes a line of the log.
func (a *Auth) record(ctx context.Context, tx *pg.Tx, login string, outcome Outcome, address string) error {
	return a.write(ctx, tx, login, outcome, origin{Address: address})
}

// write writes a line of the log, with what it counts by, and who did it where that is somebody else. It is the last thing that an attempt does.
func (a *Auth) write(ctx context.Context, tx *pg.Tx, login string, outcome Outcome, from origin) error {
	l := logLine{ID: pg.NewID(), At: tx.Now.Truncate(time.Microsecond), Login: login, Outcome: outcome, Address: from.Address, Network: Network(from.Address),
		Device: from.Device, Session: from.Session, Grant: from.Grant}
	var before struct {
		N     int64  `db:"n"`
		MAC   []byte `db:"mac"`
		Staff int64  `db:"staff"`
	}
	err := tx.GetContext(ctx, &before, `
		INSERT INTO signin_head AS h (county, login, n, mac) VALUES ($1, $2, 0, '') ON CONFLICT (county, login) DO UPDATE SET n = h.n
		RETURNING n, mac, COALESCE((SELECT staff FROM login WHERE county = $1 AND name = $2), 0) AS staff`, tx.County, login)
	if err != nil {
		return fmt.Errorf("log a sign-in: %w", err)
	}
	l.N, l.Staff = before.N+1, before.Staff
	if l.Staff != 0 && tx.By.ID != l.Staff && !slices.Contains(owned, tx.Draft.Verb) {
		l.Actor = tx.By.ID
	}
	l.MAC = l.mac(a.Keys, tx.County, before.MAC)
	return change(ctx, tx, `
		WITH l AS (INSERT INTO signin_log (county, id, at, login, staff, outcome, address, network, device, session, n, mac, actor, by_grant)
		  VALUES ($1, $2, $3, $4, NULLIF($5::BIGINT, 0), $6, $7, $8, NULLIF($9::BIGINT, 0), $10, $11, $12, NULLIF($14::BIGINT, 0), NULLIF($15::BIGINT, 0)))
		UPDATE signin_head SET n = $11, mac = $13 WHERE county = $1 AND login = $4`,
		tx.County, l.ID, l.At, l.Login, l.Staff, l.Outcome, l.Address, l.Network, l.Device, l.Session, l.N, l.MAC, l.end(a.Keys, tx.County), l.Actor, l.Grant)
}

// kept is how long a line is kept at least (网络安全法第二十一条: 网络日志留存不少于六个月). Older ones may be cleared from the beginning of a chain: all but the
// last that is older.
const kept = 6 * 31 * day

// ExamineLog reads the county's log and says where lines were written or changed behind the program, or are missing (核验). Looked is how many lines
// there are.
func ExamineLog(ctx context.Context, tx *pg.Tx, keys *secret.Keys) (found []Unsound, looked int64, err error) {
	heads, err := headsOf(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	rows, err := tx.QueryxContext(ctx, `
		SELECT id, at, login, COALESCE(staff, 0) AS staff, outcome, address, network, COALESCE(device, 0) AS device, session, COALESCE(actor, 0) AS actor,
		  COALESCE(by_grant, 0) AS by_grant, COALESCE(n, 0) AS n, mac
		FROM signin_log WHERE county = $1 ORDER BY login COLLATE "C", n NULLS FIRST, id`, tx.County)
	if err != nil {
		return nil, 0, fmt.Errorf("examine the log: %w", err)
	}
	defer rows.Close()
	c := chain{keys: keys, county: tx.County, now: tx.Now, heads: heads}
	for rows.Next() {
		var l logLine
		if err := rows.StructScan(&l); err != nil {
			return nil, 0, fmt.Errorf("examine the log: %w", err)
		}
		looked++
		c.take(l)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("examine the log: %w", err)
	}
	c.finish()
	for login, h := range heads {
		c.find("signin_head", login, "登录记录应有 %d 条，全部缺失", h.N)
	}
	return c.found, looked, nil
}

// head is how far a login's lines are said to go.
type head struct {
	Login string `db:"login"`
	N     int64  `db:"n"`
	MAC   []byte `db:"mac"`
}

func headsOf(ctx context.Context, tx *pg.Tx) (map[string]head, error) {
	var rows []head
	if err := tx.SelectContext(ctx, &rows, `SELECT login, n, mac FROM signin_head WHERE county = $1`, tx.County); err != nil {
		return nil, fmt.Errorf("examine the log: %w", err)
	}
	heads := make(map[string]head, len(rows))
	for _, h := range rows {
		heads[h.Login] = h
	}
	return heads, nil
}

// chain is a login's lines while they are read.
type chain struct {
	keys   *secret.Keys
	county string
	now    time.Time
	heads  map[string]head
	found  []Unsound
	older  time.Time // of the newest line from before
	last   logLine   // of the chain; without a number before its first
}

func (c *chain) find(table, key, format string, a ...any) {
	c.found = append(c.found, Unsound{table, key, fmt.Sprintf(format, a...)})
}

// take holds a line to the one before.
func (c *chain) take(l logLine) {
	if l.Login != c.last.Login {
		c.finish()
		c.last, c.older = logLine{Login: l.Login}, time.Time{}
	}
	key := strconv.FormatInt(l.ID, 10)
	when := l.At.In(calendar.China).Format("2006-01-02 15:04:05")
	switch {
	case l.N == 0 && l.MAC == nil: // from before
		c.older = l.At
		return
	case c.last.N == 0 && c.older.After(l.At):
		c.find("signin_log", key, "%s 的登录记录之后，另有没有密钥验证码的：系事后补写", when)
	case l.N == c.last.N+1:
		if before := c.before(); !hmac.Equal(l.MAC, l.mac(c.keys, c.county, before)) {
			c.find("signin_log", key, "%s 的登录记录不是本系统写下的：系事后补写，或被改动", when)
		}
	case c.last.N == 0 && c.now.Sub(l.At) > kept: // what was before it was cleared
	case l.N > c.last.N:
		c.find("signin_log", key, "%s 的登录记录是第 %d 条，其前缺 %d 条", when, l.N, l.N-c.last.N-1)
	default:
		c.find("signin_log", key, "%s 的登录记录与另一条同为第 %d 条：系事后补写", when, l.N)
		return
	}
	c.last = l
}

// before is how the line before ended, empty before the first.
func (c *chain) before() []byte {
	if c.last.N == 0 {
		return nil
	}
	return c.last.end(c.keys, c.county)
}

// finish holds the end of a login's lines to what stands beside them.
func (c *chain) finish() {
	h, stands := c.heads[c.last.Login]
	delete(c.heads, c.last.Login)
	switch {
	case c.last.N == 0 && !stands:
	case h.N != c.last.N:
		c.find("signin_head", c.last.Login, "登录记录应至第 %d 条，实至第 %d 条", h.N, c.last.N)
	case !hmac.Equal(h.MAC, c.last.end(c.keys, c.county)):
		c.find("signin_head", c.last.Login, "登录记录的末条与所记的不符")
	}
}

// Stood is a session as a deed that names it is held to it.
type Stood struct {
	Staff   int64      `db:"staff"`
	State   State      `db:"state"`
	Factors Factors    `db:"factors"`
	BeganAt time.Time  `db:"began_at"`
	EndedAt *time.Time `db:"ended_at"`
	Asked   Asked      `db:"asked"`
	Logged  bool       `db:"logged"` // the log has the sign-in that it came of
}

// TwoAsked tells whether a role had to have given two factors in it: what was asked when it began, and of one from before that was kept, what every policy
// asks.
func (s Stood) TwoAsked(role who.Role) bool {
	return Policy{Both: s.Asked == OfAll}.NeedsTOTP(role)
}

// Trail are the county's sessions by the way that deeds name; none for whom they are not to be read by.
func Trail(ctx context.Context, tx *pg.Tx) (stood map[string]Stood, ok bool, err error) {
	if err := tx.GetContext(ctx, &ok, `SELECT has_table_privilege('session', 'SELECT') AND has_table_privilege('signin_log', 'SELECT')`); err != nil || !ok {
		return nil, false, err
	}
	var rows []struct {
		Way string `db:"way"`
		Stood
	}
	err = tx.SelectContext(ctx, &rows, `
		SELECT encode(s.token, 'hex') AS way, s.staff, s.state, s.factors, s.began_at, s.ended_at, COALESCE(s.asked, '') AS asked, (s.token, s.staff) IN (
		  SELECT l.session, l.staff FROM signin_log l WHERE l.county = $1 AND l.session IS NOT NULL AND l.staff IS NOT NULL AND l.mac IS NOT NULL) AS logged
		FROM session s WHERE s.county = $1 AND s.mac IS NOT NULL`, tx.County)
	if err != nil {
		return nil, false, fmt.Errorf("read sessions: %w", err)
	}
	stood = make(map[string]Stood, len(rows))
	for _, r := range rows {
		stood[r.Way] = r.Stood
	}
	return stood, true, nil
}
