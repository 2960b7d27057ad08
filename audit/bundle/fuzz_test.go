package bundle

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// small is the bundle of a county with a few deeds.
func small(tb testing.TB) []byte {
	tb.Helper()
	db := pgtest.DB(tb)
	pgtest.Super(tb).MustExecContext(tb.Context(), `DELETE FROM fangpin.day; GRANT INSERT ON fangpin.policy TO fangpin_app`) // small is fast
	err := deed.Do(tb.Context(), db, who.Person{County: "410602", ID: 7, Name: "王芳", Role: who.Clerk}, func(tx *pg.Tx) error {
		tx.Perform("policy.open", "登记保单")
		tx.Cover("policy", 1)
		_, err := tx.ExecContext(tb.Context(), `INSERT INTO policy VALUES ('410602', 1, '中原农险', '2024-01-01', '2024-12-31', 100)`)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	office := Office{Keys: tb.TempDir(), Notes: tb.TempDir(), Files: func([]byte) error { return nil }}
	if _, err := deed.FirstSigner(office.Keys); err != nil {
		tb.Fatal(err)
	}
	if err := Write(tb.Context(), db, "410602", office, &out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// through verifies to the end, whatever it says.
func through(t *testing.T, data []byte) {
	b, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return
	}
	for _, err := range b.Verify(t.Context(), Trust{}) {
		if err != nil {
			return
		}
	}
}

// No bytes make the verifier stumble.
func FuzzVerify(f *testing.F) {
	whole := small(f)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(through)
}

// No content of a file makes it stumble, however well it is packed and listed.
func FuzzContent(f *testing.F) {
	whole := small(f)
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		f.Fatal(err)
	}
	packed := make([][]byte, len(z.File))
	for i, file := range z.File {
		f.Add(uint8(i), contentOf(f, file.Open))
		packed[i] = contentOf(f, func() (io.ReadCloser, error) {
			r, err := file.OpenRaw()
			return io.NopCloser(r), err
		})
	}
	for i, rows := range hostile {
		f.Add(uint8(i), []byte(rows))
	}
	f.Fuzz(func(t *testing.T, at uint8, content []byte) {
		var out bytes.Buffer
		p := packer{zip.NewWriter(&out), manifest{Format: format, County: "410602"}}
		for i, file := range z.File {
			if i == int(at)%len(z.File) {
				must(t, p.text(file.Name, string(content)))
				continue
			}
			h := header(file.Name)
			sizes(h, file.CRC32, file.CompressedSize64, file.UncompressedSize64)
			w, err := p.CreateRaw(h)
			must(t, err)
			_, err = w.Write(packed[i])
			must(t, err)
		}
		must(t, p.Close())
		through(t, out.Bytes())
	})
}

func contentOf(tb testing.TB, open func() (io.ReadCloser, error)) []byte {
	tb.Helper()
	r, err := open()
	must(tb, err)
	content, err := io.ReadAll(r)
	must(tb, err)
	return content
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// hostile are rows that a careless reader would stumble over.
var hostile = map[int]string{
	1:  `{"at":"infinity","body":"\\x01","county":"410602","hash":"","leaf":"-9223372036854775808","leaf_at":"","person":"9223372036854775807","subject":"","verb":""}` + "\n",
	20: `{"amount":"1e999999999","county":"410602","fund":"1","id":"1","received_on":"9999-12-31"}` + "\n",
	30: `{"county":"410602","facts":{"salted":""},"id":{"salted":"00"}}` + "\n",
	40: `{"county":"410602","id":"1","id":"2"}` + "\n[[[[\n{}\n",
}

func TestARowReadsBackAsItWasWritten(t *testing.T) {
	cells := []deed.Cell{{Column: "a", Value: []byte("\"\\\n\u2028<甲>")}, {Column: "b", Salted: true, Value: bytes.Repeat([]byte{7}, 32)}, {Column: "c", Value: nil}}
	text, err := appendLine(nil, deed.Line{Cells: cells})
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseLine(text)
	if err != nil || deed.Digest("x", got) != deed.Digest("x", cells) {
		t.Errorf("%s reads as %v, %v", text, got, err)
	}
	for _, bad := range []string{"", "{", "[]", `{"a":1}`, `{"a":null}`, `{"b":"","a":""}`, `{"a":"","a":""}`, `{"a":""}x`, `{"a":{"salted":"0"}}`, `{"a":{"salted":""},}`,
		`{"a":{"x":"00"}}`, `{"a":{"salted":"00","b":""}}`, `{"a":["00"]}`} {
		if cells, err := parseLine([]byte(bad)); err == nil {
			t.Errorf("%s reads as %v", bad, cells)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"a":"b","c":{"salted":"00"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		cells, err := parseLine(text)
		if err != nil {
			return
		}
		again, err := appendLine(nil, deed.Line{Cells: cells})
		if err != nil {
			t.Fatal(err)
		}
		if len(cells) > 0 {
			if back, err := parseLine(again); err != nil || deed.Digest("", back) != deed.Digest("", cells) {
				t.Errorf("%s is written %s", text, again)
			}
		}
	})
}
