// Package probation answers one question: is an account old enough to decide about money? (新账号等待期)
//
// One that two administrators granted, or whose password or authenticator they reset, waits some days, in which others see that it is there:
// docs/decisions/0037. The doors hold it by the database's clock (probation_over); the verbs and pages say it before.
package probation

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

const (
	Usual = 3  // days, where the county has set none
	Most  = 30 // days that a county may set, and after how many a shorter wait counts
)

var admins = []who.Role{who.SystemAdmin, who.SecurityAdmin}

// Steps are the law of this room: how long a new account waits is set by two.
var (
	ProposeStep = flow.Step{Verb: "probation.propose", Title: "提出新账号等待期", Roles: admins}
	AdoptStep   = flow.Step{Verb: "probation.adopt", Title: "确认新账号等待期", Roles: admins}
	RejectStep  = flow.Step{Verb: "probation.reject", Title: "驳回新账号等待期", Roles: admins}

	Steps = []flow.Step{ProposeStep, AdoptStep, RejectStep}
)

// Setting is how many days new accounts wait, as somebody proposed it.
type Setting struct {
	ID   int64 `db:"id"`
	Days int   `db:"days"`

	AskerRole who.Role `db:"asker_role"` // of whoever proposed it
	foureyes.Proposal
}

// Propose lays before another administrator how many days new accounts wait. Where there is a root, whoever proposes signs.
func Propose(ctx context.Context, tx *pg.Tx, days int, by signing.Signer) error {
	if err := ProposeStep.Permit(tx, fmt.Sprintf("新账号等待 %d 天", days)); err != nil {
		return err
	}
	if days < 0 || days > Most {
		return fault.Invalidf("等待天数应为 0 至 %d 的整数，请重新填写", Most)
	}
	id := pg.NewID()
	_, err := tx.ExecContext(ctx, `INSERT INTO probation (county, id, days, proposed_by) VALUES ($1, $2, $3, $4)`, tx.County, id, days, tx.By.ID)
	if err != nil {
		return fmt.Errorf("keep how long accounts wait: %w", err)
	}
	tx.Cover("probation", id)
	if err := sign(ctx, tx, ProposeStep, days, by); err != nil {
		return err
	}
	return foureyes.Propose(ctx, tx, foureyes.Probation, []int64{id})
}

// Subject is what the days are signed as, with their Digest.
const Subject = "probation"

// Digest is over the days that an account waits (probation_signed).
func Digest(days int) []byte {
	sum := sha256.Sum256([]byte(strconv.Itoa(days)))
	return sum[:]
}

// sign has whoever acts sign how many days it shall be, where there is a root.
func sign(ctx context.Context, tx *pg.Tx, step flow.Step, days int, by signing.Signer) error {
	if is, err := signing.Rooted(ctx, tx); err != nil || !is {
		return err
	}
	now, err := Days(ctx, tx)
	if err != nil {
		return err
	}
	return signing.Sign(ctx, tx, signing.Of(tx, step.Verb, Subject, Digest(days), step.Title,
		signing.Fact{Name: "现行等待期", Words: fmt.Sprintf("%d 天", now)}, signing.Fact{Name: "改为", Words: fmt.Sprintf("%d 天", days)}), by)
}

// Adopt puts what another administrator proposed into force: a longer wait at once, a shorter one after Most days. Where there is a root, whoever
// adopts signs.
func Adopt(ctx context.Context, tx *pg.Tx, id int64, by signing.Signer) error {
	if err := AdoptStep.Permit(tx, "新账号等待期"); err != nil {
		return err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Probation, []int64{id})
	if err != nil {
		return err
	}
	if seen[0] != nil {
		var days int
		if err := tx.GetContext(ctx, &days, `SELECT days FROM probation WHERE county = $1 AND id = $2`, tx.County, id); err != nil {
			return fmt.Errorf("find how long accounts are to wait: %w", err)
		}
		if err := signing.Others(ctx, tx, foureyes.Probation, []int64{id}); err != nil {
			return err
		}
		tx.JudgedBy(signing.Administering)
		if err := sign(ctx, tx, AdoptStep, days, by); err != nil {
			return err
		}
	}
	var decided int64
	if err := tx.GetContext(ctx, &decided, `SELECT probation_confirm($1, $2, $3, $4)`, tx.County, id, seen[0], tx.By.ID); err != nil {
		return fmt.Errorf("adopt how long accounts wait: %w", err)
	}
	tx.Cover("proposal", decided)
	return nil
}

// Reject refuses what another administrator proposed.
func Reject(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RejectStep.Permit(tx, "新账号等待期"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Probation, []int64{id}, reason)
}

// Settings are what was proposed, the newest first.
func Settings(ctx context.Context, tx *pg.Tx) (found []Setting, err error) {
	if err := tx.SelectContext(ctx, &found, `
		SELECT w.id, w.days, a.role AS asker_role FROM probation w JOIN staff a ON a.county = w.county AND a.id = w.proposed_by
		WHERE w.county = $1 ORDER BY w.id DESC`, tx.County); err != nil {
		return nil, fmt.Errorf("find how long accounts wait: %w", err)
	}
	ids := make([]int64, len(found))
	for i, s := range found {
		ids[i] = s.ID
	}
	proposals, err := foureyes.Newest(ctx, tx, foureyes.Probation, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Proposal = proposals[found[i].ID]
	}
	return found, nil
}

// Days is how many days an account waits now.
func Days(ctx context.Context, tx *pg.Tx) (days int, err error) {
	if err := tx.GetContext(ctx, &days, `SELECT probation_days($1)`, tx.County); err != nil {
		return 0, fmt.Errorf("how long accounts wait: %w", err)
	}
	return days, nil
}

// Wait is that the account by which somebody decides is too new.
type Wait struct {
	Until time.Time
	Of    string // whose: the acting person's own, or the name of whom they stand in for
}

// Words say it to the acting person, and what to do.
func (w Wait) Words() string {
	whose := "您的账号"
	if w.Of != "" {
		whose = "您所代理的" + w.Of + "的账号"
	}
	return whose + "刚由管理员批准，或密码、动态口令刚被重置，未满本县的新账号等待期，" + w.Until.In(calendar.China).Format("2006年1月2日15:04") +
		"起方可办理。急办的，请其他在岗人员办理"
}

// Of is what the acting person waits for, nil where they may decide.
func Of(ctx context.Context, tx *pg.Tx) (*Wait, error) {
	var found []Wait
	err := tx.SelectContext(ctx, &found, `
		SELECT u.until, CASE WHEN s.id = $2 THEN '' ELSE s.name END AS of
		FROM staff s CROSS JOIN LATERAL probation_until(s.county, s.id) AS u (until)
		WHERE s.county = $1 AND s.id IN ($2, $3) AND isfinite(u.until) AND u.until > clock_timestamp() ORDER BY u.until DESC LIMIT 1`,
		tx.County, tx.By.ID, tx.By.For)
	if err != nil || len(found) == 0 {
		return nil, pg.Fault(err)
	}
	return &found[0], nil
}

// Over refuses whoever waits.
func Over(ctx context.Context, tx *pg.Tx) error {
	w, err := Of(ctx, tx)
	if err == nil && w != nil {
		return fault.Forbiddenf("%s", w.Words())
	}
	return err
}
