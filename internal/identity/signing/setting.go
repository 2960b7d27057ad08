package signing

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var admins = []who.Role{who.SystemAdmin, who.SecurityAdmin}

// Steps are the law of this room: how a role signs is set by two.
var (
	ProposeStep = flow.Step{Verb: "signing.propose", Title: "提出签名方式", Roles: admins}
	AdoptStep   = flow.Step{Verb: "signing.adopt", Title: "确认签名方式", Roles: admins}
	RejectStep  = flow.Step{Verb: "signing.reject", Title: "驳回签名方式", Roles: admins}

	Steps = []flow.Step{ProposeStep, AdoptStep, RejectStep}
)

// Deciding are the roles that sign decisions.
func Deciding() []who.Role {
	return []who.Role{who.Approver, who.Sender, who.Clerk, who.Township, who.SystemAdmin, who.SecurityAdmin}
}

// Setting is whether a role may give a code, as somebody proposed it.
type Setting struct {
	ID   int64    `db:"id"`
	Role who.Role `db:"role"`
	Code bool     `db:"code"`
	foureyes.Proposal
}

// Words is the setting as people say it.
func (s Setting) Words() string {
	if s.Code {
		return "可用动态口令代替通行密钥"
	}
	return "只用通行密钥"
}

// Propose lays before another administrator how roles sign.
func Propose(ctx context.Context, tx *pg.Tx, code bool, roles ...who.Role) error {
	if err := ProposeStep.Permit(tx, fmt.Sprintf("签名方式 %d 项", len(roles))); err != nil {
		return err
	}
	if len(roles) == 0 {
		return fault.Invalidf("请选择角色")
	}
	ids := pg.NewIDs(len(roles))
	for i, role := range roles {
		if !signs(role) {
			return fault.Invalidf("“%s”不办理需要签名的事项，请重新选择角色", role.Title())
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO signing (county, id, role, code, proposed_by) VALUES ($1, $2, $3, $4, $5)`,
			tx.County, ids[i], role, code, tx.By.ID)
		if err != nil {
			return fmt.Errorf("keep how a role signs: %w", err)
		}
	}
	tx.Cover("signing", ids...)
	return foureyes.Propose(ctx, tx, foureyes.Signing, ids)
}

func signs(role who.Role) bool {
	for _, r := range Deciding() {
		if r == role {
			return true
		}
	}
	return false
}

// Adopt puts what another administrator proposed into force.
func Adopt(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := AdoptStep.Permit(tx, fmt.Sprintf("签名方式 %d 项", len(ids))); err != nil {
		return err
	}
	if len(ids) == 0 {
		return errNone
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Signing, ids)
	if err != nil {
		return err
	}
	var decided pq.Int64Array
	if err := tx.GetContext(ctx, &decided, `SELECT signing_confirm($1, $2, $3, $4)`, tx.County, pq.Array(ids), pq.Array(seen), tx.By.ID); err != nil {
		return fmt.Errorf("adopt how roles sign: %w", err)
	}
	tx.Cover("proposal", decided...)
	return nil
}

// Reject refuses what another administrator proposed.
func Reject(ctx context.Context, tx *pg.Tx, ids []int64, reason string) error {
	if err := RejectStep.Permit(tx, fmt.Sprintf("签名方式 %d 项", len(ids))); err != nil {
		return err
	}
	if len(ids) == 0 {
		return errNone
	}
	return foureyes.Refuse(ctx, tx, foureyes.Signing, ids, reason)
}

var errNone = fault.Invalidf("请选择要办理的项目")

// Settings are what was proposed, the newest first.
func Settings(ctx context.Context, tx *pg.Tx) (found []Setting, err error) {
	if err := tx.SelectContext(ctx, &found, `SELECT id, role, code FROM signing WHERE county = $1 ORDER BY id DESC`, tx.County); err != nil {
		return nil, fmt.Errorf("find how roles sign: %w", err)
	}
	ids := make([]int64, len(found))
	for i, s := range found {
		ids[i] = s.ID
	}
	proposals, err := foureyes.Newest(ctx, tx, foureyes.Signing, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Proposal = proposals[found[i].ID]
	}
	return found, nil
}

// Rule is how a role signs now, and since when: nil for from the beginning.
type Rule struct {
	Role  who.Role
	Code  bool
	Since *time.Time
}

// Rules are how the deciding roles sign now.
func Rules(settings []Setting) []Rule {
	rules := make([]Rule, 0, len(Deciding()))
	for _, role := range Deciding() {
		rule := Rule{Role: role}
		for _, s := range settings {
			if s.Role == role && s.Confirmed != nil && *s.Confirmed && (rule.Since == nil || s.DecidedAt.After(*rule.Since)) {
				rule.Code, rule.Since = s.Code, s.DecidedAt
			}
		}
		rules = append(rules, rule)
	}
	return rules
}
