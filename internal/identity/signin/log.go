package signin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Outcome is what came of an attempt, or was done to a login.
type Outcome string

const (
	PasswordRight Outcome = "password"   // 密码正确，待下一步
	In            Outcome = "in"         // 登录
	Out           Outcome = "out"        // 退出
	Wrong         Outcome = "wrong"      // 登录名或密码不正确
	WrongCode     Outcome = "wrong_code" // 动态口令不正确
	Locked        Outcome = "locked"     // 锁定期间尝试
	Changed       Outcome = "changed"    // 修改密码
	Bound         Outcome = "bound"      // 绑定动态口令
	Issued        Outcome = "issued"     // 发放登录名
	WasReset      Outcome = "reset"      // 重置密码
	TOTPReset     Outcome = "totp_reset" // 解绑动态口令
	Unlocked      Outcome = "unlocked"   // 解除锁定
	Tampered      Outcome = "tampered"   // 密码记录不是本系统写下的
	Forged        Outcome = "forged"     // 登录会话不是本系统写下的
	Details       Outcome = "details"    // 补录身份信息
	Ended         Outcome = "ended"      // 登录被他人结束
	KeyEnded      Outcome = "key_ended"  // 通行密钥由两名管理员注销
)

var outcomes = map[Outcome]string{
	PasswordRight: "密码正确，待下一步", In: "登录", Out: "退出", Wrong: "登录名或密码不正确", WrongCode: "动态口令不正确", Locked: "锁定期间尝试",
	Changed: "修改密码", Bound: "绑定动态口令", Issued: "发放登录名", WasReset: "重置密码", TOTPReset: "解绑动态口令", Unlocked: "解除锁定",
	Tampered: "密码记录被改动，不予登录", Forged: "登录会话系伪造，不予承认", Details: "补录身份信息", Ended: "结束登录", KeyEnded: "注销通行密钥",
}

// Title is the outcome as people say it.
func (o Outcome) Title() string { return outcomes[o] }

// Entry is one line of the sign-in log (登录日志).
type Entry struct {
	ID      int64     `db:"id"`
	At      time.Time `db:"at"`
	Login   string    `db:"login"` // empty where what was typed could be no login name; see Unknown
	Staff   *int64    `db:"staff"` // whose login it is, if anybody's
	Name    string    `db:"name"`  // theirs; empty for nobody
	Outcome Outcome   `db:"outcome"`
	Address string    `db:"address"`
	Actor   string    `db:"actor"`    // who did it to somebody else's sign-in; empty where nobody did
	Grant   *int64    `db:"by_grant"` // and by which grant
}

// Unknown is the mark under which the log keeps a login name that was nobody's, empty for somebody's. It may have been a password in the
// wrong box, and must not stand in the log for good; the same text has the same mark.
func (e Entry) Unknown() string {
	mark, _ := strings.CutPrefix(e.Login, unknownMark)
	if mark == e.Login {
		return ""
	}
	return mark
}

// unknownMark begins what stands for a name that is nobody's: no login has it (loginForm).
const unknownMark = "#"

// logged is a login as the log keeps it and failures are counted by.
func (a *Auth) logged(ctx context.Context, tx *pg.Tx, login string) (string, error) {
	var known bool
	if err := tx.GetContext(ctx, &known, `SELECT EXISTS (SELECT FROM login WHERE county = $1 AND name = $2)`, tx.County, login); err != nil {
		return "", fmt.Errorf("look for a login: %w", err)
	}
	if known || login == "" {
		return login, nil
	}
	return fmt.Sprintf("%s%x", unknownMark, a.Keys.Tag(secret.Name, "login/"+tx.County+"/"+login)[:4]), nil
}

// Filter narrows a Find. Zero values do not.
type Filter struct {
	Login    string // as the log keeps it
	Staff    int64
	Outcomes pg.Among[Outcome]
	From, To time.Time // from the one on, before the other
	Limit    int       // lines at most; 0 for a hundred
	Offset   int
}

// byOwner tells of a line l that nobody on the staff did what it says, but whoever owns the database. Lines from before the chain say nothing of it.
const byOwner = `l.actor IS NULL AND l.by_grant IS NULL AND l.mac IS NOT NULL AND l.outcome IN ('issued', 'reset', 'totp_reset')`

// LogReaders read the county's sign-in log: whoever audits, and none of those whose doing it tells of.
var LogReaders = []who.Role{who.AuditAdmin, who.Auditor}

// Find reads the county's sign-in log, the newest first.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Entry, error) {
	if !slices.Contains(LogReaders, tx.By.Role) {
		return nil, fault.Forbiddenf("登录日志由审计管理员和审计人员查看，%s无权查看", tx.By.Role.Title())
	}
	if f.Limit == 0 {
		f.Limit = 100
	}
	var entries []Entry
	err := tx.SelectContext(ctx, &entries, `
		SELECT l.id, l.at, l.login, l.staff, COALESCE(s.name, '') AS name, l.outcome, l.address, COALESCE(a.name, CASE WHEN `+byOwner+` THEN '运维人员' ELSE '' END) AS actor, l.by_grant
		FROM signin_log l LEFT JOIN staff s ON s.county = $1 AND s.id = l.staff LEFT JOIN staff a ON a.county = $1 AND a.id = l.actor
		WHERE l.county = $1 AND ($2 = '' OR l.login = $2) AND ($3::BIGINT = 0 OR l.staff = $3) AND ($4::TEXT[] IS NULL OR l.outcome = ANY ($4))
		  AND ($5::TIMESTAMPTZ IS NULL OR l.at >= $5) AND ($6::TIMESTAMPTZ IS NULL OR l.at < $6)
		ORDER BY l.id DESC LIMIT $7 OFFSET $8`, tx.County, f.Login, f.Staff, f.Outcomes, given(f.From), given(f.To), f.Limit, f.Offset)
	if err != nil {
		return nil, fmt.Errorf("find sign-ins: %w", err)
	}
	return entries, nil
}

// given is a time as a query's parameter: NULL where none was given.
func given(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
