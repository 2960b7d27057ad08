package deed

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"fangpin/internal/identity/who"
)

func drawHash(t *rapid.T) tlog.Hash {
	return tlog.Hash(rapid.SliceOfN(rapid.Byte(), tlog.HashSize, tlog.HashSize).Draw(t, "hash"))
}

func drawBody(t *rapid.T) Body {
	b := Body{
		County: rapid.StringMatching(`[0-9]{6}`).Draw(t, "county"), Person: rapid.Int64().Draw(t, "person"),
		Role:    who.Role(rapid.String().Draw(t, "role")),
		At:      time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "at")).UTC(),
		Verb:    rapid.String().Draw(t, "verb"),
		Subject: rapid.String().Draw(t, "subject"),
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
			"another version": append([]byte{2}, data[1:]...),
		} {
			if _, err := Decode(bad); err == nil {
				t.Errorf("%s: decoded", name)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Body{County: "410602", Verb: "v", Covers: []Sum{{"payout", 1, tlog.Hash{1}}}}.Encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := Decode(data); err == nil && !bytes.Equal(b.Encode(), data) {
			t.Errorf("% x decodes, but is not what Encode writes", data)
		}
	})
}
