package signin

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Browser is what somebody signs in with.
type Browser struct {
	Address string // where it asks from
	Title   string // what it says of itself: Windows，Edge
	Held    string // what it holds of an earlier sign-in of this person (DeviceName); empty for nothing
}

// Device is a browser that a person has signed in with, giving all that was asked (已知设备). It proves nobody; what strangers brought
// about does not lock the person out in it.
type Device struct {
	ID      int64     `db:"id"`
	Title   string    `db:"title"`
	Address string    `db:"address"`  // of the newest sign-in
	BeganAt time.Time `db:"began_at"` // the first sign-in
	SeenAt  time.Time `db:"seen_at"`  // the newest
}

// keptDevices is how many of a person's browsers are known at most: a browser that forgets is another one each time.
const keptDevices = 10

// origin is by what an attempt counts.
type origin struct {
	Address string
	Device  int64  // 0 for a browser that is not known
	Grant   int64  // by which grant something was done to the login; 0 for none
	Session []byte // that came of it, by its token's digest; nil for none
}

// holding is what a browser holds: which device it is, and proof of it. It is signed, so that a stranger's is told without being looked for.
type holding struct {
	Device int64
	Secret []byte
}

// tokenSize random bytes, and as many of the tag, are what a browser holds.
func (a *Auth) signature(county, login string, h holding) []byte {
	return a.Keys.Tag(secret.Device, fmt.Sprintf("%s/%s/%d/%s", county, hex.EncodeToString([]byte(login)), h.Device, hex.EncodeToString(h.Secret)))
}

// given is what a browser is given to hold.
func (a *Auth) given(county, login string, h holding) string {
	text := base64.RawURLEncoding.EncodeToString
	return strconv.FormatInt(h.Device, 10) + "." + text(h.Secret) + "." + text(a.signature(county, login, h))
}

// held reads what a browser holds of a login; false for what we never gave out for it.
func (a *Auth) held(county, login, text string) (h holding, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return h, false
	}
	id, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return h, false
	}
	if h.Secret, err = base64.RawURLEncoding.DecodeString(parts[1]); err != nil {
		return h, false
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	h.Device = id
	return h, err == nil && hmac.Equal(signature, a.signature(county, login, h))
}

// mark is what we keep of what a browser holds.
func (h holding) mark() []byte {
	sum := sha256.Sum256(h.Secret)
	return sum[:]
}

// DeviceName is under which a browser holds a login's device: of each person who signs in there, another.
func (a *Auth) DeviceName(county, login string) string {
	return "device-" + hex.EncodeToString(a.Keys.Tag(secret.Device, "name/"+county+"/"+hex.EncodeToString([]byte(loginOf(login)))))[:16]
}

// stands answers the device if it is still one of the login's, 0 if not. A session's own has no mark to show.
func (a *Auth) stands(ctx context.Context, tx *pg.Tx, login string, device int64, mark []byte) (known int64, err error) {
	if device == 0 {
		return 0, nil
	}
	err = tx.GetContext(ctx, &known, `
		SELECT COALESCE((SELECT d.id FROM device d JOIN login l ON l.county = $1 AND l.staff = d.staff AND l.name = $3
		  WHERE d.county = $1 AND d.id = $2 AND d.ended_at IS NULL AND d.seen_at > $4 AND ($5::BYTEA IS NULL OR $5 IN (d.mark, d.was))), 0)`,
		tx.County, device, login, tx.Now.Add(-a.Policy.Device), mark)
	if err != nil {
		return 0, fmt.Errorf("look for a device: %w", err)
	}
	return known, nil
}

// Remember makes the browser of a session, which has come all the way, one of the person's devices, and answers what it is to hold from now
// on, and under which name. What it held is replaced.
func (a *Auth) Remember(ctx context.Context, token string, b Browser) (name, hold string, err error) {
	err = a.as(ctx, token, func(tx *pg.Tx, t ticket) error {
		s, err := a.full(ctx, tx, t)
		if err != nil {
			return err
		}
		name = a.DeviceName(tx.County, s.Login)
		fresh := holding{Secret: make([]byte, tokenSize)}
		_, _ = rand.Read(fresh.Secret) // it never fails (crypto/rand)
		if h, ok := a.held(tx.County, s.Login, b.Held); ok {
			if fresh.Device, err = a.stands(ctx, tx, s.Login, h.Device, h.mark()); err != nil {
				return err
			}
		}
		if fresh.Device == 0 {
			fresh.Device = pg.NewID()
			err = a.acquaint(ctx, tx, s.By.ID, fresh, b)
		} else {
			err = change(ctx, tx, `UPDATE device SET was = mark, mark = $3, title = $4, address = $5, seen_at = $6 WHERE county = $1 AND id = $2`,
				tx.County, fresh.Device, fresh.mark(), b.Title, b.Address, tx.Now)
		}
		if err != nil {
			return err
		}
		hold = a.given(tx.County, s.Login, fresh)
		return change(ctx, tx, `UPDATE session SET device = $3 WHERE county = $1 AND token = $2`, t.county, t.digest[:], fresh.Device)
	})
	return name, hold, err
}

// acquaint makes a browser one of a person's devices; those that were longest unseen are none any more.
func (a *Auth) acquaint(ctx context.Context, tx *pg.Tx, staff int64, h holding, b Browser) error {
	if err := change(ctx, tx, `INSERT INTO device (county, id, staff, mark, title, address, began_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
		tx.County, h.Device, staff, h.mark(), b.Title, b.Address, tx.Now); err != nil {
		return err
	}
	return change(ctx, tx, `
		UPDATE device SET ended_at = $3 WHERE county = $1 AND staff = $2 AND ended_at IS NULL
		  AND id NOT IN (SELECT id FROM device WHERE county = $1 AND staff = $2 AND ended_at IS NULL ORDER BY seen_at DESC, id DESC LIMIT $4)`,
		tx.County, staff, tx.Now, keptDevices)
}

// arrival is how an attempt says where it comes from: by what the browser holds, or by the session that it has.
type arrival struct {
	Address string
	Device  int64  // as it says; see stands
	Mark    []byte // of what it holds
	Token   string // of a session, empty for none: the device is that of the session
}

// origin looks whether an attempt's browser is known.
func (a *Auth) origin(ctx context.Context, tx *pg.Tx, login string, came arrival) (from origin, err error) {
	if came.Token != "" {
		t, err := parseToken(came.Token)
		if err != nil {
			return from, err
		}
		if err := tx.GetContext(ctx, &came.Device, `SELECT COALESCE((SELECT device FROM session WHERE county = $1 AND token = $2), 0)`,
			tx.County, t.digest[:]); err != nil {
			return from, fmt.Errorf("look for a session's device: %w", err)
		}
	}
	from.Address = came.Address
	from.Device, err = a.stands(ctx, tx, login, came.Device, came.Mark)
	return from, err
}

// carry notes a session's browser, as far as it is known: the next step on the way in is by the same.
func (a *Auth) carry(ctx context.Context, tx *pg.Tx, token string, came arrival) error {
	t, err := parseToken(token)
	if err != nil {
		return err
	}
	s, err := a.look(ctx, tx, t)
	if err != nil {
		return err
	}
	from, err := a.origin(ctx, tx, s.Login, came)
	if err != nil || from.Device == 0 {
		return err
	}
	return change(ctx, tx, `UPDATE session SET device = $3 WHERE county = $1 AND token = $2`, t.county, t.digest[:], from.Device)
}
