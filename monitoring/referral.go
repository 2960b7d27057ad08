package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Referral is a family that the county's procedure sends to an office besides (转办; S0: 低于防贫监测线的，组织民政部门开展低收入家庭识别). It follows from a visit
// before the family was watched; later visits add nothing until the office has answered.
type Referral struct {
	Watch     int64
	N         int // the visit
	To        string
	For       string
	On        calendar.Date  // of the visit
	Due       *calendar.Date // as what is handed over to a department (S3 §三.3); nil: the procedure sets no day
	Household int64
	No        string
	Head      string
	Village   int64
	In        string
	Answer    *ReferralAnswer // nil: the office has not answered
}

// ReferralAnswer is what an office says of a family that it was sent.
type ReferralAnswer struct {
	ID         int64          `db:"id"`
	Watch      int64          `db:"watch"`
	N          int            `db:"n"`
	Upto       int            `db:"upto"` // the watch's events so far: it is of all visits among them
	To         string         `db:"office"`
	For        string         `db:"matter"`
	Recognised bool           `db:"recognised"` // the family meets what it was sent for
	Words      string         `db:"words"`
	On         calendar.Date  `db:"on_day"`
	By         string         `db:"by_name"`
	Paper      []byte         `db:"paper"`      // SHA-256 of the letter's photo, of an answer that came on paper; nil: the office's own people answered
	Written    *calendar.Date `db:"written_on"` // the letter's day
}

// Title says how it came out (S0: 符合条件的按程序纳入).
func (a ReferralAnswer) Title() string {
	return map[bool]string{true: "符合条件", false: "不符合条件"}[a.Recognised]
}

// Late tells whether the office should have answered before a day.
func (r Referral) Late(today calendar.Date) bool {
	return r.Answer == nil && r.Due != nil && *r.Due < today
}

// SameOffice tells whether a procedure's word for an office names a department as the staff list does: 民政部门, 县民政局 and 民政局 are one.
func SameOffice(word, agency string) bool { return agency != "" && stem(word) == stem(agency) }

func stem(office string) string {
	office = strings.TrimSuffix(strings.TrimSuffix(office, "部门"), "局")
	return strings.TrimPrefix(strings.TrimPrefix(office, "县"), "区")
}

// ReferralFilter narrows Referrals; a zero field does not narrow.
type ReferralFilter struct {
	Watch    int64
	Open     bool // only those that nobody answered
	Answered bool // only those that somebody did
}

// Referrals lists the families that were sent to offices, in the person's part of the county, those that wait before those that are answered, each by
// village and household number. A department reads its own.
func Referrals(ctx context.Context, tx *pg.Tx, f ReferralFilter) (found []Referral, err error) {
	if !slices.Contains(Readers, tx.By.Role) {
		return nil, nil
	}
	rules, err := adopted(ctx, tx)
	if err != nil {
		return nil, err
	}
	visits, err := referring(ctx, tx, rules, f.Watch)
	if err != nil {
		return nil, err
	}
	answers, err := answersOf(ctx, tx, f.Watch)
	if err != nil {
		return nil, err
	}
	upto := map[sentFor]int{}
	for _, v := range visits {
		refer := v.refer
		r := Referral{Watch: v.Watch, N: v.N, To: refer.To, For: refer.For, On: v.On, Household: v.Household, No: v.No, Head: v.Head, Village: v.Village, In: v.In}
		if tx.By.Role == who.Reporter && !SameOffice(r.To, tx.By.Agency) {
			continue
		}
		of := sentFor{v.Watch, refer.To, refer.For}
		if v.N <= upto[of] {
			continue
		}
		if due, set := rules[v.Procedure].CheckBy(v.On); set {
			r.Due = &due.Day
		}
		all := answers[of]
		if i := slices.IndexFunc(all, func(a ReferralAnswer) bool { return a.N == v.N }); i >= 0 {
			r.Answer, upto[of] = &all[i], all[i].Upto
		} else {
			upto[of] = never
		}
		if f.Open && r.Answer != nil || f.Answered && r.Answer == nil {
			continue
		}
		found = append(found, r)
	}
	slices.SortStableFunc(found, func(a, b Referral) int { return cmp.Compare(answered(a), answered(b)) })
	return found, nil
}

func answered(r Referral) int {
	if r.Answer != nil {
		return 1
	}
	return 0
}

// sentFor is what a watch's family was sent for, and where.
type sentFor struct {
	watch    int64
	to, what string
}

// never is more events than a watch has.
const never = 1 << 30

// referringVisit is a visit of a family not yet watched, with one of the offices that its procedure sends it to.
type referringVisit struct {
	Watch     int64            `db:"watch"`
	N         int              `db:"n"`
	On        calendar.Date    `db:"on_day"`
	Procedure int64            `db:"procedure"`
	Income    *decimal.Decimal `db:"income"`
	Persons   int              `db:"persons"`
	Risk      procedure.Risk   `db:"risk"`
	Household int64            `db:"household"`
	No        string           `db:"no"`
	Head      string           `db:"head"`
	Village   int64            `db:"village"`
	In        string           `db:"village_name"`

	refer procedure.Referral
}

// referring are the visits of families not yet watched that their procedures send somewhere, by village, household number and visit, each as often as it
// sends them.
func referring(ctx context.Context, tx *pg.Tx, rules map[int64]*procedure.Procedure, watch int64) (sent []referringVisit, err error) {
	procedures := []int64{}
	for id, rule := range rules {
		if len(rule.Refer) > 0 {
			procedures = append(procedures, id)
		}
	}
	first, last := tx.By.Within()
	var visits []referringVisit
	err = tx.SelectContext(ctx, &visits, `
		SELECT w.id AS watch, e.n, e.on_day, w.procedure, (e.detail->>'income')::numeric AS income, COALESCE((e.detail->>'persons')::int, 0) AS persons, e.detail->>'risk' AS risk,
		  w.household, h.no, COALESCE(d.name, '') AS head, p.village, v.name AS village_name
		FROM watch w JOIN watch_event e ON e.county = w.county AND e.watch = w.id AND e.event = 'visit'
		JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
		JOIN place v ON v.county = p.county AND v.id = p.village LEFT JOIN household_head d ON d.county = h.county AND d.household = h.id
		WHERE w.county = @county AND w.procedure = ANY (@procedures) AND (@watch::bigint = 0 OR w.id = @watch) AND p.village BETWEEN @first AND @last
		  AND NOT EXISTS (SELECT FROM watch_event a WHERE a.county = e.county AND a.watch = e.watch AND a.n < e.n AND a.event = 'approve' AND a.detail->>'result' = 'pass')
		ORDER BY p.village, h.no, w.id, e.n`, pg.Named{"county": tx.County, "watch": watch, "first": first, "last": last, "procedures": pg.Only(procedures)})
	if err != nil {
		return nil, fmt.Errorf("find visits of families that are not watched: %w", err)
	}
	for _, v := range visits {
		rule := rules[v.Procedure]
		below := v.Income != nil && rule.Below(procedure.PerHead(*v.Income, v.Persons))
		for _, v.refer = range rule.ReferredBy(below, v.Risk) {
			sent = append(sent, v)
		}
	}
	return sent, nil
}

// answersOf are what offices answered, of one watch or of all.
func answersOf(ctx context.Context, tx *pg.Tx, watch int64) (map[sentFor][]ReferralAnswer, error) {
	var rows []ReferralAnswer
	err := tx.SelectContext(ctx, &rows, `
		SELECT a.id, a.watch, a.n, a.upto, a.office, a.matter, a.recognised, a.words, a.on_day, b.name AS by_name, a.paper, a.written_on
		FROM referral_answer a JOIN staff b ON b.county = a.county AND b.id = a.by_staff
		WHERE a.county = $1 AND ($2::bigint = 0 OR a.watch = $2) ORDER BY a.n`, tx.County, watch)
	if err != nil {
		return nil, fmt.Errorf("find what offices answered: %w", err)
	}
	of := map[sentFor][]ReferralAnswer{}
	for _, a := range rows {
		at := sentFor{a.Watch, a.To, a.For}
		of[at] = append(of[at], a)
	}
	return of, nil
}

// Recognition is what an office says of a family that it was sent: whether it meets what it was sent for, and why.
type Recognition struct {
	Watch      int64
	N          int // the visit
	To, For    string
	Recognised bool
	Words      string

	// Of an answer that came on paper, which a clerk enters:
	Paper   [32]byte      // SHA-256 of the letter's photo in the archive
	Written calendar.Date // the letter's day
}

// onPaper is what the door is told of the letter: of a clerk's entry both, of the office's own answer neither.
func (a Recognition) onPaper(by who.Person, visited, today calendar.Date) (paper []byte, written *calendar.Date, err error) {
	switch {
	case by.Role == who.Reporter:
		return nil, nil, nil
	case a.Paper == [32]byte{}:
		return nil, nil, fault.Invalidf("请上传%s书面答复的照片或扫描件", a.To)
	case a.Written < visited || a.Written > today:
		return nil, nil, fault.Invalidf("书面答复的落款日期应在%s入户核查之后、今天以前，请核对", visited.Chinese())
	}
	return a.Paper[:], &a.Written, nil
}

// AnswerReferral records what an office answers, once (答复转办): its own people do, or a clerk enters what came on paper.
func AnswerReferral(ctx context.Context, tx *pg.Tx, a Recognition) error {
	if err := ReferralStep.Permit(tx, "答复转办事项"); err != nil {
		return err
	}
	text, err := words.Ask("请写明认定依据或不予认定的理由", "办理情况", a.Words)
	if err != nil {
		return err
	}
	open, err := Referrals(ctx, tx, ReferralFilter{Watch: a.Watch})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(open, func(r Referral) bool { return r.N == a.N && r.To == a.To && r.For == a.For })
	if i < 0 {
		return fault.NotFoundf("没有找到这一转办事项，或不是转给您单位的，请刷新后重选")
	}
	if said := open[i].Answer; said != nil {
		return fault.Conflictf("这一转办事项已于%s答复（%s），请刷新", said.On.Chinese(), said.Title())
	}
	paper, written, err := a.onPaper(tx.By, open[i].On, calendar.DateOf(tx.Now))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `SELECT referral_answer(@county, @id, @watch, @n, @office, @matter, @recognised, @words, @today, @paper, @written, @by, @salt)`, pg.Named{
		"county": tx.County, "id": pg.NewID(), "watch": a.Watch, "n": a.N, "office": a.To, "matter": a.For, "recognised": a.Recognised, "words": text,
		"today": calendar.DateOf(tx.Now), "paper": paper, "written": written, "by": tx.By.ID, "salt": secret.Salt()})
	if err != nil {
		return fmt.Errorf("record what an office answered: %w", err)
	}
	tx.Cover("referral_answer", a.Watch)
	return nil
}

// Nobody are the offices of open referrals of whom nobody is at work here to answer: they answer on paper, or somebody is taken on.
func Nobody(ctx context.Context, tx *pg.Tx, of []Referral) (offices []string, err error) {
	agencies, err := agenciesAtWork(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, r := range of {
		here := false
		for agency := range agencies {
			here = here || SameOffice(r.To, agency)
		}
		if !here && r.Answer == nil && !slices.Contains(offices, r.To) {
			offices = append(offices, r.To)
		}
	}
	return offices, nil
}

// sentWaiting are the families that wait for an office's answer: for its own people, and for a clerk where it has nobody at work here.
func sentWaiting(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !ReferralStep.May(tx.By.Role) {
		return tasks, nil
	}
	open, err := Referrals(ctx, tx, ReferralFilter{Open: true})
	if err != nil {
		return nil, err
	}
	if tx.By.Role == who.Clerk {
		nobody, err := Nobody(ctx, tx, open)
		if err != nil {
			return nil, err
		}
		open = only(open, func(r Referral) bool { return slices.Contains(nobody, r.To) })
	}
	t := flow.Task{Verb: ReferralStep.Verb, Count: len(open)}
	for _, r := range open {
		if r.Due != nil && (t.Due == nil || *r.Due < *t.Due) {
			t.Due = r.Due
		}
		if r.Late(calendar.DateOf(tx.Now)) {
			t.Late++
		}
	}
	return some(tasks, t), nil
}
