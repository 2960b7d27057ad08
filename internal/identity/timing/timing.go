// Package timing answers one question: what is done about a log whose newest time lies ahead of the clock? (存证时间更正)
//
// While the clock of a server ran ahead, deeds were sealed with its time; once it is put right, every further deed would lie before them, and is
// refused until that time has come. Two administrators, both signed in, let deeds of the right time follow: docs/decisions/0043.
package timing

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Steps are the law of this room.
var (
	RepairStep = flow.Step{Verb: "timing.repair", Title: "更正存证时间", Roles: []who.Role{who.SystemAdmin, who.SecurityAdmin}}

	Steps = []flow.Step{RepairStep}
)

// tolerated is how far before the newest deed another may lie (deed_seal), and so how far ahead of the clock the log may be.
const tolerated = 2 * time.Minute

// State is how a county's log stands to the clock.
type State struct {
	Newest time.Time `db:"newest"` // after a repair, of the deeds since then
	Clock  time.Time `db:"clock"`  // the database's
	Head   time.Time `db:"head"`   // the log's own time, which is never lowered
}

// Ahead tells whether the county's deeds are refused until the log's time has come.
func (s State) Ahead() bool { return s.Newest.After(s.Clock.Add(tolerated)) }

// String is what an operator is told.
func (s State) String() string {
	said := fmt.Sprintf("数据库现在的时间 %s，最近一次存证的时间 %s", moment(s.Clock), moment(s.Newest))
	switch {
	case s.Ahead():
		return said + "，超前 " + s.Newest.Sub(s.Clock).Round(time.Second).String() + "：到那时以前，本县各项办理都不能生效"
	case s.Head.After(s.Newest):
		return said + "；已更正过，末号存证时间 " + moment(s.Head) + " 到来以前，此后的存证都记为这一时间"
	}
	return said + "，正常"
}

func moment(t time.Time) string { return t.In(calendar.China).Format("2006-01-02 15:04:05") }

// Look reads it; a county without deeds is not ahead.
func Look(ctx context.Context, tx *pg.Tx) (s State, err error) {
	err = tx.GetContext(ctx, &s, `
		SELECT clock_timestamp() AS clock, COALESCE(h.since, h.at, clock_timestamp()) AS newest, COALESCE(h.at, clock_timestamp()) AS head
		FROM (SELECT $1::CHAR(6) AS county) c LEFT JOIN head h ON h.county = c.county`, tx.County)
	if err != nil {
		return State{}, fmt.Errorf("look at the log's time: %w", err)
	}
	return s, nil
}

// Repair lets deeds of the right time follow a head whose time lies ahead. The second is another administrator, of the other kind, who is in by a
// session of their own. It answers the time that lay ahead.
func Repair(ctx context.Context, tx *pg.Tx, second who.Person, reason string) (ahead time.Time, err error) {
	if err := RepairStep.Permit(tx, "存证时间晚于时钟"); err != nil {
		return time.Time{}, err
	}
	if reason, err = words.Ask("请写明时钟拨快的经过和核对的情况", "更正的理由", reason); err != nil {
		return time.Time{}, err
	}
	if !second.Way.Session() {
		return time.Time{}, fault.Forbiddenf("第二名管理员须本人登录")
	}
	id := pg.NewID()
	err = tx.GetContext(ctx, &ahead, `SELECT head_repair_enter($1, $2, $3, $4, $5, $6, $7)`, tx.County, id, tx.By.ID, second.ID, second.Way, reason, secret.Salt())
	if err != nil {
		return time.Time{}, fmt.Errorf("repair the log's time: %w", err)
	}
	tx.Cover("head_repair", id)
	return ahead, nil
}
