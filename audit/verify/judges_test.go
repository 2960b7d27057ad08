package verify_test

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/policy"
)

// Assessments that this program would have worked otherwise are named, unless they were fixed by an engine that it does not have: then they
// stand as they are sealed, and a line says so.
func TestWhatAnUnknownVersionJudgedStandsAndIsSaid(t *testing.T) {
	const amounts, left = "核定金额由查勘事实按方案重新计算", "未重新推算：由理赔方案计算第 9 版判定"
	for engine, want := range map[int64]map[string]verify.Result{
		policy.Engine.Version: {amounts: {Looked: 10}, left: {}},
		9:                     {amounts: {}, left: {Looked: 2, Underived: true}},
	} {
		t.Run(fmt.Sprintf("engine %d", engine), func(t *testing.T) {
			e := otherwiseWorked(t, engine)
			trust := e.month.trust()
			key, err := note.NewVerifier(e.trust.Key)
			must(t, err)
			trust.Keys, trust.Notes = []note.Verifier{key}, e.office.Notes
			for where, checks := range map[string][]verify.Result{"database": verified(t, trust), "bundle": judge(t, e.data, bundle.Trust{})} {
				for name, want := range want {
					got := verify.Result{}
					if at := slices.IndexFunc(checks, func(c verify.Result) bool { return c.Name == name }); at >= 0 {
						got = checks[at]
					}
					if got.Looked != want.Looked || got.Underived != want.Underived || int64(len(got.Found)) != want.Looked && !want.Underived {
						t.Errorf("%s, %s: %+v, want %+v", where, name, got, want)
					}
				}
				if engine != policy.Engine.Version {
					clean(t, checks)
				}
			}
		})
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
