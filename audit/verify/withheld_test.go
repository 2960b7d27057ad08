package verify_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// Nothing that is personal lies in a bundle: no name, number, phone, account or address, nothing that was told of an illness or written
// as an opinion or reason, neither as people read it nor encrypted, nor its tag, nor the salt that would let it be guessed.
func TestABundleHoldsNothingPersonal(t *testing.T) {
	e := carry(t)
	all := unpack(t, e.data)
	found := e.personal(t)
	for _, kind := range []string{"staff.name", "person.name", "person.id_no in clear", "account.number in clear", "report_row.told in clear", "finding.why",
		"endorsement.opinion", "review.opinion", "objection.words", "objection.reason", "heir.reason", "list_void.reason", "deputy.reason", "person.phone in clear", "person.salt"} {
		if len(found[kind]) == 0 {
			t.Errorf("the month has no %s to look for", kind)
		}
	}
	for _, name := range all.names {
		for kind, values := range found {
			for _, v := range values {
				if bytes.Contains(all.content[name], []byte(v)) {
					t.Errorf("%s holds a %s: %s", name, kind, v)
				}
			}
		}
	}
}

// Every row of a bundle has its personal columns as salted digests and no other column in their place.
func TestPersonalColumnsAreWithheld(t *testing.T) {
	f := forger{unpack(t, shared(t).data), t}
	for _, table := range deed.Tables {
		plain := append([]string{"county"}, append(slices.Clone(table.Keys), table.Plain...)...)
		for i, r := range f.read("tables/" + table.Name + ".ndjson") {
			for column, value := range r {
				_, clear := value.(string)
				if personal := slices.Contains(table.Personal, column) || column == "salt"; clear == personal || clear && !slices.Contains(plain, column) {
					t.Errorf("%s row %d: %s is %v", table.Name, i, column, value)
				}
			}
		}
	}
}

// personal gathers what the database holds in personal columns, by column: as it is stored, and what it hides.
func (e exported) personal(t *testing.T) map[string][]string {
	t.Helper()
	db, found := intruder(t), map[string][]string{}
	for _, table := range deed.Tables {
		columns := table.Personal
		if len(columns) > 0 {
			columns = append(slices.Clone(columns), "salt")
		}
		for _, column := range columns {
			if strings.HasSuffix(column, "_on") { // a day may be many things' day
				continue
			}
			var values []struct{ Key, Value string }
			must(t, db.SelectContext(t.Context(), &values, fmt.Sprintf(`SELECT concat_ws('/', "%s") AS key, %s::TEXT AS value FROM fangpin.%s WHERE %[2]s IS NOT NULL`,
				strings.Join(table.Keys, `", "`), column, table.Name)))
			name := table.Name + "." + column
			for _, row := range values {
				v := row.Value
				if slices.ContainsFunc(who.Roles(), func(r who.Role) bool { return strings.Contains(r.Title(), v) }) {
					continue // the test's staff are named by what they are
				}
				found[name] = append(found[name], strings.TrimPrefix(v, `\x`))
				found[name+" in clear"] = append(found[name+" in clear"], e.clear(t, name, v, row.Key)...)
			}
		}
	}
	return found
}

// clear opens what is encrypted: the value, or every text of one that is a document.
func (e exported) clear(t *testing.T, column, stored, key string) []string {
	t.Helper()
	sealed, err := hex.DecodeString(strings.TrimPrefix(stored, `\x`))
	if err != nil {
		return nil
	}
	text, err := e.Keys.Open(sealed, secret.Context{County: county, Column: column, Row: key})
	if err != nil {
		return nil // a tag, or a salt
	}
	var document map[string]any
	if json.Unmarshal([]byte(text), &document) != nil {
		return []string{text}
	}
	return texts(document)
}

// texts are all in a document.
func texts(document map[string]any) (out []string) {
	for word, v := range document {
		switch v := v.(type) {
		case string:
			if word != "disaster" && len(v) > len("S100") { // the kind of disaster stands in clear: claims' events are named by it
				out = append(out, v)
			}
		case map[string]any:
			out = append(out, texts(v)...)
		}
	}
	return out
}

// plant tells the county of a person with everything that can be told of one.
func (m *month) plant() {
	m.Must(m.ByOwner(m.admin(), func(ctx context.Context, tx *pg.Tx) error {
		_, err := staff.Add(ctx, tx, staff.Member{Name: "诸葛某某", Role: who.Clerk})
		return err
	}))
	h := m.Enrol(m.t, "低收入户", 1)[0]
	m.Must(m.Do(m.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, m.Keys, []registry.Line{{Line: 1, Household: "H999999", Village: stafftest.Village, Hamlet: claimstest.Hamlets[0],
			Relation: registry.HeadRelation, Name: "买买提·吐尔逊", IDNumber: "410602195003070045", BornOn: calendar.On(1950, 3, 7), Phone: "13937210086"}})
		return err
	}))
	m.hand(september, []string{"姓名,身份证号,户主姓名,乡镇,行政村,自然村,联系电话,病种,确诊日期",
		"李病人," + h.HeadID + ",李户主,鹤壁集乡甲,姬家山村乙,东沟丙,13803920000,恶性肿瘤,2024-08-30"}, "卫健委")
}
