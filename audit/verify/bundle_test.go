package verify_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/internal/deed"
)

// exported is a month's bundle with what its auditor holds beside it.
type exported struct {
	data   []byte
	signer note.Signer
	trust  bundle.Trust
	office bundle.Office
	*month
}

// carry exports a month, with the days of three years only.
func carry(t *testing.T) exported {
	t.Helper()
	m := work(t)
	m.plant()
	return export(t, m)
}

func export(t *testing.T, m *month) exported {
	t.Helper()
	intruder(t).MustExecContext(t.Context(), `DELETE FROM fangpin.day WHERE on_day < '2024-01-01'`)
	office := bundle.Office{Keys: t.TempDir(), Notes: t.TempDir(), Files: m.trust().Files}
	signer, err := deed.FirstSigner(office.Keys)
	must(t, err)
	e := exported{signer: signer, office: office, month: m}
	e.data = e.write(t)
	key, err := deed.PublicKey(office.Keys)
	must(t, err)
	e.trust.Key = key
	e.trust.Notes = e.notes(t)
	return e
}

// carried is one month's bundle, for the tests that ask nothing of its database.
var carried struct {
	sync.Once
	exported
}

func shared(t *testing.T) exported {
	t.Helper()
	carried.Do(func() { carried.exported = carry(t) })
	return carried.exported
}

// notes are the checkpoints kept outside the database.
func (e exported) notes(t *testing.T) (notes []verify.OutsideNote) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(e.office.Notes, "*.note"))
	must(t, err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		must(t, err)
		notes = append(notes, verify.OutsideNote{Name: filepath.Base(path), Text: string(text)})
	}
	return notes
}

func (e exported) write(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, bundle.Write(t.Context(), e.DB, county, e.office, &out))
	return out.Bytes()
}

func TestABundleVerifiesWithoutItsDatabase(t *testing.T) {
	e := carry(t)
	if again := e.write(t); !bytes.Equal(again, e.data) {
		t.Error("the same database gave other bytes")
	}
	inside := e.verifyDatabase(t)
	for _, trust := range []bundle.Trust{{}, e.trust} {
		checks := judge(t, e.data, trust)
		clean(t, checks)
		for _, c := range checks {
			if i := slices.IndexFunc(inside, func(in verify.Result) bool { return in.Name == c.Name }); i >= 0 && inside[i].Looked != c.Looked && !strings.HasPrefix(c.Name, "库外") &&
				c.Name != "月报、回盘原件重新读取，与所记各行一致" { // a bundle carries no files
				t.Errorf("%s looked at %d in the bundle, at %d in the database", c.Name, c.Looked, inside[i].Looked)
			}
			inside = slices.DeleteFunc(inside, func(in verify.Result) bool { return in.Name == c.Name })
		}
		if len(inside) > 0 && inside[0].Name != "存证树各节点" || len(inside) > 1 {
			t.Errorf("checks only of the database: %v", inside)
		}
		inside = e.verifyDatabase(t)
	}
	if again := unpack(t, e.data).zip(t); !bytes.Equal(again, e.data) {
		t.Error("packing by hand gives other bytes")
	}
}

func (e exported) verifyDatabase(t *testing.T) (checks []verify.Result) {
	t.Helper()
	for c, err := range verify.County(t.Context(), e.DB, county, e.month.trust()) {
		must(t, err)
		checks = append(checks, c)
	}
	return checks
}

// number is the first number in a row that can be another.
var number = regexp.MustCompile(`"[a-z_]*":"[0-9]{2,}`)

// invented is a row like another, under another key.
func invented(row []byte) []byte {
	if row == nil {
		return []byte(`{"county":"410602","id":"1"}` + "\n")
	}
	at := number.FindAllIndex(row, -1)
	out := bytes.Clone(row)
	if len(at) > 1 {
		at = at[1:] // behind the county
	}
	if len(at) == 0 {
		return bytes.Replace(row, []byte(`"`), []byte(`"x`), 1)
	}
	last := at[0][1] - 1
	out[last] = '0' + (out[last]-'0'+1)%10
	return out
}

// mutations are what can be done to one file of a bundle, by name. Each is a whole parcel.
func mutations(t *testing.T, whole *parcel, name string, spots int) map[string]*parcel {
	t.Helper()
	out := map[string]*parcel{}
	add := func(what string, content []byte) {
		if !bytes.Equal(content, whole.content[name]) {
			p := whole.clone()
			p.set(t, name, content)
			out[what] = p
		}
	}
	content := whole.content[name]
	for i := range spots {
		if at := i * len(content) / spots; at < len(content) {
			flipped := bytes.Clone(content)
			flipped[at] ^= 1
			add(fmt.Sprintf("byte %d", at), flipped)
		}
	}
	lines, row := whole.lines(name), []byte(nil)
	if n := len(lines); n > 0 {
		row = lines[n/2]
		add("row removed", bytes.Join(slices.Delete(slices.Clone(lines), n/2, n/2+1), nil))
		swapped := slices.Clone(lines)
		swapped[0], swapped[n-1] = swapped[n-1], swapped[0]
		add("rows swapped", bytes.Join(swapped, nil))
		add("row twice", append(bytes.Clone(content), lines[n-1]...))
	}
	add("row invented", append(bytes.Clone(content), invented(row)...))
	add("nonsense added", append(bytes.Clone(content), "x\n"...))
	add("cut", content[:len(content)/2])
	add("emptied", nil)
	gone := whole.clone()
	gone.drop(name)
	out["file removed"] = gone
	twice := whole.clone()
	twice.names = append(twice.names, name)
	out["file twice"] = twice
	moved := whole.clone()
	moved.drop(name)
	if name != signName {
		moved.names = append(moved.names, name)
		out["file moved"] = moved
	}
	return out
}

// spots is in how many places of a file a byte is changed.
const spots = 5

// Whatever is done to whichever file of a bundle, the file is named.
func TestEveryFileOfABundleIsCovered(t *testing.T) {
	e := shared(t)
	whole := unpack(t, e.data)
	for _, name := range whole.names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, p := range mutations(t, whole, name, spots) {
				check := first(t, p.zip(t), bundle.Trust{})
				switch {
				case check == nil:
					t.Errorf("%s: passes", what)
				case name != listName && what != "file moved" && what != "file twice" && !names(*check, name):
					t.Errorf("%s: the file is not named: %v", what, check.Found)
				}
			}
		})
	}
}

// names tells whether a check names a file.
func names(c verify.Result, name string) bool {
	return slices.ContainsFunc(c.Found, func(f verify.Finding) bool { return strings.HasPrefix(f.Key, name) || strings.Contains(f.Reason, name) })
}

// Whatever byte of the file as it is carried is changed, cut off or added, it shows.
func TestEveryByteOfTheZIPIsCovered(t *testing.T) {
	e := shared(t)
	spots := map[int]bool{}
	for i := range 100 {
		spots[i*len(e.data)/100] = true
	}
	for i := range 100 { // the first file's header and data; the last bytes of the directory
		spots[i], spots[len(e.data)-1-i] = true, true
	}
	if at := bytes.LastIndex(e.data, []byte("PK\x01\x02")); at > 0 {
		for i := range 60 {
			spots[at+i] = true
		}
	}
	for at := range spots {
		data := bytes.Clone(e.data)
		data[at] ^= 1
		if first(t, data, bundle.Trust{}) == nil {
			t.Errorf("byte %d of %d changed: passes", at, len(data))
		}
	}
	for what, data := range map[string][]byte{
		"a byte before": append([]byte{0}, e.data...), "a byte behind": append(bytes.Clone(e.data), 0), "half": e.data[:len(e.data)/2],
		"nothing": {}, "two in one": append(bytes.Clone(e.data), e.data...), "cut": e.data[:len(e.data)-1],
	} {
		if first(t, data, bundle.Trust{}) == nil {
			t.Errorf("%s: passes", what)
		}
	}
}

// Whoever makes the manifest anew without the county's key is named by the signature; and even with it, the rows are held to the seal.
func TestRowsAreHeldToTheSealUnderAnyManifest(t *testing.T) {
	e := shared(t)
	whole, stranger := unpack(t, e.data), strange(t)
	for _, name := range whole.names {
		table, ok := strings.CutPrefix(name, "tables/")
		table = strings.TrimSuffix(table, ".ndjson")
		_, covered := deed.Lookup(table)
		if name == "covers.ndjson" || table == "deed" || table == "checkpoint" || strings.HasPrefix(name, "notes/") {
			covered = true
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, p := range mutations(t, whole, name, 1) {
				if name == listName || name == signName || slices.Contains([]string{"file twice", "file moved", "cut", "emptied"}, what) {
					continue
				}
				if what == "nonsense added" {
					p.relist(t, stranger)
					if c := first(t, p.zip(t), e.trust); c == nil || c.Name != "证据包清单的签名" {
						t.Errorf("%s, signed by a stranger: %v", what, c)
					}
				}
				unknown := what == "file removed" && len(whole.lines(name)) == 0 // an older program wrote the bundle
				order := what == "rows swapped" && ok && table != "deed"         // says nothing: a row is found by its key
				if !covered || order {
					continue
				}
				p.relist(t, e.signer)
				if c := first(t, p.zip(t), bundle.Trust{Key: e.trust.Key}); (c == nil) != unknown {
					t.Errorf("%s, signed by the county: %v", what, c)
				}
			}
		})
	}
}

// strange is a key of nobody's.
func strange(t *testing.T) note.Signer {
	t.Helper()
	signer, err := deed.FirstSigner(t.TempDir())
	must(t, err)
	return signer
}
