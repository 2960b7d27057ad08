package demo

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// What must be true after a step of the watch.
func (s chapters) afterWatching(what string) {
	s.Helper()
	switch what {
	case "监测程序":
		s.Count("one procedure, confirmed by another than who proposed it", 1, `SELECT COUNT(*) FROM procedure_adoption WHERE proposed_by <> confirmed_by`)
	case "村级摸排":
		s.Count("six families of each of three villages", 3, `
			SELECT COUNT(*) FROM (SELECT p.village FROM watch w JOIN household h ON h.id = w.household JOIN place p ON p.id = h.place
			WHERE w.state = 'lead' GROUP BY p.village HAVING COUNT(*) = 6) v`)
	case "春季交办":
		s.Count("none is handed over after the 10th (S2)", 0, `SELECT COUNT(*) FROM watch_event WHERE event = 'hand_over' AND on_day > '2024-03-10'`)
	case "春季认定":
		s.Count("all are watched", ofAVillage*villages, `SELECT COUNT(*) FROM watch WHERE state = 'watched'`)
		s.Count("each bears the label of its kind from its approval on", ofAVillage*villages, `
			SELECT COUNT(*) FROM watch w JOIN label l ON l.household = w.household AND l.label = w.kind AND l.from_on <= w.since AND l.to_on IS NULL`)
		s.Count("none was approved before its notice's days were over", 0, `
			SELECT COUNT(*) FROM watch_event a JOIN watch_clearance c ON c.watch = a.watch AND c.n = a.n
			JOIN clock k ON k.notice = c.notice AND k.place = c.place AND k.run = c.run WHERE a.on_day <= k.last_day`)
	case "春季帮扶":
		s.Count("each has somebody who helps (S0: “一对一”)", ofAVillage*villages, `SELECT COUNT(DISTINCT watch) FROM helper`)
		s.Count("and a measure that was carried out", ofAVillage*villages, `SELECT COUNT(DISTINCT watch) FROM watch_event WHERE event = 'done'`)
	case "线索比对":
		s.Some("rows that are leads", `SELECT COUNT(*) FROM signal WHERE report_row IS NOT NULL`)
		s.Count("no family has two open watches", 0, `SELECT COUNT(*) FROM (SELECT FROM watch WHERE live GROUP BY household HAVING COUNT(*) > 1) w`)
	case "线索交办":
		s.Count("none is left after the 10th (S2)", 0, `SELECT COUNT(*) FROM watch WHERE state = 'lead'`)
	case "入户核查":
		s.Count("every family was visited, and each of three ends was found", 3, `SELECT COUNT(DISTINCT state) FROM watch WHERE opened_on = '2024-09-09'`)
	case "评议公示":
		s.Count("no notice of the watch shows an amount", 0, `
			SELECT COUNT(*) FROM notice_row r JOIN notice n ON n.id = r.notice WHERE n.about = 'watch' AND r.amount <> 0`)
	case "审核审定":
		s.Count("none was registered later than twenty working days after it was handed over (S3)", 0, `
			SELECT COUNT(*) FROM watch_event e JOIN watch w ON w.id = e.watch WHERE e.event = 'register' AND w.opened_on = '2024-09-09' AND e.on_day > '2024-10-14'`)
		s.Count("evaluated, reviewed and approved by three people", 0, `
			SELECT COUNT(*) FROM (SELECT watch FROM watch_event WHERE event IN ('evaluate', 'review', 'approve')
			GROUP BY watch HAVING COUNT(DISTINCT event) = 3 AND COUNT(DISTINCT by_staff) < 3) h`)
		s.Count("each family that is not taken in has its reason (S3: 逐户说明情况)", 0, `
			SELECT COUNT(*) FROM watch w WHERE w.state = 'not_taken'
			AND NOT EXISTS (SELECT FROM watch_event e WHERE e.watch = w.id AND e.event = 'feedback' AND e.words IS NOT NULL)`)
	case "消除提名":
		s.Count("none was nominated within half a year of its first measure (S1)", 0, `
			SELECT COUNT(*) FROM watch_event n JOIN watch_event m ON m.watch = n.watch AND m.event = 'measure'
			WHERE n.event = 'nominate' AND n.on_day < m.on_day + INTERVAL '6 months'`)
		s.Count("those that are to be released", released, `SELECT COUNT(*) FROM watch WHERE state = 'clearing'`)
	case "监测帮扶":
		s.Some("families that civil affairs answered of", `SELECT COUNT(*) FROM referral_answer`)
		s.Count("whom nobody is named to help", helpless, `SELECT COUNT(*) FROM watch w WHERE w.since IS NOT NULL AND NOT EXISTS (SELECT FROM helper x WHERE x.watch = w.id)`)
		s.Some("families that nobody has helped yet", `
			SELECT COUNT(*) FROM watch w WHERE w.state = 'watched' AND NOT EXISTS (SELECT FROM watch_event e WHERE e.watch = w.id AND e.event = 'done')`)
		s.Count("each has its plan and a measure that its labour class may have", 0, `
			SELECT COUNT(*) FROM watch w WHERE w.state = 'watched' AND (SELECT COUNT(DISTINCT event) FROM watch_event e
			WHERE e.watch = w.id AND e.event IN ('plan', 'measure')) < 2`)
	case "风险消除":
		s.Count("families are released, and their labels ended", released, `
			SELECT COUNT(*) FROM watch w JOIN label l ON l.household = w.household AND l.label = w.kind WHERE w.state = 'cleared' AND l.to_on = '2024-10-14'`)
	case "抽查整改":
		s.Count("a sample of two of each township that has any, as many as it has", 0, `
			SELECT COUNT(*) FROM (SELECT p.village / 1000 AS township, LEAST(2, COUNT(DISTINCT w.id)) AS due FROM watch w JOIN watch_event e ON e.watch = w.id
			  AND e.event IN ('hand_over', 'visit') AND e.on_day BETWEEN '2024-09-01' AND '2024-09-30' JOIN household h ON h.id = w.household JOIN place p ON p.id = h.place GROUP BY 1) t
			FULL JOIN (SELECT township, COUNT(*) AS drawn FROM spot_check_row GROUP BY 1) d USING (township) WHERE due IS DISTINCT FROM drawn`)
		s.Count("half of it, and one more, was looked at", 0, `
			SELECT (SELECT COUNT(*) FROM spot_finding) - (SELECT COUNT(*) / 2 + 1 FROM spot_check_row)`)
		s.Some("what was found wrong", `SELECT COUNT(*) FROM spot_finding WHERE NOT sound`)
		s.Count("one is signed off by another than who put it right", 1, `SELECT COUNT(*) FROM rectification_sign WHERE passed AND by_staff <> done_by`)
		s.Some("problems that are to be put right", `
			SELECT COUNT(*) FROM rectification r WHERE NOT EXISTS (SELECT FROM rectification_done d WHERE d.rectification = r.id)`)
	case "名单推送":
		s.Some("families of which partners are told", `SELECT COUNT(*) FROM push_row`)
		s.Count("each list is as long as its push says", 0, `
			SELECT COUNT(*) FROM push p WHERE p.rows <> (SELECT COUNT(*) FROM push_row r WHERE r.push = p.id)`)
		s.Count("each was written once", 0, `
			SELECT COUNT(*) FROM push p WHERE 1 <> (SELECT COUNT(*) FROM cover c JOIN deed d USING (county, leaf)
			  WHERE c.tab = 'push' AND p.id::text = ANY (c.keys) AND d.verb = 'monitoring.write_push')`)
	case "十二月线索":
		s.Count("rows that the clerk is to decide", len(moves), `
			SELECT COUNT(*) FROM row_outcome o JOIN report_row r ON r.id = o.report_row JOIN report p ON p.id = r.report
			WHERE o.purpose = 'watch' AND o.outcome = 'doubtful' AND p.agency = '公安局'`)
		s.Count("two matters are a department's own", 2, `SELECT COUNT(*) FROM watch WHERE next = 'answer'`)
	case "监测在办":
		s.Count("December's reports are to be screened", 3, `
			SELECT COUNT(*) FROM report p WHERE p.month = '2024-12-01' AND NOT EXISTS (
			  SELECT FROM report_row r JOIN row_outcome o ON o.report_row = r.id WHERE r.report = p.id AND o.purpose = 'watch')`)
		s.Count("matters of the winter whose results the townships did not feed back", untold, `
			SELECT COUNT(*) FROM watch w WHERE w.opened_on = '2024-12-03' AND w.state NOT IN ('not_taken', 'answered') AND (
			  SELECT e.event = 'hand_over' AND COALESCE(e.detail->>'to', '乡镇') = '乡镇' FROM watch_event e WHERE e.watch = w.id AND e.event IN ('hand_over', 'feedback')
			  ORDER BY e.n DESC LIMIT 1)`)
		s.Count("a family stands in every state", len(procedure.States()), `SELECT COUNT(DISTINCT state) FROM watch`)
		s.waits(procedure.HandOver, procedure.Answer, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Wait,
			procedure.Decide, procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.File,
			procedure.Plan, procedure.Measure, procedure.FollowUp, procedure.Mark, procedure.Feedback)
	default:
		s.Errorf("nobody asks what came of %s", what)
	}
}

// waits compares the acts that watches wait for today.
func (s chapters) waits(want ...procedure.Act) {
	s.Helper()
	waited := map[procedure.Act]bool{}
	err := s.m.look(s.Context(), func(tx *pg.Tx) error {
		found, _, err := monitoring.Find(s.Context(), tx, monitoring.Filter{Ended: true})
		for _, f := range found {
			if f.Next != nil {
				waited[*f.Next] = true
			}
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	for _, act := range want {
		if !waited[act] {
			s.Errorf("no watch waits for %s", act)
		}
	}
}

// distinct are words that a query answers, in order.
func (m *month) distinct(t *testing.T, query string) (words []string) {
	t.Helper()
	err := m.look(t.Context(), func(tx *pg.Tx) error { return tx.Select(&words, query) })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(words)
	return words
}

// By every other procedure that ships the same county works its year too, with a tenth of its reports, and takes each step of it: side by side, for most of
// each is to open an office.
func TestTheWatchByAnotherProcedure(t *testing.T) {
	for _, name := range Procedures() {
		if name == Heshan {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			byAnother(t, name)
		})
	}
}

func byAnother(t *testing.T, name string) {
	const few, aFew = 200, 8 // rows of reports, and of their leads that go on
	dir := t.TempDir()
	mark, err := clearDemo(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mark.Close() })
	var printed bytes.Buffer
	m, err := openMonth(t.Context(), dir, name, few, newTable(&printed, &printed))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	for _, step := range dayByDay(m.days()[:4], m.watching.days()) { // the insurance up to its screening
		if err := m.work(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		if n := len(m.watching.autumn); n > aFew {
			m.watching.autumn = m.watching.autumn[:aFew]
		}
	}
	taken := m.distinct(t, `SELECT DISTINCT event FROM watch_event`)
	stages := m.watching.rule.Enter
	if c := m.watching.rule.Clear; c != nil && c.After.From != procedure.FromApprove { // a year after the approval is after the year that is told
		stages = slices.Concat(stages, c.Steps)
	}
	for _, stage := range stages {
		if !slices.Contains(taken, string(stage.Step)) {
			t.Errorf("nobody took %s", stage.Step)
		}
	}
	if !strings.Contains(printed.String(), m.watching.rule.Name) {
		t.Errorf("the table is not under the procedure's name:\n%s", printed.String())
	}
}

func TestAProcedureThatDoesNotShipIsRefused(t *testing.T) {
	err := Run(t.Context(), t.TempDir(), "hebei", nil, nil, nil)
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "guizhou") {
		t.Errorf("got %v", err)
	}
}
