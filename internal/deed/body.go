package deed

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// BodyVersion is the first byte of every body that is written now. A change of the encoding takes the next number; what was sealed under an
// older one reads on.
const BodyVersion = 3

// algorithms are those that a body can name: the hash of rows, covers, bodies and the tree, and the signature of checkpoints. A county
// that must use 国密 (SM3, SM2) takes the next number.
var algorithms = map[byte]string{sha256Ed25519: "SHA-256, Ed25519"}

const sha256Ed25519 = 1

// Body is what a deed says: who did what, when, to which rows, and by whose judgement. Its encoding is what the leaf is the hash of.
type Body struct {
	Version int // of the encoding, and of how the covered rows are told (Table.Sealed)
	County  string
	Person  int64
	Role    who.Role
	At      time.Time // the deed's own time, whole microseconds as PostgreSQL keeps them
	Verb    string
	Subject string
	Way     who.Way    // by what the person acted; before version 3 nothing is said of it
	Judges  []pg.Judge // in the order of their names; version 1 has none
	Covers  []Sum      // in the order of the tables' names
	MAC     []byte     // over all that is said, by a key outside the database (docs/decisions/0035); none before version 3, nor without keys
}

// Encode writes the one encoding a body has: every text and list behind its length, every number in eight bytes.
func (b Body) Encode() []byte {
	if b.Version < 3 {
		return b.Said()
	}
	return appendText(b.Said(), b.MAC)
}

// Said is the encoding up to the MAC, which is over it.
func (b Body) Said() []byte {
	out := []byte{byte(b.Version)}
	if b.Version > 1 {
		out = append(out, sha256Ed25519)
	}
	out = appendText(out, b.County)
	out = appendInt(out, b.Person)
	out = appendText(out, b.Role)
	out = appendInt(out, b.At.UnixMicro())
	out = appendText(out, b.Verb)
	out = appendText(out, b.Subject)
	if b.Version > 2 {
		out = appendText(out, b.Way)
	}
	if b.Version > 1 {
		out = appendInt(out, int64(len(b.Judges)))
		for _, j := range b.Judges {
			out = appendInt(appendText(out, j.Name), j.Version)
		}
	}
	out = appendInt(out, int64(len(b.Covers)))
	for _, c := range b.Covers {
		out = appendText(out, c.Table)
		out = appendInt(out, c.Rows)
		out = append(out, c.Root[:]...)
	}
	return out
}

// JudgedBy is the version of a judge that a deed went by, of those that it names. One that it does not name is held to be the first: judges
// are named since version 2 of the body, and each from its own first deed on.
func JudgedBy(judges []pg.Judge, name string) int64 {
	for _, j := range judges {
		if j.Name == name {
			return j.Version
		}
	}
	return 1
}

// Leaf is the body's leaf in the county's tree: the leaf hash of RFC 6962.
func (b Body) Leaf() tlog.Hash { return tlog.RecordHash(b.Encode()) }

var errBody = errors.New("deed: body cut short, too long, or with judges out of order")

// Unknown is a body that a later program wrote (存证正文由更新的程序写下), in words for people.
type Unknown struct{ reason string }

func (u Unknown) Error() string { return u.reason }

// Decode reads what Encode wrote, and refuses anything else. A version or an algorithm that this program does not have is Unknown.
func Decode(data []byte) (Body, error) {
	r := reader{rest: data}
	b := Body{Version: int(r.byte())}
	if b.Version > BodyVersion {
		return Body{}, Unknown{fmt.Sprintf("正文是第 %d 版，本程序只认识到第 %d 版", b.Version, BodyVersion)}
	}
	if b.Version > 1 {
		if a := r.byte(); !r.short && algorithms[a] == "" {
			return Body{}, Unknown{fmt.Sprintf("正文用第 %d 号算法，本程序只认识第 %d 号（%s）", a, sha256Ed25519, algorithms[sha256Ed25519])}
		}
	}
	b.County, b.Person, b.Role, b.At = r.text(), r.int(), who.Role(r.text()), time.UnixMicro(r.int()).UTC()
	b.Verb, b.Subject = r.text(), r.text()
	if b.Version > 2 {
		b.Way = who.Way(r.text())
	}
	if b.Version > 1 {
		for range r.count() {
			b.Judges = append(b.Judges, pg.Judge{Name: r.text(), Version: r.int()})
		}
	}
	for range r.count() {
		b.Covers = append(b.Covers, Sum{r.text(), r.int(), r.hash()})
	}
	if b.Version > 2 {
		b.MAC = []byte(r.text())
	}
	if b.Version == 0 || r.short || len(r.rest) > 0 || !ordered(b.Judges) {
		return Body{}, errBody
	}
	return b, nil
}

// ordered tells whether judges stand in the order of their names, each once.
func ordered(judges []pg.Judge) bool {
	for i := 1; i < len(judges); i++ {
		if judges[i-1].Name >= judges[i].Name {
			return false
		}
	}
	return true
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

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) int() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// count is how many things follow: no more than there are bytes left.
func (r *reader) count() int64 {
	n := r.int()
	if n < 0 || n > int64(len(r.rest)) {
		r.short = true
		return 0
	}
	return n
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
