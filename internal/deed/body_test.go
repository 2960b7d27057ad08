package deed

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

func drawHash(t *rapid.T) tlog.Hash {
	return tlog.Hash(rapid.SliceOfN(rapid.Byte(), tlog.HashSize, tlog.HashSize).Draw(t, "hash"))
}

func drawBody(t *rapid.T) Body {
	b := Body{
		Version: rapid.IntRange(1, BodyVersion).Draw(t, "version"), County: rapid.StringMatching(`[0-9]{6}`).Draw(t, "county"), Person: rapid.Int64().Draw(t, "person"),
		Role:    who.Role(rapid.String().Draw(t, "role")),
		At:      time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "at")).UTC(),
		Verb:    rapid.String().Draw(t, "verb"),
		Subject: rapid.String().Draw(t, "subject"),
	}
	if b.Version > 1 {
		for _, name := range slices.Sorted(slices.Values(rapid.SliceOfNDistinct(rapid.String(), 0, 3, rapid.ID[string]).Draw(t, "judges"))) {
			b.Judges = append(b.Judges, pg.Judge{Name: name, Version: rapid.Int64().Draw(t, "version of a judge")})
		}
	}
	if b.Version > 2 {
		b.Way, b.MAC = who.Way(rapid.String().Draw(t, "way")), []byte(rapid.String().Draw(t, "mac"))
	}
	for range rapid.IntRange(0, 4).Draw(t, "covers") {
		b.Covers = append(b.Covers, Sum{rapid.String().Draw(t, "table"), rapid.Int64().Draw(t, "rows"), drawHash(t)})
	}
	return b
}

func TestABodyReadsBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawBody(t)
		got, err := Decode(want.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestDecodeTakesNoOtherEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := drawBody(t).Encode()
		cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		for name, bad := range map[string][]byte{
			"cut short":       data[:cut],
			"too long":        append(bytes.Clone(data), 0),
			"a later version": append([]byte{BodyVersion + 1}, data[1:]...),
			"no version":      append([]byte{0}, data[1:]...),
		} {
			if _, err := Decode(bad); err == nil {
				t.Errorf("%s: decoded", name)
			}
		}
	})
}

// What a later program wrote is refused with what it is that this one does not know.
func TestDecodeNamesWhatItDoesNotKnow(t *testing.T) {
	data := Body{Version: 2, County: "410602", Verb: "v"}.Encode()
	for reason, bad := range map[string][]byte{
		"正文是第 4 版，本程序只认识到第 3 版":                    append([]byte{4}, data[1:]...),
		"正文用第 9 号算法，本程序只认识第 1 号（SHA-256, Ed25519）": append([]byte{2, 9}, data[2:]...),
	} {
		if _, err := Decode(bad); err == nil || err.Error() != reason {
			t.Errorf("%v, want %s", err, reason)
		}
		if _, err := Decode(bad); !errors.As(err, &Unknown{}) {
			t.Errorf("%T, want Unknown", err)
		}
	}
}

func TestJudgesStandInOrderEachOnce(t *testing.T) {
	one, two := pg.Judge{Name: "a", Version: 1}, pg.Judge{Name: "b", Version: 7}
	if b, err := Decode(Body{Version: 2, Judges: []pg.Judge{one, two}}.Encode()); err != nil || JudgedBy(b.Judges, "b") != 7 || JudgedBy(b.Judges, "c") != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	for _, judges := range [][]pg.Judge{{two, one}, {one, one}} {
		if _, err := Decode(Body{Version: 2, Judges: judges}.Encode()); err == nil {
			t.Errorf("%v: decoded", judges)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range []Body{{Version: 1}, {Version: 2, Judges: []pg.Judge{{Name: "j", Version: 3}}}} {
		b.County, b.Verb, b.Covers = "410602", "v", []Sum{{"payout", 1, tlog.Hash{1}}}
		f.Add(b.Encode())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := Decode(data); err == nil && !bytes.Equal(b.Encode(), data) {
			t.Errorf("% x decodes, but is not what Encode writes", data)
		}
	})
}
