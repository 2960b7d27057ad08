package payouts

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/payouts/bank"
)

// Contradiction is a line by which the bank calls paid what it had called returned (回盘矛盾). While it is open its payout is neither ordered
// again nor given up. Amount is the instruction's, in yuan.
type Contradiction struct {
	Answer    int64           `db:"answer"`
	Line      int             `db:"line"`
	Payout    int64           `db:"payout"`
	Attempt   int             `db:"attempt"`
	Amount    decimal.Decimal `db:"amount"`
	Told      decimal.Decimal `db:"told"` // by the line, which may differ
	Words     string          `db:"words"`
	ReadAt    time.Time       `db:"read_at"`
	SentAt    time.Time       `db:"sent_at"`
	Stands    Status          `db:"status"` // the payout, now
	Receiver  string          `db:"receiver"`
	Village   string          `db:"village_name"`
	List      int64           `db:"list"`
	Year      int             `db:"year"`
	Serial    int             `db:"serial"`
	Open      bool            `db:"open"`
	Newest    *Resolution     `db:"-"` // what was proposed of it last; nil where nothing was
	Returned  *int64          `db:"returned_by"`
	Household int64           `db:"household"`
}

// Reference is how the bank names it (业务参考号).
func (c Contradiction) Reference() string { return bank.Reference(c.Payout, c.Attempt) }

// ListName is how people call the list it was sent by.
func (c Contradiction) ListName() string { return List{Year: c.Year, Serial: c.Serial}.Name() }

// Waits tells whether a proposal waits for its second person.
func (c Contradiction) Waits() bool { return c.Open && c.Newest != nil && c.Newest.Proposal.Open() }

// Next is who must do what, empty where nobody must.
func (c Contradiction) Next() string {
	switch {
	case !c.Open:
		return ""
	case c.Waits():
		return "待县审批人核定"
	default:
		return "待县经办凭银行证明提出处理"
	}
}

// Outcome is how it was decided, empty while it was not.
func (c Contradiction) Outcome() string {
	if c.Open || c.Newest == nil {
		return ""
	}
	return c.Newest.Title()
}

// Resolution is what two persons say of a contradiction by the bank's document (回盘矛盾处理).
type Resolution struct {
	ID     int64  `db:"id"`
	Answer int64  `db:"answer"`
	Line   int    `db:"line"`
	Paid   bool   `db:"paid"`
	File   []byte `db:"file"` // SHA-256; the bytes lie in the archive
	Why    string `db:"why"`
	foureyes.Proposal
}

// Title is what it says.
func (r Resolution) Title() string { return resolved(r.Paid) }

func resolved(paid bool) string {
	if paid {
		return "已到账"
	}
	return "未到账，退票属实"
}

// ContradictionFilter narrows Contradictions; a zero field does not narrow.
type ContradictionFilter struct {
	Answer int64
	Line   int
	Open   bool
	Window pg.Window
}

// Contradictions lists the lines that contradict and those that were decided, the newest first, and how many there are in all.
func Contradictions(ctx context.Context, tx *pg.Tx, f ContradictionFilter) (found []Contradiction, total int, err error) {
	const where = ` FROM answer_line l JOIN answer w ON w.county = l.county AND w.id = l.answer
		LEFT JOIN contradiction x ON x.county = l.county AND x.answer = l.answer AND x.line = l.line
		WHERE l.county = $1 AND l.outcome = 'paid' AND l.break IN ('contradicted', 'already_settled')
		  AND (x.line IS NOT NULL OR NOT $2 AND (l.break = 'contradicted' OR EXISTS (SELECT FROM resolution r WHERE r.county = l.county AND r.answer = l.answer AND r.line = l.line)))
		  AND ($3::bigint = 0 OR l.answer = $3) AND ($4 = 0 OR l.line = $4)`
	args := []any{tx.County, f.Open, f.Answer, f.Line}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, args...); err != nil {
		return nil, 0, fmt.Errorf("count contradictions: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT q.*, i.amount, b.sent_at, b.list, COALESCE(t.year, EXTRACT(YEAR FROM t.dated)::int) AS year, COALESCE(t.serial, 0) AS serial, p.status,
		  o.name AS receiver, v.name AS village_name, c.household,
		  (SELECT MAX(s.answer) FROM answer_line s WHERE s.county = $1 AND s.payout = q.payout AND s.attempt = q.attempt AND s.outcome = 'returned'
		    AND (s.break IS NULL OR s.admitted_by IS NOT NULL)) AS returned_by
		FROM (SELECT l.answer, l.line, l.payout, l.attempt, COALESCE(l.amount, 0) AS told, COALESCE(l.words, '') AS words, w.read_at, x.line IS NOT NULL AS open`+
		where+f.Window.Clause(nil, "w.read_at DESC, l.answer DESC, l.line")+`) q
		JOIN instruction i ON i.county = $1 AND i.payout = q.payout AND i.attempt = q.attempt JOIN batch b ON b.county = $1 AND b.id = i.batch
		JOIN list t ON t.county = $1 AND t.id = b.list JOIN payout p ON p.county = $1 AND p.id = q.payout JOIN claim c ON c.county = $1 AND c.id = p.claim
		JOIN account a ON a.county = $1 AND a.id = i.account JOIN person o ON o.county = $1 AND o.id = a.person
		JOIN place s ON s.county = $1 AND s.id = p.place JOIN place v ON v.county = $1 AND v.id = s.village
		ORDER BY q.read_at DESC, q.answer DESC, q.line`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("list contradictions: %w", err)
	}
	for i := range found {
		if found[i].Newest, err = newestResolution(ctx, tx, found[i].Answer, found[i].Line); err != nil {
			return nil, 0, err
		}
	}
	return found, total, nil
}

// newestResolution is what was proposed last of a line, nil where nothing was. Contradictions are few.
func newestResolution(ctx context.Context, tx *pg.Tx, answer int64, line int) (*Resolution, error) {
	var found []Resolution
	err := tx.SelectContext(ctx, &found, `
		SELECT id, answer, line, paid, file, reason AS why FROM resolution WHERE county = $1 AND answer = $2 AND line = $3 ORDER BY id DESC LIMIT 1`, tx.County, answer, line)
	if err != nil {
		return nil, fmt.Errorf("find resolution: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	hands, err := foureyes.Newest(ctx, tx, foureyes.Resolution, []int64{found[0].ID})
	if err != nil {
		return nil, err
	}
	found[0].Proposal = hands[found[0].ID]
	return &found[0], nil
}

// GetContradiction reads one. None is NotFound.
func GetContradiction(ctx context.Context, tx *pg.Tx, answer int64, line int) (Contradiction, error) {
	if answer == 0 || line < 1 {
		return Contradiction{}, errNoContradiction
	}
	found, _, err := Contradictions(ctx, tx, ContradictionFilter{Answer: answer, Line: line})
	switch {
	case err != nil:
		return Contradiction{}, err
	case len(found) == 0:
		return Contradiction{}, errNoContradiction
	}
	return found[0], nil
}

var errNoContradiction = fault.NotFoundf("这一行回盘没有前后矛盾，请刷新")
