package verify

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/secret"
)

var sealedCheck = Check{
	Name: "加密内容属于所在的记录，与其检索标记一致",
	Rule: "decision 0030",
	Proves: "where the keys are at hand, each number, account, phone and report row opens where it lies, and is found by the tag beside it: " +
		"none was moved from another row",
	Not: "anything of a bundle, which carries no sealed value; of rows from before values were bound to rows, that two of them were not " +
		"exchanged (their digests prove that)",
	Shares: "internal/secret",
}

// sealedColumn is where sealed values lie, in the row of which key they are bound to, and by which tag they are found, if any.
type sealedColumn struct {
	table, column string
	keys          []string
	kind          secret.Kind
	tag           string
	of            *rowOf // where they are bound to another row than their own; nil: their own
}

// rowOf is the row of another table that a value is sealed for before it is there. Such values were bound from the first on.
type rowOf struct {
	column string // as the other table has it
	key    string // the column with that row's key
}

var sealedColumns = []sealedColumn{
	{"staff", "phone", []string{"id"}, "", "", &rowOf{"staff.phone", "id"}}, {"staff_grant", "phone", []string{"id"}, "", "", &rowOf{"staff.phone", "staff"}},
	{"person", "id_no", []string{"id"}, secret.IDNumber, "id_tag", nil}, {"person", "phone", []string{"id"}, "", "", nil},
	{"account", "number", []string{"id"}, secret.Account, "tag", nil},
	{"report_row", "told", []string{"id"}, "", "", nil}, {"defect", "value", []string{"report", "n"}, "", "", nil},
	{"self_application", "id_no", []string{"id"}, secret.IDNumber, "id_tag", nil}, {"self_application", "phone", []string{"id"}, "", "", nil},
}

// sealedValues opens every sealed value where it lies. Of what was forgotten nothing is left to open.
func sealedValues(ctx context.Context, v *view) ([]Result, error) {
	r := Result{Check: sealedCheck}
	db, ok := v.records.(*Database)
	if !ok || db.keys == nil {
		return []Result{r}, nil
	}
	for _, c := range sealedColumns {
		if err := c.open(ctx, db, &r); err != nil {
			return nil, fmt.Errorf("open %s.%s: %w", c.table, c.column, err)
		}
	}
	return []Result{r}, nil
}

func (c sealedColumn) open(ctx context.Context, db *Database, r *Result) error {
	tag, bound, sealedFor, column := "NULL::BYTEA", "COALESCE(bound, false)", strings.Join(c.keys, ", "), c.table+"."+c.column
	if c.tag != "" {
		tag = c.tag
	}
	if c.of != nil {
		bound, sealedFor, column = "true", c.of.key, c.of.column
	}
	rows, err := db.tx.QueryContext(ctx, fmt.Sprintf(`
		SELECT ARRAY[%s]::BIGINT[], ARRAY[%s]::BIGINT[], %s, %s, %s FROM %s WHERE county = $1 AND length(%[4]s) > 0 ORDER BY 1`,
		strings.Join(c.keys, ", "), sealedFor, bound, c.column, tag, c.table), db.tx.County)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key, row pq.Int64Array
		var bound bool
		var sealed, tag []byte
		if err := rows.Scan(&key, &row, &bound, &sealed, &tag); err != nil {
			return err
		}
		r.Looked++
		plain, err := db.keys.Open(sealed, secret.Context{County: db.tx.County, Column: column}.In(bound, row...))
		switch {
		case err != nil:
			r.find(c.table, c.named(key), "%s 的密文不属于这条记录：从别处移来，或被改动", c.column)
		case tag != nil && !bytes.Equal(tag, db.keys.Tag(c.kind, plain)):
			r.find(c.table, c.named(key), "%s 与检索标记不是同一个号码", c.column)
		}
	}
	return rows.Err()
}

// named is a key as findings have it.
func (c sealedColumn) named(key []int64) string {
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i] = strconv.FormatInt(k, 10)
	}
	return strings.Join(parts, "/")
}
