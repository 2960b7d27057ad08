package pg_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// word is a type of a room's own.
type word string

type key struct {
	ID int64 `db:"id"`
}

type kinds struct {
	key
	N      int             `db:"n"`
	Word   word            `db:"word"`
	Said   *string         `db:"said"`
	Yes    bool            `db:"yes"`
	On     calendar.Date   `db:"on_day"`
	Until  *calendar.Date  `db:"until"`
	Amount decimal.Decimal `db:"amount"`
	Facts  json.RawMessage `db:"facts"`
	Sealed []byte          `db:"sealed"`
	Hash   [4]byte         `db:"hash"`
}

const kindsTable = `
	CREATE TEMP TABLE kinds (county CHAR(6) NOT NULL, id BIGINT PRIMARY KEY, n INT NOT NULL, word TEXT NOT NULL, said TEXT,
	  yes BOOLEAN NOT NULL, on_day DATE NOT NULL, until DATE, amount NUMERIC(14,2) NOT NULL, facts JSONB, sealed BYTEA, hash BYTEA NOT NULL)`

func TestInsertWritesEachValueAsItIs(t *testing.T) {
	tx := begin(t, pgtest.DB(t))
	tx.MustExec(kindsTable)
	odd := "第\t\\行\n{},\"'NULL"
	until := calendar.On(2024, 2, 29)
	rows := []kinds{
		{key{1}, -7, "NULL", &odd, true, calendar.On(1949, 10, 1), &until, decimal.RequireFromString("12345678.90"),
			json.RawMessage(`{"说":"\"\\"}`), []byte{0, 0xff}, [4]byte{1, 2, 3, 4}},
		{key{2}, 0, "", nil, false, calendar.On(2024, 1, 1), nil, decimal.Zero, nil, nil, [4]byte{}},
		{key{3}, 1, word(odd), new(string), false, calendar.On(2024, 1, 1), nil, decimal.RequireFromString("-0.005"),
			json.RawMessage(`[]`), []byte{}, [4]byte{}},
	}
	if err := pg.Insert(t.Context(), tx, "kinds", rows); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := tx.SelectContext(t.Context(), &got, `
		SELECT format('%s %s %s %L %L %s %s %L %s %L %L %s', county, id, n, word, said, yes, on_day, until, amount, facts, sealed, hash)
		FROM kinds ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	inSQL := strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(odd)
	for i, want := range []string{
		`410602 1 -7 'NULL' E'` + inSQL + `' t 1949-10-01 '2024-02-29' 12345678.90 E'{"说": "\\"\\\\"}' E'\\x00ff' \x01020304`,
		`410602 2 0 '' NULL f 2024-01-01 NULL 0.00 NULL NULL \x00000000`,
		`410602 3 1 E'` + inSQL + `' '' f 2024-01-01 NULL -0.01 '[]' E'\\x' \x00000000`,
	} {
		if got[i] != want {
			t.Errorf("row %d is\n%s\nwant\n%s", i+1, got[i], want)
		}
	}
}

func TestInsertRefusesWhatTheColumnCannotHold(t *testing.T) {
	for name, c := range map[string]struct {
		row  kinds
		kind fault.Kind
	}{
		"a NUL":                      {kinds{Word: "\x00"}, fault.Invalid},
		"no UTF-8":                   {kinds{Word: "\xff"}, fault.Invalid},
		"more than an int":           {kinds{N: 1 << 40}, fault.Invalid},
		"more than 12 yuan's digits": {kinds{Amount: decimal.New(1, 12)}, fault.Invalid},
		"no JSON":                    {kinds{Facts: json.RawMessage(`{`)}, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			tx := begin(t, pgtest.DB(t))
			tx.MustExec(kindsTable)
			if err := pg.Fault(pg.Insert(t.Context(), tx, "kinds", []kinds{c.row})); err == nil || fault.KindOf(err) != c.kind {
				t.Errorf("Insert = %v", err)
			}
		})
	}
	tx := begin(t, pgtest.DB(t))
	if err := pg.Insert(t.Context(), tx, "kinds", []struct{ Untagged int }{{1}}); err == nil || !strings.Contains(err.Error(), "Untagged") {
		t.Errorf("a field without a column: %v", err)
	}
	if err := pg.Insert(t.Context(), tx, "no_such_table", []kinds{}); err != nil {
		t.Errorf("no rows are no statement: %v", err)
	}
}

// A payment's row, ten thousand times, by Insert and packed by hand.
func BenchmarkInsert(b *testing.B) {
	type row struct {
		ID     int64           `db:"id"`
		N      int             `db:"n"`
		Word   string          `db:"word"`
		On     calendar.Date   `db:"on_day"`
		Amount decimal.Decimal `db:"amount"`
		Salt   []byte          `db:"salt"`
	}
	rows := make([]row, 10_000)
	for i := range rows {
		rows[i] = row{int64(i), i % 7, fmt.Sprintf("救助金 %d", i), calendar.On(2024, 9, 1), decimal.New(int64(i), -2), make([]byte, 16)}
	}
	byHand := func(tx *pg.Tx) error {
		n := len(rows)
		ids, ns, words := make([]int64, n), make([]int64, n), make([]string, n)
		days, amounts, salts := make([]string, n), make([]string, n), make([][]byte, n)
		for i, r := range rows {
			ids[i], ns[i], words[i], days[i], amounts[i], salts[i] = r.ID, int64(r.N), r.Word, r.On.String(), r.Amount.StringFixed(2), r.Salt
		}
		_, err := tx.ExecContext(b.Context(), `
			INSERT INTO bench (county, id, n, word, on_day, amount, salt)
			SELECT $1, * FROM unnest($2::bigint[], $3::int[], $4::text[], $5::date[], $6::numeric[], $7::bytea[])`,
			tx.County, pq.Array(ids), pq.Array(ns), pq.Array(words), pq.Array(days), pq.Array(amounts), pq.Array(salts))
		return err
	}
	db := pgtest.DB(b)
	for name, insert := range map[string]func(tx *pg.Tx) error{
		"generic": func(tx *pg.Tx) error { return pg.Insert(b.Context(), tx, "bench", rows) },
		"by hand": byHand,
	} {
		b.Run(name, func(b *testing.B) {
			err := pg.Read(b.Context(), db, clerk, func(tx *pg.Tx) error {
				tx.MustExec(`CREATE TEMP TABLE bench (county CHAR(6), id BIGINT, n INT, word TEXT, on_day DATE, amount NUMERIC(14,2), salt BYTEA)`)
				for b.Loop() {
					if err := insert(tx); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
