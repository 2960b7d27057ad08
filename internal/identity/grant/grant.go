// Package grant answers one question: who asked for a right for somebody, and which administrator of the other kind granted it? (授权)
//
// A right is a place on the staff, a new beginning of a sign-in, or to stand in for a colleague. Two give it, a system administrator and a security administrator, in either
// order, neither for themselves; docs/decisions/0029 says why. What the member takes the sign-in up with is two half codes: one is told to who
// asked, once, the other to who granted.
package grant

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/words"
)

// What is asked for.
type What string

const (
	Member  What = "member"  // 新增人员
	Details What = "details" // 补录身份信息
	Reset   What = "reset"   // 重置密码
	Unbind  What = "unbind"  // 解绑动态口令
	Deputy  What = "deputy"  // 代理
)

var titles = map[What]string{Member: "新增人员", Details: "补录身份信息", Reset: "重置密码", Unbind: "解绑动态口令", Deputy: "代理"}

// Title is what people call it.
func (w What) Title() string { return titles[w] }

// halved tells whether the member takes the sign-in up with half codes afterwards.
func (w What) halved() bool { return w == Member || w == Reset }

// Days are in whose place a deputy stands, and on which days, both included; of other rights zero.
type Days struct {
	Absent int64         `db:"absent"`
	From   calendar.Date `db:"from_on"`
	To     calendar.Date `db:"to_on"`
}

// Span is from when to when, as people say it.
func (d Days) Span() string { return d.From.Chinese() + "至" + d.To.Chinese() }

// Grant is a right as it was asked for.
type Grant struct {
	ID       int64    `db:"id"`
	What     What     `db:"what"`
	Staff    int64    `db:"staff"`
	Name     string   `db:"name"` // of the member, to be or as they are
	Role     who.Role `db:"role"`
	Division string   `db:"division"`
	Agency   string   `db:"agency"`
	Login    string   `db:"login"` // to be or, of a member, theirs; empty where they have none
	No       string   `db:"no"`    // 工号, likewise
	Unit     string   `db:"unit"`
	Tag      []byte   `db:"id_tag"` // of the identity number that goes on record by it; nil for none
	Namesake bool     `db:"namesake"`
	Reason   string   `db:"reason"`
	AskedBy  int64    `db:"asked_by"`
	Was      *int64   `db:"was"` // the same person's account that was disabled: they come back

	Days
	AbsentName string   `db:"absent_name"`
	AbsentRole who.Role `db:"absent_role"`
	AbsentNo   string   `db:"absent_no"`

	AskerRole who.Role          `db:"asker_role"`
	Hand      foureyes.Proposal `db:"-"` // how it was proposed and decided
}

// Outcome is how it stands, in a grant's own words: of it 批准 is said where other second hands 复核.
func (g Grant) Outcome() string {
	switch {
	case g.Hand.Confirmed != nil && *g.Hand.Confirmed:
		return "已批准"
	case g.Hand.Confirmed != nil:
		return "已驳回"
	case g.Hand.Expired:
		return "过期未批准"
	default:
		return "待批准"
	}
}

// Filter narrows a Find. Zero values do not.
type Filter struct {
	ID, Staff int64
	Waiting   bool
}

// Find lists what was asked for, the newest first.
func Find(ctx context.Context, tx *pg.Tx, f Filter) (found []Grant, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT g.id, g.what, g.staff, COALESCE(g.name, s.name) AS name, COALESCE(g.role, s.role) AS role, COALESCE(g.division, s.division) AS division,
		  COALESCE(g.agency, s.agency) AS agency, COALESCE(g.login, l.name, '') AS login, COALESCE(g.no, s.no, '') AS no, COALESCE(g.unit, s.unit, '') AS unit,
		  g.id_tag, g.namesake, g.reason, g.asked_by, a.role AS asker_role, COALESCE(g.absent, 0) AS absent,
		  COALESCE(g.from_on, '1970-01-01') AS from_on, COALESCE(g.to_on, '1970-01-01') AS to_on,
		  COALESCE(x.name, '') AS absent_name, COALESCE(x.role, '') AS absent_role, COALESCE(x.no, '') AS absent_no,
		  (SELECT MAX(o.id) FROM staff o WHERE o.county = g.county AND o.id_tag = g.id_tag AND o.id <> g.staff AND o.disabled_at IS NOT NULL) AS was
		FROM staff_grant g JOIN staff a ON a.county = g.county AND a.id = g.asked_by LEFT JOIN staff s ON s.county = g.county AND s.id = g.staff
		LEFT JOIN login l ON l.county = g.county AND l.staff = g.staff
		LEFT JOIN staff x ON x.county = g.county AND x.id = g.absent
		WHERE g.county = $1 AND ($2::BIGINT = 0 OR g.id = $2) AND ($3::BIGINT = 0 OR g.staff = $3) ORDER BY g.id DESC`, tx.County, f.ID, f.Staff)
	if err != nil {
		return nil, fmt.Errorf("find grants: %w", err)
	}
	ids := make([]int64, len(found))
	for i, g := range found {
		ids[i] = g.ID
	}
	hands, err := foureyes.Newest(ctx, tx, foureyes.Grant, ids)
	if err != nil {
		return nil, err
	}
	kept := found[:0]
	for _, g := range found {
		if g.Hand = hands[g.ID]; !f.Waiting || g.Hand.Open() {
			kept = append(kept, g)
		}
	}
	return kept, nil
}

// Get is one.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Grant, error) {
	found, err := Find(ctx, tx, Filter{ID: id})
	if err != nil {
		return Grant{}, err
	}
	if len(found) == 0 {
		return Grant{}, fault.NotFoundf("没有这份授权申请，请从待批准的授权进入")
	}
	return found[0], nil
}

// Mine tells whether a grant waits for the acting administrator: asked by one of the other kind, for somebody else.
func (g Grant) Mine(by who.Person) bool {
	return g.Hand.Open() && g.AskedBy != by.ID && g.Staff != by.ID && g.AskerRole != by.Role && ConfirmStep.May(by.Role)
}

// Until is when the half codes are over.
func Until(ctx context.Context, tx *pg.Tx, grant int64) (until, used *time.Time, err error) {
	var e struct {
		Until time.Time  `db:"expires_at"`
		Used  *time.Time `db:"used_at"`
	}
	err = tx.GetContext(ctx, &e, `SELECT expires_at, used_at FROM enrolment WHERE county = $1 AND id = $2`, tx.County, grant)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("find half codes: %w", err)
	}
	return &e.Until, e.Used, nil
}

// reasonOf is why it is asked for.
func reasonOf(text string) (string, error) { return words.Need("申请理由", text) }
