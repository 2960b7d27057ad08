package deed

import (
	"testing"
	"time"

	"fangpin/internal/pg"
)

func TestRowsThatDifferHaveDifferentDigests(t *testing.T) {
	plain := func(column, value string) Cell { return Cell{Column: column, Value: []byte(value)} }
	rows := map[string][32]byte{
		"one":                     Digest("payout", []Cell{plain("a", "1"), plain("b", "2")}),
		"another table":           Digest("payou", []Cell{plain("a", "1"), plain("b", "2")}),
		"NULL":                    Digest("payout", []Cell{plain("a", "1")}),
		"empty":                   Digest("payout", []Cell{plain("a", "1"), plain("b", "")}),
		"a border moved":          Digest("payout", []Cell{plain("a", "12"), plain("b", "")}),
		"a value moved":           Digest("payout", []Cell{plain("a", "2"), plain("b", "1")}),
		"a column that swallowed": Digest("payout", []Cell{plain("a", "1\x00\x00\x00\x01b\x00\x00\x00\x00\x012")}),
		"salted":                  Digest("payout", []Cell{{"a", true, []byte("1")}, plain("b", "2")}),
	}
	seen := map[[32]byte]string{}
	for name, digest := range rows {
		if other, ok := seen[digest]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[digest] = name
	}
}

func TestASaltedValueShowsNeitherTheValueNorThatTwoAreAlike(t *testing.T) {
	one := Salt([]byte("salt"), "name", []byte("张三"))
	for name, other := range map[string][32]byte{
		"another salt":   Salt([]byte("pepper"), "name", []byte("张三")),
		"another column": Salt([]byte("salt"), "head", []byte("张三")),
		"another value":  Salt([]byte("salt"), "name", []byte("李四")),
		"a border moved": Salt([]byte("saltn"), "ame", []byte("张三")),
	} {
		if other == one {
			t.Errorf("%s: the same digest", name)
		}
	}
}

// Computed apart, from the decision page. An encoding that changes would make every sealed row look altered.
func TestTheEncodings(t *testing.T) {
	salted := Salt([]byte(`\x00`), "name", []byte("张三"))
	row := Row{"7", Digest("staff", []Cell{{"id", false, []byte("7")}, {"name", true, salted[:]}})}
	const want = "kmDnzkRdom4v5GxgaQbpyIielDxhQ1b2xZcTNBg/9ws="
	if got := row.leaf().String(); got != want {
		t.Errorf("leaf = %s, want %s", got, want)
	}
	body := Body{Version: 1, County: "410602", Person: 7, Role: "clerk", At: time.UnixMicro(1_725_000_000_000_001), Verb: "staff.add", Subject: "新增人员", Covers: []Sum{Cover{"staff", []Row{row}}.Sum()}}
	const wantBody = "7r4x/1GTwJvXr6VlFUluVyYbp/CcL3LD3duNqBioPpQ="
	if got := body.Leaf().String(); got != wantBody {
		t.Errorf("leaf = %s, want %s", got, wantBody)
	}
	body.Version, body.Judges = 2, []pg.Judge{{Name: "registry.roster", Version: 1}}
	const wantSecond = "FN1NAinqh+C3we9vMCuqs6pQqj771YctvtqDLfxNzPg="
	if got := body.Leaf().String(); got != wantSecond {
		t.Errorf("leaf of version 2 = %s, want %s", got, wantSecond)
	}
}
