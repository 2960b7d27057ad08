package verify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// house is a county of a few sealed deeds and two checkpoints, and what its auditor holds.
type house struct {
	super  *pg.DB
	signer note.Signer
	verify.Trust
}

// build seals five deeds, the second over two rows, the last changing a row of the first; checkpoints after three and five.
func build(t *testing.T) house {
	t.Helper()
	db, keys, notes := pgtest.DB(t), t.TempDir(), t.TempDir()
	pgtest.Super(t).MustExecContext(t.Context(), `GRANT INSERT ON fangpin.policy TO fangpin_app`) // its rows are what is sealed here
	signer, err := deed.FirstSigner(keys)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := deed.Verifier(keys)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 9, 10, 0, 0, 0, 0, time.UTC)
	do := func(verb, table, statement string, ids ...int64) {
		t.Helper()
		at = at.Add(time.Minute)
		db.Clock = func() time.Time { return at }
		err := deed.Do(t.Context(), db, clerk, func(tx *pg.Tx) error {
			tx.Perform(verb, "测试")
			tx.Cover(table, ids...)
			_, err := tx.ExecContext(t.Context(), statement)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	checkpoint := func() {
		t.Helper()
		if _, err := deed.Checkpoint(t.Context(), db, county, signer, notes); err != nil {
			t.Fatal(err)
		}
	}
	const policy = `INSERT INTO fangpin.policy VALUES ('410602', %d, '中原农险', '%d-01-01', '%[2]d-12-31', 100)`
	do("policy.take_out", "policy", fmt.Sprintf(policy, 1, 2024), 1)
	do("registry.enter", "place", `INSERT INTO fangpin.place VALUES ('410602', 410602100201, 410602100201, '姬家山村'), ('410602', 5, 410602100201, '东沟')`, 410602100201, 5)
	do("policy.take_out", "policy", fmt.Sprintf(policy, 2, 2025), 2)
	checkpoint()
	do("policy.take_out", "policy", fmt.Sprintf(policy, 3, 2026), 3)
	do("policy.read", "policy", `SELECT`, 1)
	checkpoint()
	return house{intruder(t), signer, verify.Trust{Keys: []note.Verifier{verifier}, Notes: notes}}
}

func TestAnUntouchedCountyVerifies(t *testing.T) {
	checks := sealed(verified(t, build(t).Trust))
	clean(t, checks)
	looked := map[string]int64{}
	for _, c := range checks {
		looked[c.Name] = c.Looked
	}
	want := map[string]int64{
		"存证序号连续": 5, "存证内容与哈希相符": 5, "存证时间不倒退": 5, "存证所列各行与正文相符": 6,
		"各行内容与最近一次存证相符": 5, "已存证的行无缺失": 5, "每行均有存证": 5, "只增不改的行各次存证一致": 5,
		"存证树各节点": 8, "存证检查点的签名与根": 2, "库外检查点文件与库内一致": 2,
	}
	if d := cmp.Diff(want, looked); d != "" {
		t.Error(d)
	}
}

func TestAnEmptyCountyVerifies(t *testing.T) {
	clean(t, verified(t, verify.Trust{}))
}

// Whatever single column of the seal's own tables is altered, some check names a row of that table or one that hangs on it.
func TestAnyAlteredColumnOfTheSealIsFound(t *testing.T) {
	for _, table := range []string{"head", "deed", "cover", "node", "checkpoint"} {
		for _, f := range sealFields(t, table) {
			t.Run(table+" "+f.Name, func(t *testing.T) {
				h := build(t)
				h.super.MustExecContext(t.Context(), fmt.Sprintf(`
					UPDATE fangpin.%[1]s SET %[2]s = %[3]s WHERE ctid = (SELECT ctid FROM fangpin.%[1]s ORDER BY %[1]s DESC LIMIT 1)`, table, f.Name, value(t, f, 1001)))
				for _, c := range sealed(verified(t, h.Trust)) {
					if len(c.Found) > 0 {
						return
					}
				}
				t.Error("no check found it")
			})
		}
	}
}

func sealFields(t *testing.T, table string) []field { return fields(t, pgtest.Super(t), table) }

func TestTamperingIsNamed(t *testing.T) {
	for _, c := range []struct {
		name  string
		with  string
		check string
		at    place
	}{
		{"a row inserted behind the seal", `INSERT INTO fangpin.policy VALUES ('410602', 9, '别家', '2030-01-01', '2030-12-31', 1)`,
			"每行均有存证", place{"policy", "9"}},
		{"a covered row deleted", `DELETE FROM fangpin.policy WHERE id = 2`, "已存证的行无缺失", place{"policy", "2"}},
		{"a covered row altered", `UPDATE fangpin.policy SET per_head = 50 WHERE id = 1`, "各行内容与最近一次存证相符", place{"policy", "1"}},
		{"a deed deleted", `DELETE FROM fangpin.deed WHERE leaf = 2`, "存证序号连续", place{"deed", "2"}},
		{"the first deed deleted", `DELETE FROM fangpin.deed WHERE leaf = 0`, "存证序号连续", place{"deed", "0"}},
		{"two deeds swapped", `UPDATE fangpin.deed SET leaf = -1 WHERE leaf = 1; UPDATE fangpin.deed SET leaf = 1 WHERE leaf = 2; UPDATE fangpin.deed SET leaf = 2 WHERE leaf = -1`, "存证检查点的签名与根", place{"checkpoint", "3"}},
		{"a body that is no body", `UPDATE fangpin.deed SET body = '\x0102' WHERE leaf = 4`, "存证内容与哈希相符", place{"deed", "4"}},
		{"a cover deleted", `DELETE FROM fangpin.cover WHERE leaf = 1`, "存证所列各行与正文相符", place{"cover", "1/place"}},
		{"a cover added", `INSERT INTO fangpin.cover SELECT county, 1, tab, keys, digests, root FROM fangpin.cover WHERE leaf = 0`,
			"存证所列各行与正文相符", place{"cover", "1/policy"}},
		{"a node added", `INSERT INTO fangpin.node SELECT county, 8, hash FROM fangpin.node WHERE n = 7`, "存证树各节点", place{"node", "8"}},
		{"a node deleted", `DELETE FROM fangpin.node WHERE n = 4`, "存证树各节点", place{"node", "4"}},
		{"a checkpoint deleted", `DELETE FROM fangpin.checkpoint WHERE size = 3`, "库外检查点文件与库内一致", place{"库外文件", "410602-3.note"}},
		{"a deed back in time", `UPDATE fangpin.deed SET at = '2024-09-09', leaf_at = '2024-09-09' WHERE leaf = 3`, "存证时间不倒退", place{"deed", "3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := build(t)
			h.super.MustExecContext(t.Context(), c.with)
			named(t, verified(t, h.Trust), c.check, c.at)
		})
	}
}

// named fails unless the check has the finding.
func named(t *testing.T, checks []verify.Result, check string, at place) {
	t.Helper()
	for _, c := range checks {
		if c.Name == check && slices.ContainsFunc(c.Found, func(f verify.Finding) bool { return place{f.Table, f.Key} == at }) {
			return
		}
	}
	t.Errorf("%s does not name %v:\n%v", check, at, checks)
}

// A database put back to an earlier state is whole in itself; only the files outside tell.
func TestDeedsCutOffTheEndAreNamedByTheFilesOutside(t *testing.T) {
	h := build(t)
	h.super.MustExecContext(t.Context(), `
		DELETE FROM fangpin.deed WHERE leaf >= 3; DELETE FROM fangpin.cover WHERE leaf >= 3; DELETE FROM fangpin.policy WHERE id = 3;
		DELETE FROM fangpin.checkpoint WHERE size > 3; DELETE FROM fangpin.node WHERE n >= 4;
		UPDATE fangpin.head SET size = 3, at = (SELECT MAX(at) FROM fangpin.deed)`)
	checks := sealed(verified(t, h.Trust))
	named(t, checks, "库外检查点文件与库内一致", place{"库外文件", "410602-5.note"})
	clean(t, checks[:len(checks)-1])
}

// A forger with the whole database rewrites a deed, its hash and the tree, and signs with a key of his own.
func TestHistoryRewrittenWholeIsNamedByTheSignature(t *testing.T) {
	h := build(t)
	var body []byte
	if err := h.super.GetContext(t.Context(), &body, `SELECT body FROM fangpin.deed WHERE leaf = 1`); err != nil {
		t.Fatal(err)
	}
	b, err := deed.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	b.Person = 8
	leaf := b.Leaf()
	h.super.MustExecContext(t.Context(), `UPDATE fangpin.deed SET person = 8, body = $1, hash = $2 WHERE leaf = 1`, b.Encode(), leaf[:])
	h.super.MustExecContext(t.Context(), `DELETE FROM fangpin.node`)
	h.super.MustExecContext(t.Context(), `DELETE FROM fangpin.checkpoint`)
	forger, err := deed.FirstSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deed.Checkpoint(t.Context(), pgtest.DB(t), county, forger, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	checks := verified(t, h.Trust)
	named(t, checks, "存证检查点的签名与根", place{"checkpoint", "5"})
	named(t, checks, "库外检查点文件与库内一致", place{"库外文件", "410602-3.note"})
	named(t, checks, "库外检查点文件与库内一致", place{"库外文件", "410602-5.note"})
}

func TestFilesOutsideAreCompared(t *testing.T) {
	for name, c := range map[string]struct {
		do func(dir string) error
		at place
	}{
		"missing": {func(dir string) error { return os.Remove(filepath.Join(dir, "410602-3.note")) }, place{"checkpoint", "3"}},
		"altered": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "410602-3.note"), []byte("fangpin/410602\n3\n"), 0o644)
		}, place{"库外文件", "410602-3.note"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t)
			if err := c.do(h.Notes); err != nil {
				t.Fatal(err)
			}
			named(t, verified(t, h.Trust), "库外检查点文件与库内一致", c.at)
		})
	}
}

// The right key over a wrong root: somebody got hold of the signer.
func TestASignedRootThatIsNotTheDeedsIsNamed(t *testing.T) {
	h := build(t)
	text := fmt.Sprintf("fangpin/410602\n3\n%s\nat 2024-09-10T00:00:00Z\n", tlog.Hash{1})
	signed, err := note.Sign(&note.Note{Text: text}, h.signer)
	if err != nil {
		t.Fatal(err)
	}
	h.super.MustExecContext(t.Context(), `UPDATE fangpin.checkpoint SET note = $1, root = $2, at = '2024-09-10' WHERE size = 3`, string(signed), append([]byte{1}, make([]byte, 31)...))
	named(t, verified(t, h.Trust), "存证检查点的签名与根", place{"checkpoint", "3"})
}
