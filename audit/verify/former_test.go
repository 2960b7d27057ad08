package verify_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// A month that was sealed with bodies of version 1, when columns told words that are codes now, verifies after the upgrade: in the database,
// in a bundle made of it, and in the bundle that was made before.
func TestAMonthSealedInOtherWordsVerifies(t *testing.T) {
	m := begin(t)
	m.former = true
	m.insured()
	m.plant()
	m.age()
	clean(t, verified(t, m.trust()))
	e := export(t, m)
	clean(t, judge(t, e.data, bundle.Trust{Key: e.trust.Key, Notes: e.trust.Notes}))
	older := e.former(t)
	clean(t, judge(t, older, bundle.Trust{Key: e.trust.Key, Notes: e.trust.Notes}))

	intruder(t).MustExecContext(t.Context(), `UPDATE fangpin.answer_line SET break = 'outcome_unknown' WHERE break = 'amount_differs'`)
	at := place{"answer_line", m.text(`SELECT concat_ws('/', answer, line) FROM fangpin.answer_line WHERE break = 'outcome_unknown'`)}
	named(t, verified(t, m.trust()), "各行内容与最近一次存证相符", at)
}

func (m *month) text(query string) (text string) {
	m.t.Helper()
	m.Must(intruder(m.t).GetContext(m.t.Context(), &text, query))
	return text
}

// age seals the month anew with bodies of version 1: its covers have the digests of the words that were told then.
func (m *month) age() {
	m.t.Helper()
	super, then := intruder(m.t), map[string]map[string][32]byte{}
	screened := m.unlearn(super)
	for _, table := range deed.Tables {
		if len(table.Formerly) == 0 && table.Name != "finding" && table.Name != "staff" && table.Name != "list" && table.Name != "heir" && table.Name != "notice" && table.Name != "deputy" && table.Name != "adoption" && table.Name != "premium" && !slices.Contains(bound, table.Name) {
			continue
		}
		then[table.Name] = map[string][32]byte{}
		for line, err := range table.Lines(m.t.Context(), super, county) {
			m.Must(err)
			then[table.Name][line.Key] = deed.Digest(table.Name, table.Sealed(1, line.Cells))
		}
	}
	roots, covers, newest := map[int64]map[string]deed.Sum{}, m.covers(), map[string]int64{} // of a told row
	for _, c := range covers {
		for _, row := range c.Rows {
			if c.Table == "report_row" {
				newest[row.Key] = c.Leaf
			}
		}
	}
	for _, c := range covers {
		for i, row := range c.Rows {
			if digest, ok := then[c.Table][row.Key]; ok && (c.Table != "report_row" || newest[row.Key] == c.Leaf || slices.Contains(screened, c.Leaf)) {
				c.Rows[i].Digest = digest
			}
		}
		sum := c.Sum()
		if roots[c.Leaf] == nil {
			roots[c.Leaf] = map[string]deed.Sum{}
		}
		roots[c.Leaf][c.Table] = sum
		var run []byte
		for _, row := range c.Rows {
			run = append(run, row.Digest[:]...)
		}
		super.MustExecContext(m.t.Context(), `UPDATE fangpin.cover SET digests = $1, root = $2 WHERE leaf = $3 AND tab = $4`, run, sum.Root[:], c.Leaf, c.Table)
	}
	m.reseal(super, roots)
}

// bound are the tables whose sealed values were not bound to their rows then.
var bound = []string{"person", "account", "defect", "report_row", "self_application"}

// unlearn takes out what no program of then wrote: that what is sealed is bound to its row; when a member was taken on; proposals, for which
// accounts and schemes stood alone; who asked for a deputy; which lists are paid again, and what was odd about them; who proposed an heir; how objections were answered, on
// what, and who is recused since; what came down; signatures and the keys for them; outcomes, which stood in the told rows; and how far a fact was from what
// had been told. It answers the deeds that screened rows.
func (m *month) unlearn(super *pg.DB) (screened []int64) {
	m.t.Helper()
	m.Must(super.SelectContext(m.t.Context(), &screened, `SELECT leaf FROM fangpin.cover WHERE tab = 'row_outcome'`))
	for _, table := range bound {
		super.MustExecContext(m.t.Context(), `UPDATE fangpin.`+table+` SET bound = NULL`)
	}
	super.MustExecContext(m.t.Context(), `
		DELETE FROM fangpin.cover WHERE tab IN ('proposal', 'signature', 'passkey', 'list_flag', 'flag_answer', 'heir_naming', 'recusal', 'objection_answer', 'objection_file',
		  'posting_change', 'posting_likeness', 'evidence_likeness', 'staff_grant', 'adoption_group');
		DELETE FROM fangpin.adoption_group;
		UPDATE fangpin.adoption SET per_head = NULL, household_year = NULL;
		DELETE FROM fangpin.staff_grant;
		UPDATE fangpin.deputy SET asked_by = NULL;
		DELETE FROM fangpin.proposal;
		DELETE FROM fangpin.signature;
		DELETE FROM fangpin.passkey;
		DELETE FROM fangpin.list_flag;
		DELETE FROM fangpin.flag_answer;
		UPDATE fangpin.heir SET naming = NULL;
		DELETE FROM fangpin.heir_naming;
		DELETE FROM fangpin.recusal;
		DELETE FROM fangpin.objection_answer;
		DELETE FROM fangpin.objection_file;
		DELETE FROM fangpin.posting_change;
		DELETE FROM fangpin.posting_likeness;
		DELETE FROM fangpin.evidence_likeness;
		UPDATE fangpin.posting SET print = NULL;
		UPDATE fangpin.evidence SET print = NULL;
		UPDATE fangpin.notice SET made_at = NULL;
		UPDATE fangpin.staff SET added_at = NULL;
		UPDATE fangpin.list SET again = NULL;
		UPDATE fangpin.premium SET voucher = NULL;
		UPDATE fangpin.report_row r SET household = o.household, person = o.person, outcome = o.outcome, reason = o.reason
		FROM (SELECT DISTINCT ON (report_row) * FROM fangpin.row_outcome ORDER BY report_row, n DESC) o WHERE o.report_row = r.id;
		DELETE FROM fangpin.row_outcome;
		UPDATE fangpin.finding SET far = NULL;
		UPDATE fangpin.cover c SET tab = 'report_row', keys = k.keys, digests = decode(repeat('00', 32 * cardinality(k.keys)), 'hex')
		FROM (SELECT leaf, ARRAY(SELECT DISTINCT split_part(key, '/', 1) FROM unnest(keys) AS key ORDER BY 1) AS keys FROM fangpin.cover WHERE tab = 'row_outcome') k
		WHERE c.leaf = k.leaf AND c.tab = 'row_outcome'`)
	return screened
}

func (m *month) covers() (covers []verify.Cover) {
	m.t.Helper()
	records, err := verify.Open(m.t.Context(), m.DB, county, verify.Trust{})
	m.Must(err)
	defer func() { _ = records.Close() }()
	for c, err := range records.Covers(context.WithoutCancel(m.t.Context())) {
		m.Must(err)
		covers = append(covers, c)
	}
	return covers
}

// reseal gives every deed a body of version 1 over the roots.
func (m *month) reseal(super *pg.DB, roots map[int64]map[string]deed.Sum) {
	m.t.Helper()
	var deeds []struct {
		Leaf int64  `db:"leaf"`
		Body []byte `db:"body"`
	}
	m.Must(super.SelectContext(m.t.Context(), &deeds, `SELECT leaf, body FROM fangpin.deed`))
	var leaves []int64
	var bodies, hashes [][]byte
	for _, d := range deeds {
		body, err := deed.Decode(d.Body)
		m.Must(err)
		body.Version, body.Judges, body.Covers = 1, nil, nil
		for _, table := range slices.Sorted(maps.Keys(roots[d.Leaf])) {
			body.Covers = append(body.Covers, roots[d.Leaf][table])
		}
		hash := body.Leaf()
		leaves, bodies, hashes = append(leaves, d.Leaf), append(bodies, body.Encode()), append(hashes, hash[:])
	}
	super.MustExecContext(m.t.Context(), `
		UPDATE fangpin.deed d SET body = u.body, hash = u.hash FROM unnest($1::BIGINT[], $2::BYTEA[], $3::BYTEA[]) AS u (leaf, body, hash)
		WHERE d.leaf = u.leaf`, pq.Array(leaves), pq.ByteaArray(bodies), pq.ByteaArray(hashes))
}

// former is the bundle in format 1, whose rows tell words: as it was made before the upgrade.
func (e exported) former(t *testing.T) []byte {
	t.Helper()
	f := forger{unpack(t, e.data), t}
	told := map[string]bool{"金额不符": false, "户主": false}
	for _, table := range deed.Tables {
		if len(table.Formerly) == 0 {
			continue
		}
		name := "tables/" + table.Name + ".ndjson"
		rows := f.read(name)
		for _, r := range rows {
			then := row{}
			for _, c := range table.Sealed(1, cells(r)) {
				if c.Salted {
					then[c.Column] = map[string]any{"salted": hex.EncodeToString(c.Value)}
				} else {
					then[c.Column] = string(c.Value)
				}
			}
			clear(r)
			maps.Copy(r, then)
		}
		f.write(name, rows)
		for word := range told {
			told[word] = told[word] || strings.Contains(string(f.content[name]), `:"`+word+`"`)
		}
	}
	f.only(schemaOf(t, 17))
	for word, is := range told {
		if !is {
			t.Errorf("%s is not in the bundle of then", word)
		}
	}
	f.set(t, listName, bytes.Replace(f.content[listName], []byte(`"format": 3`), []byte(`"format": 1`), 1))
	f.relist(t, e.signer)
	return f.zip(t)
}

// only leaves the tables that there were then, and fails the test if a row is of another or tells more than one of them could.
func (f forger) only(then map[string][]string) {
	f.t.Helper()
	for _, table := range deed.Tables {
		name := "tables/" + table.Name + ".ndjson"
		if _, ok := f.content[name]; !ok {
			continue
		}
		rows := f.read(name)
		for _, r := range rows {
			for column, value := range r {
				if value != nil && !slices.Contains(then[table.Name], column) {
					f.t.Fatalf("the bundle of then tells %s.%s", table.Name, column)
				}
			}
		}
		if then[table.Name] == nil {
			f.drop(name)
		}
	}
}

// schemaOf are the columns that an older schema had, by table.
func schemaOf(t *testing.T, version int64) map[string][]string {
	t.Helper()
	columns := map[string][]string{}
	t.Run("then", func(t *testing.T) { // in a database of its own
		var found []struct{ Tab, Col string }
		err := pgtest.At(t, version).SelectContext(t.Context(), &found, `
			SELECT table_name AS tab, column_name AS col FROM information_schema.columns WHERE table_schema = 'fangpin'`)
		must(t, err)
		for _, c := range found {
			columns[c.Tab] = append(columns[c.Tab], c.Col)
		}
	})
	return columns
}
