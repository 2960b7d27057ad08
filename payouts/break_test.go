package payouts_test

import (
	"strings"
	"testing"

	"fangpin/internal/deed"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
)

// The closed list stands in the schema too, each code has a title, and it is the word that bodies of version 1 sealed, which knew no contradiction.
func TestTheSchemaKnowsTheSameBreaks(t *testing.T) {
	var check string
	err := pgtest.Super(t).GetContext(t.Context(), &check, `
		SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'fangpin.answer_line'::regclass AND contype = 'c'`)
	if err != nil {
		t.Fatal(err)
	}
	table, _ := deed.Lookup("answer_line")
	for _, r := range payouts.BreakReasons() {
		if !strings.Contains(check, "'"+string(r)+"'") || r.Title() == "" || table.Formerly[0].Words[string(r)] != r.Title() && r != payouts.BreakContradicted {
			t.Errorf("%s: titled %q, sealed %q, held by %s", r, r.Title(), table.Formerly[0].Words[string(r)], check)
		}
	}
	if quoted := strings.Count(check, "'") / 2; quoted != len(payouts.BreakReasons()) || len(table.Formerly[0].Words) != quoted-1 {
		t.Errorf("%d codes in Go, %d in %s", len(payouts.BreakReasons()), quoted, check)
	}
}
