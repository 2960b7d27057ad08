package monitoring

import (
	"cmp"
	"context"
	"fmt"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Rectification is a problem with how far it is put right (整改台账).
type Rectification struct {
	ID        int64          `db:"id"`
	Source    Problem        `db:"source"`
	Query     string         `db:"query"` // which sweep or fault
	Household int64          `db:"household"`
	Watch     *int64         `db:"watch"`
	No        string         `db:"no"`   // of the household
	Head      string         `db:"head"` // its head
	Village   int64          `db:"village"`
	In        string         `db:"village_name"`
	Unit      string         `db:"unit"`
	Person    string         `db:"person"`
	Problem   string         `db:"problem"`
	Due       calendar.Date  `db:"due_on"`
	Opened    calendar.Date  `db:"opened_on"`
	Opener    string         `db:"opener"`
	Done      *calendar.Date `db:"done_on"` // 责任单位销号, last; nil: never
	Doer      string         `db:"doer"`
	What      string         `db:"what"`
	Signed    *calendar.Date `db:"signed_on"` // 县级销号, of what was done last; nil: not yet
	Signer    string         `db:"signer"`
	Passed    *bool          `db:"passed"` // nil: not signed; false: sent back
	Why       string         `db:"why"`
	Late      bool           `db:"late"` // past its day and not closed
}

// RectificationState is how far a problem is put right.
type RectificationState string

const (
	ToPutRight RectificationState = "open"   // 整改中, also after it was sent back
	ToSignOff  RectificationState = "done"   // 待县级销号
	SignedOff  RectificationState = "closed" // 已销号
)

// RectificationStates lists them in their order.
func RectificationStates() []RectificationState {
	return []RectificationState{ToPutRight, ToSignOff, SignedOff}
}

// State is how far the problem is put right.
func (r Rectification) State() RectificationState {
	switch {
	case r.Passed != nil && *r.Passed:
		return SignedOff
	case r.Done != nil && r.Passed == nil:
		return ToSignOff
	default:
		return ToPutRight
	}
}

// Title is the state as people say it.
func (s RectificationState) Title() string {
	return map[RectificationState]string{ToPutRight: "整改中", ToSignOff: "待县级销号", SignedOff: "已销号"}[s]
}

// Asks is which sweep or fault the problem is of, or else where it comes from.
func (r Rectification) Asks() string {
	if q := queryOf(r.Query); q != nil {
		return q.Title
	}
	return r.Source.Title()
}

// MayPutRight tells whether the problem is a person's to put right.
func (r Rectification) MayPutRight(by who.Person) bool {
	return RectifiedStep.May(by.Role) && r.Unit == orderedOf(by)
}

// NextOfProblem is what a problem waits for: who does what, and by which day.
func NextOfProblem(r Rectification) flow.Next {
	switch r.State() {
	case SignedOff:
		return flow.Next{Text: "已由" + r.Doer + "办结、" + r.Signer + "销号。"}
	case ToSignOff:
		return flow.Next{Text: "请县里核实后销号，办结的人不得销号。", Due: r.Due, Late: r.Late}
	}
	unit := r.Unit
	if unit == Township {
		unit = cmp.Or(area.TownshipName(r.Village), unit)
	}
	again := map[bool]string{true: "县里已退回，", false: ""}[r.Passed != nil]
	return flow.Next{Text: again + "请" + unit + "（责任人" + r.Person + "）整改，附佐证材料办结。", Due: r.Due, Late: r.Late}
}

// RectificationFilter narrows Rectifications; a zero field does not narrow.
type RectificationFilter struct {
	ID        int64
	Household int64
	Unit      string
	Township  int64  // its nine digits
	Query     string // which sweep or fault
	Source    Problem
	State     RectificationState
	Late      bool
	Window    pg.Window
}

// rectificationOrders are what rectifications can be sorted by.
var rectificationOrders = map[string]string{"due": "due_on", "village": "village", "opened": "opened_on", "unit": "unit", "source": "source, query"}

const rectifications = `
	SELECT * FROM (
	  SELECT r.id, r.source, COALESCE(r.query, '') AS query, r.household, r.watch, h.no, COALESCE(k.name, '') AS head, p.village, v.name AS village_name,
	    r.unit, r.person, r.problem, r.due_on, r.opened_on, b.name AS opener, d.on_day AS done_on, COALESCE(e.name, '') AS doer, COALESCE(d.words, '') AS what,
	    s.on_day AS signed_on, COALESCE(f.name, '') AS signer, s.passed, COALESCE(s.words, '') AS why,
	    r.due_on < @today AND s.passed IS NOT TRUE AS late,
	    CASE WHEN s.passed THEN 'closed' WHEN d.turn IS NOT NULL AND s.passed IS NULL THEN 'done' ELSE 'open' END AS state
	  FROM rectification r JOIN household h ON h.county = r.county AND h.id = r.household JOIN place p ON p.county = h.county AND p.id = h.place
	  JOIN place v ON v.county = p.county AND v.id = p.village JOIN staff b ON b.county = r.county AND b.id = r.opened_by
	  LEFT JOIN household_head k ON k.county = h.county AND k.household = h.id
	  LEFT JOIN LATERAL (SELECT x.* FROM rectification_done x WHERE x.county = r.county AND x.rectification = r.id ORDER BY x.turn DESC LIMIT 1) d ON true
	  LEFT JOIN staff e ON e.county = r.county AND e.id = d.by_staff
	  LEFT JOIN rectification_sign s ON s.county = r.county AND s.rectification = r.id AND s.turn = d.turn
	  LEFT JOIN staff f ON f.county = r.county AND f.id = s.by_staff
	  WHERE r.county = @county AND p.village BETWEEN @first AND @last AND (@agency = '' OR r.unit = @agency)
	    AND (@id::bigint = 0 OR r.id = @id) AND (@household::bigint = 0 OR r.household = @household)) x
	WHERE (@state = '' OR x.state = @state) AND (NOT @late OR x.late) AND (@unit = '' OR x.unit = @unit) AND (@query = '' OR x.query = @query)
	  AND (@source = '' OR x.source = @source) AND (@township::bigint = 0 OR x.village / 1000 = @township)`

// Rectifications lists problems by village and household unless the window says otherwise, and how many there are, in the person's part of the
// county; a department's are its own.
func Rectifications(ctx context.Context, tx *pg.Tx, f RectificationFilter) (found []Rectification, total int, err error) {
	args := f.args(tx)
	columns := `id, source, query, household, watch, no, head, village, village_name, unit, person, problem, due_on, opened_on, opener, done_on, doer, what,
		  signed_on, signer, passed, why, late`
	err = tx.SelectContext(ctx, &found, `SELECT `+columns+` FROM (`+rectifications+`) y`+f.Window.Clause(rectificationOrders, "village, no, id"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("find rectifications: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*) FROM (`+rectifications+`) y`, args); err != nil {
		return nil, 0, fmt.Errorf("rectifications: %w", err)
	}
	return found, total, nil
}

func (f RectificationFilter) args(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	return pg.Named{"county": tx.County, "today": calendar.DateOf(tx.Now), "first": first, "last": last, "agency": tx.By.Agency, "id": f.ID,
		"household": f.Household, "state": string(f.State), "late": f.Late, "unit": f.Unit, "query": f.Query, "source": string(f.Source), "township": f.Township}
}

// GetRectification is one of them. None is NotFound.
func GetRectification(ctx context.Context, tx *pg.Tx, id int64) (Rectification, error) {
	if id == 0 {
		return Rectification{}, errNoRectification
	}
	found, _, err := Rectifications(ctx, tx, RectificationFilter{ID: id})
	if err != nil {
		return Rectification{}, err
	}
	if len(found) == 0 {
		return Rectification{}, errNoRectification
	}
	return found[0], nil
}

var errNoRectification = fault.NotFoundf("没有找到这项整改，或不属于您的辖区")
