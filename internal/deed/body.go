package deed

import (
	"encoding/binary"
	"errors"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/identity/who"
)

// bodyVersion is the first byte of every body. A change of the encoding takes the next number.
const bodyVersion = 1

// Body is what a deed says: who did what, when, and to which rows. Its encoding is what the leaf is the hash of.
type Body struct {
	County  string
	Person  int64
	Role    who.Role
	At      time.Time // the deed's own time, whole microseconds as PostgreSQL keeps them
	Verb    string
	Subject string
	Covers  []Sum // in the order of the tables' names
}

// Encode writes the one encoding a body has: every text and list behind its length, every number in eight bytes.
func (b Body) Encode() []byte {
	out := []byte{bodyVersion}
	out = appendText(out, b.County)
	out = appendInt(out, b.Person)
	out = appendText(out, b.Role)
	out = appendInt(out, b.At.UnixMicro())
	out = appendText(out, b.Verb)
	out = appendText(out, b.Subject)
	out = appendInt(out, int64(len(b.Covers)))
	for _, c := range b.Covers {
		out = appendText(out, c.Table)
		out = appendInt(out, c.Rows)
		out = append(out, c.Root[:]...)
	}
	return out
}

// Leaf is the body's leaf in the county's tree: the leaf hash of RFC 6962.
func (b Body) Leaf() tlog.Hash { return tlog.RecordHash(b.Encode()) }

var errBody = errors.New("deed: body cut short, too long or of an unknown version")

// Decode reads what Encode wrote, and refuses anything else.
func Decode(data []byte) (Body, error) {
	r := reader{rest: data}
	if version := r.take(1); version == nil || version[0] != bodyVersion {
		return Body{}, errBody
	}
	b := Body{
		County: r.text(), Person: r.int(), Role: who.Role(r.text()), At: time.UnixMicro(r.int()).UTC(),
		Verb: r.text(), Subject: r.text(),
	}
	for n := r.int(); n > 0 && !r.short; n-- {
		b.Covers = append(b.Covers, Sum{r.text(), r.int(), r.hash()})
	}
	if r.short || len(r.rest) > 0 {
		return Body{}, errBody
	}
	return b, nil
}

// reader takes values off the front; once short, it answers only zeros.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || n > len(r.rest) {
		r.short = true
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *reader) int() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (r *reader) text() string {
	if b := r.take(4); b != nil {
		return string(r.take(int(binary.BigEndian.Uint32(b))))
	}
	return ""
}

func (r *reader) hash() (h tlog.Hash) {
	copy(h[:], r.take(tlog.HashSize))
	return h
}
