// Package trace answers one question: where does this payment come from? (追溯)
package trace

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/ledger"
	"fangpin/payouts"
	"fangpin/reports"
	"fangpin/scheme"
)

// Mark is one step of a trace, in words without personal data, and the covered row that it tells of.
type Mark struct {
	Table, Key string // the key is the primary key after county, joined by '/'
	Text       string
}

func (m Mark) String() string { return m.Text }

// Payout follows one payout from the bank's file back to the cells of the workbook that it began with (追溯). None such is NotFound.
func Payout(ctx context.Context, tx *pg.Tx, payout int64) ([]Mark, error) {
	t := &trail{tx: tx, payout: payout}
	for _, step := range []func(context.Context) error{t.money, t.lists, t.publicity, t.amount, t.investigation, t.objections, t.told, t.books} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("trace payout %d: %w", payout, err)
		}
	}
	if len(t.marks) == 0 {
		return nil, fault.NotFoundf("没有编号为 %d 的救助金，请核对代发文件中的业务参考号", payout)
	}
	return t.marks, nil
}

// trail is a trace being written.
type trail struct {
	tx     *pg.Tx
	payout int64
	marks  []Mark
}

// say adds a step about a row.
func (t *trail) say(table, key, format string, a ...any) {
	t.marks = append(t.marks, Mark{table, key, fmt.Sprintf(format, a...)})
}

// ask reads rows of a query about the payout; county is $1 and the payout $2.
func (t *trail) ask(ctx context.Context, into any, query string) error {
	return t.tx.SelectContext(ctx, into, query, t.tx.County, t.payout)
}

// money: each attempt at the bank.
func (t *trail) money(ctx context.Context) error {
	var rows []struct {
		Attempt int                       `db:"attempt"`
		Amount  string                    `db:"amount"`
		Status  payouts.InstructionStatus `db:"status"`
		SentAt  time.Time                 `db:"sent_at"`
		Line    *int                      `db:"line"`
		Words   *string                   `db:"words"`
	}
	err := t.ask(ctx, &rows, `
		SELECT i.attempt, i.amount, i.status, b.sent_at, l.line, l.words FROM instruction i JOIN batch b ON b.county = i.county AND b.id = i.batch
		LEFT JOIN answer_line l ON l.county = i.county AND l.payout = i.payout AND l.attempt = i.attempt AND l.break IS NULL
		WHERE i.county = $1 AND i.payout = $2 ORDER BY i.attempt DESC`)
	for _, r := range rows {
		answered := ""
		if r.Line != nil {
			answered = fmt.Sprintf("，回盘第 %d 行", *r.Line)
			if r.Words != nil && *r.Words != "" {
				answered += "（" + *r.Words + "）"
			}
		}
		t.say("instruction", fmt.Sprintf("%d/%d", t.payout, r.Attempt), "打款指令 %d-%d：%s 元，%s发送，%s%s", t.payout, r.Attempt, r.Amount, calendar.DateOf(r.SentAt).Chinese(), r.Status.Title(), answered)
	}
	return err
}

// lists: where it stood on a roll, and whose hands the roll passed.
func (t *trail) lists(ctx context.Context) error {
	var rows []struct {
		List   int64              `db:"list"`
		Year   int                `db:"year"`
		Serial int                `db:"serial"`
		N      int                `db:"n"`
		Status payouts.ListStatus `db:"status"`
		Hands  string             `db:"hands"`
	}
	err := t.ask(ctx, &rows, `
		SELECT r.list, COALESCE(l.year, EXTRACT(YEAR FROM l.dated)::int) AS year, COALESCE(l.serial, 0) AS serial, r.n, l.status, (SELECT string_agg(CASE h.part WHEN 'clerk' THEN '经办' WHEN 'first' THEN '一审' WHEN 'second' THEN '二审'
		    WHEN 'sender' THEN '发送' WHEN 'adjuster' THEN '查勘' ELSE '核定' END || ' ' || s.name, '、' ORDER BY h.at, h.part)
		  FROM hand h JOIN staff s ON s.county = h.county AND s.id = h.person WHERE h.county = r.county AND h.list = r.list) AS hands
		FROM list_row r JOIN list l ON l.county = r.county AND l.id = r.list
		WHERE r.county = $1 AND r.payout = $2 ORDER BY r.list DESC`)
	for _, r := range rows {
		t.say("list_row", fmt.Sprintf("%d/%d", r.List, r.N), "发放花名册 %s 第 %d 行，%s；%s", payouts.List{Year: r.Year, Serial: r.Serial}.Name(), r.N, r.Status.Title(), r.Hands)
	}
	return err
}

// publicity: the notice, its walls and its last day.
func (t *trail) publicity(ctx context.Context) error {
	var rows []struct {
		Notice  int64          `db:"notice"`
		Village string         `db:"village"`
		Year    int            `db:"year"`
		Serial  int            `db:"serial"`
		N       int            `db:"n"`
		Dated   calendar.Date  `db:"dated"`
		First   *calendar.Date `db:"first"`
		Last    *calendar.Date `db:"last_day"`
	}
	err := t.ask(ctx, &rows, `
		SELECT r.notice, v.name AS village, n.year, n.serial, r.n, n.dated, GREATEST(a.posted_on, b.posted_on) AS first, k.last_day
		FROM notice_row r JOIN notice n ON n.county = r.county AND n.id = r.notice
		JOIN place v ON v.county = n.county AND v.id = n.village
		LEFT JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place
		LEFT JOIN posting a ON a.county = k.county AND a.id = k.village_posting
		LEFT JOIN posting b ON b.county = k.county AND b.id = k.place_posting
		WHERE r.county = $1 AND r.payout = $2`)
	for _, r := range rows {
		stood := "尚未两处张贴"
		if r.Last != nil {
			stood = fmt.Sprintf("%s两处张贴，%s期满", r.First.Chinese(), r.Last.Chinese())
		}
		t.say("notice_row", fmt.Sprintf("%d/%d", r.Notice, r.N), "公示：%s %d 年第 %d 号第 %d 行，%s公示，%s", r.Village, r.Year, r.Serial, r.N, r.Dated.Chinese(), stood)
	}
	return err
}

// amount: the working, step by step.
func (t *trail) amount(ctx context.Context) error {
	var rows []struct {
		ID      int64  `db:"id"`
		Amount  string `db:"amount"`
		Scheme  string `db:"hash"`
		Working []byte `db:"working"`
	}
	err := t.ask(ctx, &rows, `
		SELECT a.id, a.amount, s.hash, a.working FROM payout p
		JOIN assessment a ON a.county = p.county AND a.claim = p.claim AND a.round = p.round
		JOIN scheme s ON s.county = a.county AND s.id = a.scheme
		WHERE p.county = $1 AND p.id = $2 ORDER BY a.part`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var steps []scheme.Step
		if err := json.Unmarshal(r.Working, &steps); err != nil {
			return err
		}
		t.say("assessment", fmt.Sprint(r.ID), "核定 %s 元（方案 %s…）：%s", r.Amount, r.Scheme[:12], scheme.Text(steps))
	}
	return nil
}

// investigation: the claim, from filing back to entrusting.
func (t *trail) investigation(ctx context.Context) error {
	var rows []struct {
		Claim     int64         `db:"claim"`
		Category  string        `db:"category"`
		Round     int           `db:"round"`
		Year      int           `db:"year"`
		No        int           `db:"no"`
		FiledOn   calendar.Date `db:"filed_on"`
		Reviewed  calendar.Date `db:"reviewed"`
		Endorsed  calendar.Date `db:"endorsed"`
		Visited   calendar.Date `db:"visited_on"`
		Adjuster  string        `db:"adjuster"`
		Evidences int           `db:"evidences"`
		Cases     []byte        `db:"cases"`
	}
	err := t.ask(ctx, &rows, `
		SELECT p.claim, c.category, f.round, f.year, f.no, f.filed_on, v.on_day AS reviewed, e.on_day AS endorsed, d.visited_on, d.cases, s.name AS adjuster,
		  (SELECT COUNT(*) FROM evidence x WHERE x.county = d.county AND x.claim = d.claim AND x.round = d.round AND x.turn = d.turn) AS evidences
		FROM payout p JOIN claim c ON c.county = p.county AND c.id = p.claim
		JOIN filing f ON f.county = p.county AND f.claim = p.claim AND f.round = p.round
		JOIN review v ON v.county = f.county AND v.claim = f.claim AND v.round = f.round AND v.turn = f.turn
		JOIN endorsement e ON e.county = f.county AND e.claim = f.claim AND e.round = f.round AND e.turn = f.turn
		JOIN finding d ON d.county = f.county AND d.claim = f.claim AND d.round = f.round AND d.turn = f.turn
		JOIN staff s ON s.county = d.county AND s.id = d.adjuster
		WHERE p.county = $1 AND p.id = $2`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		found, err := factsOf(r.Category, r.Cases)
		if err != nil {
			return err
		}
		t.say("claim", fmt.Sprint(r.Claim), "案件（%s）第 %d 轮：%s备案（%d 年 %d 号），%s乡镇审核，%s村两委审核，%s由%s入户查勘，佐证材料 %d 份，核实：%s",
			scheme.Title(r.Category), r.Round, r.FiledOn.Chinese(), r.Year, r.No, r.Reviewed.Chinese(), r.Endorsed.Chinese(),
			r.Visited.Chinese(), r.Adjuster, r.Evidences, found)
	}
	return nil
}

// factsOf tells what the adjuster found in each case of a claim, as people call it.
func factsOf(category string, stored []byte) (string, error) {
	var cases []claims.Case
	if err := json.Unmarshal(stored, &cases); err != nil {
		return "", err
	}
	var out []string
	for _, c := range cases {
		var words []string
		for _, name := range slices.Sorted(maps.Keys(c.Facts)) {
			words = append(words, claims.FactTitle(category, name)+" "+c.Facts[name])
		}
		out = append(out, strings.Join(words, "、"))
	}
	return strings.Join(out, "；"), nil
}

// objections: those against the claim's payouts of every round.
func (t *trail) objections(ctx context.Context) error {
	var rows []struct {
		ID       int64         `db:"id"`
		Round    int           `db:"round"`
		Amount   string        `db:"amount"`
		Received calendar.Date `db:"received_on"`
		Upheld   *bool         `db:"upheld"`
	}
	err := t.ask(ctx, &rows, `
		SELECT o.id, f.round, f.amount, o.received_on, o.upheld FROM payout p
		JOIN payout f ON f.county = p.county AND f.claim = p.claim
		JOIN objection o ON o.county = f.county AND o.payout = f.id
		WHERE p.county = $1 AND p.id = $2 ORDER BY f.round, o.id`)
	for _, r := range rows {
		outcome := "尚未处理"
		if r.Upheld != nil {
			outcome = map[bool]string{true: "成立，撤回该笔，重新查勘", false: "不成立"}[*r.Upheld]
		}
		t.say("objection", fmt.Sprint(r.ID), "异议：%s对第 %d 轮 %s 元提出，%s", r.Received.Chinese(), r.Round, r.Amount, outcome)
	}
	return err
}

// told: the departments' rows, down to the cell of each fact.
func (t *trail) told(ctx context.Context) error {
	var rows []struct {
		ID     int64         `db:"id"`
		Agency string        `db:"agency"`
		Kind   string        `db:"kind"`
		File   string        `db:"file_name"`
		Sum    string        `db:"sum"`
		Month  calendar.Date `db:"month"`
		Sheet  string        `db:"sheet"`
		Line   int           `db:"line"`
		Facts  []byte        `db:"facts"`
		Cells  []byte        `db:"cells"`
	}
	err := t.ask(ctx, &rows, `
		SELECT w.id, r.agency, r.kind, r.file_name, encode(r.file, 'hex') AS sum, r.month, w.sheet, w.line, w.facts, w.cells
		FROM payout p JOIN source s ON s.county = p.county AND s.claim = p.claim
		JOIN report_row w ON w.county = s.county AND w.id = s.report_row
		JOIN report r ON r.county = w.county AND r.id = w.report
		WHERE p.county = $1 AND p.id = $2 ORDER BY r.id, w.line`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		facts, err := cellsOf(r.Kind, r.Facts, r.Cells)
		if err != nil {
			return err
		}
		t.say("report_row", fmt.Sprint(r.ID), "来源：%s《%s》（校验值 %s…）%s!第 %d 行：%s", r.Agency, r.File, r.Sum[:12], r.Sheet, r.Line, facts)
	}
	return nil
}

// cellsOf pairs each fact, by its column's title, with the cell it was read from.
func cellsOf(code string, facts, cells []byte) (string, error) {
	var values, at map[string]string
	if err := json.Unmarshal(facts, &values); err != nil {
		return "", err
	}
	if err := json.Unmarshal(cells, &at); err != nil {
		return "", err
	}
	kind, _ := reports.KindOf(code)
	var out []string
	for _, c := range kind.Columns {
		if v, told := values[c.Word]; told {
			out = append(out, fmt.Sprintf("%s %s（%s）", c.Title, v, cmp.Or(at[c.Word], "无此列")))
		}
	}
	return strings.Join(out, "，"), nil
}

// books: the vouchers that carry it.
func (t *trail) books(ctx context.Context) error {
	var rows []struct {
		ID     int64         `db:"id"`
		On     calendar.Date `db:"on_day"`
		No     int           `db:"no"`
		Memo   string        `db:"memo"`
		Debit  string        `db:"debit"`
		Credit string        `db:"credit"`
		Amount string        `db:"amount"`
	}
	err := t.ask(ctx, &rows, `
		SELECT e.id, e.on_day, e.no, e.memo, d.name AS debit, c.name AS credit, x.amount
		FROM transfer x JOIN entry e ON e.county = x.county AND e.id = x.entry
		JOIN chart d ON d.code = x.debit JOIN chart c ON c.code = x.credit
		WHERE x.county = $1 AND x.ref = 'payout/' || $2::bigint ORDER BY e.on_day, e.id`)
	for _, r := range rows {
		t.say("entry", fmt.Sprint(r.ID), "%s《%s》：借 %s 贷 %s %s 元", ledger.Voucher{On: r.On, No: r.No}.Name(), r.Memo, r.Debit, r.Credit, r.Amount)
	}
	return err
}
