package verify_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/claims"
	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/migrations"
	"fangpin/policy"
)

// Assessments that this program would have worked otherwise are named, whatever version of the engine their deeds tell of. Only in a bundle
// a later version is taken as it is sealed, and a line says so.
func TestAVersionThatTheProgramLacksIsNamedOrSaid(t *testing.T) {
	const amounts, bodies, left = "核定金额由查勘事实按方案重新计算", "存证内容与哈希相符", "未重新推算：由理赔方案计算第 9 版判定"
	type found struct {
		amounts, invented int
		left              int64
	}
	for engine, want := range map[int64]struct{ database, bundle found }{
		policy.Engine.Version: {found{amounts: 10}, found{amounts: 10}},
		9:                     {found{amounts: 10, invented: 2}, found{left: 2}},
		0:                     {found{amounts: 10, invented: 2}, found{amounts: 10, invented: 2}},
	} {
		t.Run(fmt.Sprintf("engine %d", engine), func(t *testing.T) {
			e := otherwiseWorked(t, engine)
			trust := e.month.trust()
			key, err := note.NewVerifier(e.trust.Key)
			must(t, err)
			trust.Keys, trust.Notes = []note.Verifier{key}, e.office.Notes
			for where, c := range map[string]struct {
				checks []verify.Result
				want   found
			}{"database": {verified(t, trust), want.database}, "bundle": {judge(t, e.data, bundle.Trust{}), want.bundle}} {
				var got found
				for _, r := range c.checks {
					switch r.Name {
					case amounts:
						got.amounts = len(r.Found)
					case bodies:
						got.invented = len(r.Found)
						says := fmt.Sprintf("由理赔方案计算第 %d 版判定", engine)
						if slices.ContainsFunc(r.Found, func(f verify.Finding) bool { return f.Table != "deed" || !strings.Contains(f.Reason, says) }) {
							t.Errorf("%s: %v, want %s", where, r.Found, says)
						}
					case left:
						got.left = r.Looked
						if !r.Underived {
							t.Errorf("%s: %s is said to be derived", where, left)
						}
					default:
						clean(t, []verify.Result{r})
					}
				}
				if got != c.want {
					t.Errorf("%s: %+v, want %+v", where, got, c.want)
				}
			}
		})
	}
}

// Nobody went by a judge that the program does not know, of whatever version.
func TestAJudgeThatNobodyKnowsIsNamedInTheDatabase(t *testing.T) {
	m := begin(t)
	m.As(t, who.Clerk, func(_ context.Context, tx *pg.Tx) error {
		tx.Perform("payouts.admit", "测试")
		tx.JudgedBy(pg.Judge{Name: "scheme.oracle", Version: 1})
		return nil
	})
	named(t, verified(t, m.trust()), "存证内容与哈希相符", place{"deed", m.text(`SELECT MAX(leaf)::TEXT FROM fangpin.deed`)})
}

// Along the log no version falls: a deed that went by an older judge than one before it, or leaves out the judge that its verb names, is named;
// so is a body of the first version after one of the second.
func TestAVersionThatFallsIsNamed(t *testing.T) {
	m := begin(t)
	investigate := func(judges ...pg.Judge) string {
		m.As(t, who.Adjuster, func(_ context.Context, tx *pg.Tx) error {
			tx.Perform(claims.InvestigateStep.Verb, "测试")
			for _, j := range judges {
				tx.JudgedBy(j)
			}
			return nil
		})
		return m.text(`SELECT MAX(leaf)::TEXT FROM fangpin.deed`)
	}
	older := pg.Judge{Name: claims.Comparison.Name, Version: 1}
	for _, honest := range [][]pg.Judge{{}, {older}, {claims.Comparison}} {
		investigate(honest...)
	}
	clean(t, sealed(verified(t, m.trust())))
	fallen, silent := investigate(older), investigate()
	checks := verified(t, m.trust())
	for leaf, says := range map[string]string{fallen: "第 1 版判定，此前已用第 2 版", silent: "第 1 版判定，此前已用第 2 版"} {
		saying(t, checks, "存证内容与哈希相符", place{"deed", leaf}, says)
	}

	first := investigate(claims.Comparison)
	var row struct {
		Leaf int64  `db:"leaf"`
		Body []byte `db:"body"`
	}
	super := intruder(t)
	m.Must(super.GetContext(t.Context(), &row, `SELECT leaf, body FROM fangpin.deed ORDER BY leaf DESC LIMIT 1`))
	body, err := deed.Decode(row.Body)
	m.Must(err)
	body.Version, body.Judges = 1, nil
	leaf := body.Leaf()
	super.MustExecContext(t.Context(), `UPDATE fangpin.deed SET body = $1, hash = $2 WHERE leaf = $3`, body.Encode(), leaf[:], row.Leaf)
	saying(t, verified(t, m.trust()), "存证内容与哈希相符", place{"deed", first}, "正文是第 1 版，此前已用第 3 版")
}

// saying fails the test unless a check names the place with these words.
func saying(t *testing.T, checks []verify.Result, name string, at place, says string) {
	t.Helper()
	named(t, checks, name, at)
	for _, c := range checks {
		if c.Name == name && !slices.ContainsFunc(c.Found, func(f verify.Finding) bool { return f.Key == at.Key && strings.Contains(f.Reason, says) }) {
			t.Errorf("%s: %v, want %s of %v", name, c.Found, says, at)
		}
	}
}

// Every version above the first came with a numbered file, so that a database that knows it refuses programs that do not; and no file speaks of
// a version that the program lacks.
func TestAVersionComesWithANumberedFile(t *testing.T) {
	mark := regexp.MustCompile(`(?m)^-- judge (\S+) (\d+)$`)
	files, err := migrations.Sums()
	must(t, err)
	marked := map[pg.Judge]bool{}
	for _, f := range files {
		text, err := migrations.FS.ReadFile(f.Name)
		must(t, err)
		for _, m := range mark.FindAllStringSubmatch(string(text), -1) {
			version, err := strconv.ParseInt(m[2], 10, 64)
			must(t, err)
			marked[pg.Judge{Name: m[1], Version: version}] = true
		}
	}
	for _, j := range verify.Judges() {
		for version := int64(2); version <= j.Version; version++ {
			came := pg.Judge{Name: j.Name, Version: version}
			if !marked[came] {
				t.Errorf("%s reached version %d without a numbered file that says so: -- judge %[1]s %[2]d", j.Name, version)
			}
			delete(marked, came)
		}
	}
	for j := range marked {
		t.Errorf("a numbered file tells of %s in version %d, which the program lacks", j.Name, j.Version)
	}
}

// otherwiseWorked is a month whose amounts were fixed by a version of the engine that words its working otherwise.
func otherwiseWorked(t *testing.T, engine int64) exported {
	t.Helper()
	m := begin(t)
	m.engine = engine
	intruder(t).MustExecContext(t.Context(), `
		CREATE FUNCTION other_working() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
		  NEW.working := jsonb_set(NEW.working, '{0,text}', '"另一版的计算"');
		  RETURN NEW;
		END $$;
		CREATE TRIGGER other_working BEFORE INSERT ON fangpin.assessment FOR EACH ROW EXECUTE FUNCTION other_working()`)
	m.live()
	return export(t, m)
}
