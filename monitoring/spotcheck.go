package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Way is how a drawn matter is looked into (S3 §三.5).
type Way string

const (
	ByVisit  Way = "visit"
	ByPublic Way = "public"
	ByCadre  Way = "cadre"
)

var ways = map[Way]string{ByVisit: "上门查看", ByPublic: "听取群众意见", ByCadre: "向村干部核实确认"}

// Ways lists them, for pages.
func Ways() []Way { return []Way{ByVisit, ByPublic, ByCadre} }

// Title is the way as people say it.
func (w Way) Title() string { return ways[w] }

// CheckFinding is what a spot check found of one of its sample.
type CheckFinding struct {
	N     int // in the sample
	How   Way
	Sound bool // handled as it should be
	Words string
}

// findingRow is a finding as it is kept.
type findingRow struct {
	SpotCheck int64         `db:"spot_check"`
	N         int           `db:"n"`
	How       string        `db:"how"`
	Sound     bool          `db:"sound"`
	By        int64         `db:"by_staff"`
	On        calendar.Date `db:"on_day"`
	Words     string        `db:"words"`
	Salt      []byte        `db:"salt"`
}

// Check records what a spot check found of its sample (抽查结果), once each. Whoever took a step with the family does not check it.
func Check(ctx context.Context, tx *pg.Tx, id int64, findings []CheckFinding) error {
	if err := CheckStep.Permit(tx, fmt.Sprintf("登记抽查结果 %d 户", len(findings))); err != nil {
		return err
	}
	if len(findings) == 0 {
		return fault.Invalidf("没有抽查结果可登记，请先填写")
	}
	lines, err := Sample(ctx, tx, id)
	if err != nil {
		return err
	}
	rows := make([]findingRow, len(findings))
	watches := make([]int64, len(findings))
	for i, f := range findings {
		at := slices.IndexFunc(lines, func(l SampleLine) bool { return l.N == f.N })
		switch {
		case at < 0:
			return fault.NotFoundf("第 %d 户不在这次抽查的样本中，请刷新后重选", f.N)
		case lines[at].Sound != nil || slices.ContainsFunc(findings[:i], func(o CheckFinding) bool { return o.N == f.N }):
			return fault.Conflictf("%s的抽查结果已经登记，不能重复登记", lines[at].called())
		case f.How.Title() == "":
			return fault.Invalidf("%s：请选择抽查方式", lines[at].called())
		}
		text, err := words.Ask("请写明抽查情况", "抽查情况", f.Words)
		if err != nil {
			return err
		}
		watches[i] = lines[at].ID
		rows[i] = findingRow{id, f.N, string(f.How), f.Sound, tx.By.ID, calendar.DateOf(tx.Now), text, secret.Salt()}
	}
	if err := impartial(ctx, tx, watches); err != nil {
		return err
	}
	tx.Cover("spot_finding", id)
	return pg.Insert(ctx, tx, "spot_finding", rows)
}

// impartial refuses whoever took a step with one of the families that they check.
func impartial(ctx context.Context, tx *pg.Tx, watches []int64) error {
	var took int
	err := tx.GetContext(ctx, &took, `
		SELECT COUNT(DISTINCT watch) FROM watch_event WHERE county = $1 AND watch = ANY ($2)
		  AND event IN ('visit', 'evaluate', 'review', 'compare', 'approve') AND human($1, by_staff) = human($1, $3)`, tx.County, pq.Array(watches), tx.By.ID)
	if err != nil {
		return fmt.Errorf("find who took steps: %w", err)
	}
	if took > 0 {
		return fault.Forbiddenf("有 %d 户的核查或认定由您办理，须由另一人抽查", took)
	}
	return nil
}

// SampleLine is one matter of a sample with what was found.
type SampleLine struct {
	Watch
	N          int
	Department string // whose handling is checked; empty: that of the township where the family lives
	How        Way
	Sound      *bool // nil: not checked yet
	Found      string
	Checker    string
	On         *calendar.Date
}

// Wrong tells that the matter was not handled as it should be.
func (l SampleLine) Wrong() bool { return l.Sound != nil && !*l.Sound }

// Result is what was found in a word.
func (l SampleLine) Result() string { return said(l.Sound, "未查", "规范", "有问题") }

// handler is the department whose handling of a watch, by its name in the statement, is checked (S3 §三.5: 各地各部门): the one that it was handed over
// to, until that answers that somebody is to visit; null: the township's.
func handler(watch string) string {
	return `(SELECT CASE e.event WHEN 'hand_over' THEN NULLIF(e.detail->>'to', '` + Township + `') END FROM watch_event e
	  WHERE e.county = @county AND e.watch = ` + watch + ` AND (e.event = 'hand_over' OR e.event = 'answer' AND e.detail->>'result' = 'visit')
	  ORDER BY e.n DESC LIMIT 1)`
}

// Draws tells whether somebody reads the whole of a sample; else they are checked, and read what was found of their own.
func Draws(by who.Person) bool {
	return slices.Contains(Readers, by.Role) && by.Agency == "" && by.All()
}

// Sample lists a sample in the order it was drawn, in the person's part of the county. Whose work is checked reads what was found, and not what is
// still to be looked at: a spot check that was announced is none.
func Sample(ctx context.Context, tx *pg.Tx, id int64) ([]SampleLine, error) {
	if _, err := GetSpotCheck(ctx, tx, id); err != nil {
		return nil, err
	}
	var rows []struct {
		N       int            `db:"n"`
		Watch   int64          `db:"watch"`
		How     string         `db:"how"`
		Sound   *bool          `db:"sound"`
		Words   string         `db:"words"`
		Checker string         `db:"checker"`
		On      *calendar.Date `db:"on_day"`
		By      string         `db:"handler"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT r.n, r.watch, COALESCE(f.how, '') AS how, f.sound, COALESCE(f.words, '') AS words, COALESCE(b.name, '') AS checker, f.on_day,
		  COALESCE(`+handler("r.watch")+`, '') AS handler
		FROM spot_check_row r LEFT JOIN spot_finding f ON f.county = r.county AND f.spot_check = r.spot_check AND f.n = r.n
		LEFT JOIN staff b ON b.county = f.county AND b.id = f.by_staff
		WHERE r.county = @county AND r.spot_check = @id ORDER BY r.n`, pg.Named{"county": tx.County, "id": id})
	if err != nil {
		return nil, fmt.Errorf("read a sample: %w", err)
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.Watch
	}
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return nil, err
	}
	own := make(map[int64]Watch, len(found))
	for _, w := range found {
		own[w.ID] = w
	}
	var lines []SampleLine
	for _, r := range rows {
		if w, is := own[r.Watch]; is && (Draws(tx.By) || r.Sound != nil && r.By == tx.By.Agency) {
			lines = append(lines, SampleLine{Watch: w, N: r.N, Department: r.By, How: Way(r.How), Sound: r.Sound, Found: r.Words, Checker: r.Checker, On: r.On})
		}
	}
	return lines, nil
}
