package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/passkey"
	"fangpin/internal/secret"
)

// answerWithin is how long a challenge may be answered: somebody reads a list before they sign it.
const answerWithin = 10 * time.Minute

// asked marks the tags of our own challenges.
const asked secret.Kind = "passkey challenge"

// ErrStale is the answer to a challenge that is not ours, is not this person's, or is too old.
var ErrStale = fault.Conflictf("页面打开已超过 %d 分钟，或所签内容已有变化，或不是本页面发出的验证，请刷新页面，核对后重新验证", int(answerWithin.Minutes()))

// Ask draws a nonce for a decision and says until when it may be taken. What the ticket carries, nobody else can make: the page brings it back
// with the answer, and nothing is kept until then.
func (a *Auth) Ask(d passkey.Decision) (asks passkey.Decision, ticket string) {
	_, _ = rand.Read(d.Nonce[:]) // it never fails (crypto/rand)
	d.Expires = a.DB.Clock().Add(answerWithin).Truncate(time.Microsecond)
	body := binary.BigEndian.AppendUint64(d.Nonce[:], uint64(d.Expires.UnixMicro()))
	return d, base64.RawURLEncoding.EncodeToString(append(body, a.vouch(d)...))
}

// Asked takes up the ticket of a decision: it was drawn by us, for just this, and is not too old.
func (a *Auth) Asked(d passkey.Decision, ticket string) (passkey.Decision, error) {
	body, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil || len(body) < 40 {
		return d, ErrStale
	}
	d.Nonce = [32]byte(body[:32])
	d.Expires = time.UnixMicro(int64(binary.BigEndian.Uint64(body[32:40]))).UTC()
	if !hmac.Equal(body[40:], a.vouch(d)) || !a.DB.Clock().Before(d.Expires) {
		return d, ErrStale
	}
	return d, nil
}

// vouch is the keyed tag of a decision's challenge.
func (a *Auth) vouch(d passkey.Decision) []byte {
	return a.Keys.Tag(asked, fmt.Sprintf("%x", d.Challenge()))
}
