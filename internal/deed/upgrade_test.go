package deed

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// before is the last version of the schema in which these columns held words.
const before = 17

// A row that was sealed before an upgrade keeps its digest through it, whatever word it told.
func TestAnUpgradeKeepsTheDigestsOfWhatWasSealed(t *testing.T) {
	pgtest.At(t, before)
	super := pgtest.Super(t)
	super.SetMaxOpenConns(1)
	super.MustExecContext(t.Context(), `
		SET session_replication_role = replica;
		INSERT INTO fangpin.person (county, id, household, name, id_no, id_tag, relation, born_on, salt)
		SELECT '410602', n, n, '张三', '\x00', sha256(n::TEXT::BYTEA), w, '1980-01-01', '\x00' FROM unnest(ARRAY['户主', '配偶', '妻子', '子', '长子', '女', '三女',
		  '父', '父亲', '母', '外祖母', '姑表亲', '其他', 'head', 'other', '婆婆', '监护人', '兄']) WITH ORDINALITY AS u (w, n);
		INSERT INTO fangpin.answer_line (county, answer, line, break)
		SELECT '410602', 1, n, w FROM unnest(ARRAY['查无此指令', '此前已有结果', '同一回盘内重复', '金额不符', '结果无法识别', NULL]) WITH ORDINALITY AS u (w, n)`)
	tables := map[string]Table{}
	then := map[string]map[string]string{}
	for _, name := range []string{"person", "answer_line"} {
		now, _ := Lookup(name)
		old := now
		old.Plain = nil
		for _, column := range now.Plain {
			if column != "relation_told" && column != "bound" {
				old.Plain = append(old.Plain, column)
			}
		}
		tables[name], then[name] = now, digested(t, super, old, BodyVersion)
	}
	if _, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner)); err != nil {
		t.Fatal(err)
	}
	for name, table := range tables {
		if d := cmp.Diff(then[name], digested(t, super, table, 1)); d != "" || len(then[name]) == 0 {
			t.Errorf("%s (-before +after):\n%s", name, d)
		}
	}
	var relations []string
	if err := super.SelectContext(t.Context(), &relations, `SELECT concat_ws(' ', relation, relation_told) FROM fangpin.person ORDER BY id`); err != nil {
		t.Fatal(err)
	}
	want := []string{"head", "spouse", "spouse 妻子", "son", "son 长子", "daughter", "daughter 三女", "father 父", "father", "mother 母", "maternal_grandmother",
		"other 姑表亲", "other 其他", "other head", "other other", "mother_in_law 婆婆", "guardian", "brother 兄"}
	if d := cmp.Diff(want, relations); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// digested are a table's digests by key, as bodies of the version tell the rows.
func digested(t *testing.T, db *pg.DB, table Table, version int) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line, err := range table.Lines(t.Context(), db, "410602") {
		if err != nil {
			t.Fatal(err)
		}
		digest := Digest(table.Name, table.Sealed(version, line.Cells))
		out[line.Key] = string(digest[:])
	}
	return out
}
