// Package security answers one question: what was refused, and did somebody look into it? (安全日志)
//
// What is refused at a page leaves no deed, for nothing was done. It is written down here, in a transaction of its own, so that the line stands
// though what was refused is rolled back. Lines are added and never changed; a flood leaves few (Counter). Some are alarms, which wait on the
// audit administrator's desk until they were looked into, and that is a deed.
package security

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Kind is what happened. The list is closed.
type Kind string

const (
	Forbidden Kind = "forbidden" // a step or a page of another role's, or of other hands
	Foreign   Kind = "foreign"   // a form that another site posted
	Origin    Kind = "origin"    // a form of which our proxy does not say where it came from
	SignIn    Kind = "signin"    // a wrong name, password, code, half code or key, at the door
	Locked    Kind = "locked"    // an attempt while the name or the network was locked
	Upload    Kind = "upload"    // a form with files
	Door      Kind = "door"      // a rule of money, time or hands that the database held
	Denied    Kind = "denied"    // a right that the program's own login has not
	Altered   Kind = "altered"   // a row that lets people in, and that the program did not write so
	Unfound   Kind = "unfound"   // what is not there, or is not theirs to see
	Quota     Kind = "quota"     // more people looked at in full than the county's line
	Unsigned  Kind = "unsigned"  // a key or a code that does not sign what was asked
	Export    Kind = "export"    // numbers of so many people that left in a file, as a step of whoever's duty it is
	Night     Kind = "night"     // people looked at in full between ten in the evening and six
)

type kind struct {
	Kind  Kind
	Title string
	Alarm int64
}

// kinds are what people call them, and from how many within the hour by one source they are an alarm; 0 for never.
var kinds = []kind{
	{Forbidden, "越权操作被拒绝", 10}, {Unfound, "查看不存在或不属本人的内容", 50}, {Door, "被数据库规则拒绝", 20}, {Denied, "数据库权限不足", 1},
	{Foreign, "外站提交被拒绝", 20}, {Origin, "来源不明的提交被拒绝", 20}, {Upload, "上传文件被退回", 20},
	{SignIn, "登录失败", 20}, {Locked, "登录被锁定", 1}, {Altered, "登录凭据或会话被改动", 1},
	{Quota, "查看个人信息超过额度", 1}, {Night, "夜间集中查看个人信息", 1},
	{Unsigned, "签名没有通过", 5}, {Export, "导出个人信息", 0},
}

// Kinds lists them, in the order in which a page offers them.
func Kinds() (all []Kind) {
	for _, k := range kinds {
		all = append(all, k.Kind)
	}
	return all
}

// Title is the kind as people say it.
func (k Kind) Title() string {
	if i := k.at(); i >= 0 {
		return kinds[i].Title
	}
	return string(k)
}

// alarms is how many within the hour by one source are an alarm.
func (k Kind) alarms() int64 { return kinds[k.at()].Alarm }

func (k Kind) at() int { return slices.IndexFunc(kinds, func(one kind) bool { return one.Kind == k }) }

// LookStep is this room's one step: whoever is the alarm's own cause does not take it.
var LookStep = flow.Step{Verb: "security.look_into", Title: "处理安全告警", Roles: []who.Role{who.AuditAdmin, who.Auditor}}

// Steps are the law of this room.
var Steps = []flow.Step{LookStep}

// Readers read the log.
var Readers = LookStep.Roles

// Happened is something to be written down.
type Happened struct {
	Kind    Kind
	Staff   int64  // who; 0 for nobody known
	Network string // where from, as strangers are counted by; empty where it is not known
	Route   string // the address as its route has it, never with a number of a case
	Code    string // the step, or the database's SQLSTATE
}

// Add writes a line in the transaction of a deed: of what was not refused.
func Add(ctx context.Context, tx *pg.Tx, h Happened, n int64) error {
	return add(ctx, tx, h, n, h.Kind.alarms() > 0 && n >= h.Kind.alarms())
}

// Exported writes down how many people's numbers leave in a file by the deed under way: no look of one's own, and beside the quota, but seen.
func Exported(ctx context.Context, tx *pg.Tx, people int) error {
	return Add(ctx, tx, Happened{Kind: Export, Staff: tx.By.ID, Code: tx.Draft.Verb}, int64(max(people, 1)))
}

func add(ctx context.Context, tx *pg.Tx, h Happened, n int64, alarm bool) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO security_event (county, id, at, kind, staff, network, route, code, n, alarm) VALUES ($1, $2, $3, $4, NULLIF($5::BIGINT, 0), $6, $7, $8, $9, $10)`,
		tx.County, pg.NewID(), tx.Now, h.Kind, h.Staff, h.Network, h.Route, h.Code, n, alarm)
	if err != nil {
		return fmt.Errorf("write the security log: %w", err)
	}
	return nil
}

// patience is how long a line may take: whoever was refused waits for it.
const patience = 5 * time.Second

// Note counts what was refused in a county, and writes it down where it is told. It does so though whoever was refused has gone.
func (c *Counter) Note(ctx context.Context, db *pg.DB, county string, h Happened) error {
	h, n := c.count(db.Clock(), county, h)
	if !told(n) {
		return nil
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer done()
	return pg.Write(ctx, db, who.Person{County: county}, func(tx *pg.Tx) error { return add(ctx, tx, h, n, n == h.Kind.alarms()) })
}

// told tells whether the n-th of an hour is a line: the first ten, then 20, 50, 100, 200, 500 and so on. Every kind's alarm is among them.
func told(n int64) bool {
	if n <= 10 {
		return true
	}
	for n%10 == 0 {
		n /= 10
	}
	return n == 1 || n == 2 || n == 5
}
