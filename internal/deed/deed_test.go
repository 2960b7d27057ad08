package deed

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/lib/pq"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

const county = "410602"

var clerk = who.Person{County: county, ID: 7, Name: "王芳", Role: who.Clerk}

// open is a database in which the app itself enters policies: rows that are easy to make, and to change behind the seal.
func open(t testing.TB) *pg.DB {
	t.Helper()
	db := pgtest.DB(t)
	pgtest.Super(t).MustExecContext(t.Context(), `GRANT INSERT ON fangpin.policy TO fangpin_app`)
	return db
}

// takeOut is a small verb: policies, each beginning on a day of its own.
func takeOut(ctx context.Context, tx *pg.Tx, ids ...int64) error {
	tx.Perform("policy.take_out", "新增保单")
	_, err := tx.ExecContext(ctx, `
		INSERT INTO fangpin.policy (county, id, insurer, from_on, to_on, per_head)
		SELECT $1, id, '中原农险', DATE '2000-01-01' + id::INT, DATE '9999-12-31', 100 FROM unnest($2::BIGINT[]) AS id`, tx.County, pq.Int64Array(ids))
	tx.Cover("policy", ids...)
	return err
}

// do seals one deed that takes out policies.
func do(t testing.TB, db *pg.DB, ids ...int64) error {
	t.Helper()
	return Do(t.Context(), db, clerk, func(tx *pg.Tx) error { return takeOut(t.Context(), tx, ids...) })
}

// sealed is a deed as its row keeps it.
type sealed struct {
	Leaf    int64     `db:"leaf"`
	At      time.Time `db:"at"`
	LeafAt  time.Time `db:"leaf_at"`
	Person  int64     `db:"person"`
	Verb    string    `db:"verb"`
	Subject string    `db:"subject"`
	Body    []byte    `db:"body"`
	Hash    []byte    `db:"hash"`
}

func deeds(t testing.TB) []sealed {
	t.Helper()
	var out []sealed
	err := pgtest.Super(t).SelectContext(t.Context(), &out, `
		SELECT leaf, at, leaf_at, person, verb, subject, body, hash FROM fangpin.deed WHERE county = $1 ORDER BY leaf`, county)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func count(t testing.TB, query string) (n int) {
	t.Helper()
	if err := pgtest.Super(t).GetContext(t.Context(), &n, query); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADeedSaysWhoDidWhatAndToWhichRows(t *testing.T) {
	db := open(t)
	at := time.Date(2024, 9, 10, 1, 2, 3, 456789, time.UTC) // PostgreSQL keeps 456 microseconds of it
	db.Clock = func() time.Time { return at }
	err := Do(t.Context(), db, clerk, func(tx *pg.Tx) error {
		tx.JudgedBy(pg.Judge{Name: "policy.reader", Version: 3})
		tx.Cover("policy", 4) // covered twice, digested once
		return takeOut(t.Context(), tx, 30, 4)
	})
	if err != nil {
		t.Fatal(err)
	}
	got := deeds(t)
	if len(got) != 1 {
		t.Fatalf("%d deeds", len(got))
	}
	kept := at.Truncate(time.Microsecond)
	want := sealed{0, kept, kept, 7, "policy.take_out", "新增保单", nil, nil}
	if d := cmp.Diff(want, got[0], cmpopts.IgnoreFields(sealed{}, "Body", "Hash"), cmpopts.EquateApproxTime(0)); d != "" {
		t.Error(d)
	}
	body, err := Decode(got[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	var digests, root []byte
	err = pgtest.Super(t).QueryRowContext(t.Context(), `SELECT keys, digests, root FROM fangpin.cover WHERE leaf = 0 AND tab = 'policy'`).
		Scan((*pq.StringArray)(&keys), &digests, &root)
	if err != nil {
		t.Fatal(err)
	}
	cover, err := Unpack("policy", keys, digests)
	if err != nil {
		t.Fatal(err)
	}
	sum := cover.Sum()
	if d := cmp.Diff(Body{BodyVersion, county, 7, who.Clerk, kept, "policy.take_out", "新增保单", who.Demonstration, []pg.Judge{{Name: "policy.reader", Version: 3}}, []Sum{sum}, []byte{}}, body); d != "" {
		t.Error(d)
	}
	if leaf := body.Leaf(); string(leaf[:]) != string(got[0].Hash) || string(sum.Root[:]) != string(root) {
		t.Error("the stored hash or root is not the body's")
	}
	if d := cmp.Diff([]string{"30", "4"}, keys); d != "" { // by their text
		t.Error(d)
	}
}

func TestABatchIsOneDeedAndOneCover(t *testing.T) {
	db := open(t)
	ids := make([]int64, 10_000)
	for i := range ids {
		ids[i] = int64(i)
	}
	if err := do(t, db, ids...); err != nil {
		t.Fatal(err)
	}
	if got := count(t, `SELECT cardinality(keys) FROM fangpin.cover`); got != len(ids) {
		t.Errorf("%d keys covered", got)
	}
	if got := len(deeds(t)); got != 1 {
		t.Errorf("%d deeds", got)
	}
}

func TestNULLAndEmptyAreTwoValues(t *testing.T) {
	super := pgtest.Super(t)
	super.MustExecContext(t.Context(), `
		ALTER TABLE fangpin.policy ALTER insurer DROP NOT NULL, DROP CONSTRAINT policy_insurer_check;
		INSERT INTO fangpin.policy VALUES ('410602', 1, NULL, '2024-01-01', '2024-12-31', 100)`)
	digest := func() (out [32]byte) {
		table, _ := Lookup("policy")
		for line, err := range table.Lines(t.Context(), super, county) {
			if err != nil {
				t.Fatal(err)
			}
			out = Digest(table.Name, line.Cells)
		}
		return out
	}
	null := digest()
	super.MustExecContext(t.Context(), `UPDATE fangpin.policy SET insurer = ''`)
	if digest() == null {
		t.Error("one digest for NULL and the empty text")
	}
}

func TestNothingIsWrittenWithoutADeed(t *testing.T) {
	db, boom := open(t), errors.New("boom")
	for name, c := range map[string]struct {
		fn   func(tx *pg.Tx) error
		want error
	}{
		"unnamed": {func(tx *pg.Tx) error {
			err := takeOut(t.Context(), tx, 1)
			tx.Draft.Verb = ""
			return err
		}, errUnnamed},
		"failed": {func(tx *pg.Tx) error { return errors.Join(takeOut(t.Context(), tx, 1), boom) }, boom},
		"covers no table of the list": {func(tx *pg.Tx) error {
			tx.Cover("report_stage", 1)
			return takeOut(t.Context(), tx, 1)
		}, nil},
		"covers a row that is not there": {func(tx *pg.Tx) error {
			tx.Cover("policy", 2)
			return takeOut(t.Context(), tx, 1)
		}, nil},
	} {
		err := Do(t.Context(), db, clerk, c.fn)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if got := count(t, `SELECT (SELECT COUNT(*) FROM fangpin.policy) + (SELECT COUNT(*) FROM fangpin.deed) + (SELECT COUNT(*) FROM fangpin.head)`); got != 0 {
		t.Errorf("%d rows were left behind", got)
	}
}

func TestAPanicRollsBackAndGoesOn(t *testing.T) {
	db := open(t)
	db.SetMaxOpenConns(1) // a transaction left open would block the next deed for good
	func() {
		defer func() {
			if got := recover(); got != "boom" {
				t.Errorf("recovered %v", got)
			}
		}()
		_ = Do(t.Context(), db, clerk, func(tx *pg.Tx) error {
			if err := takeOut(t.Context(), tx, 1); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	if err := do(t, db, 1); err != nil {
		t.Errorf("the row of the panic is still there: %v", err)
	}
}
