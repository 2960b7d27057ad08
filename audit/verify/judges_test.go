package verify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
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
