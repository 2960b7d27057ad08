package signing

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var admins = []who.Role{who.SystemAdmin, who.SecurityAdmin}

// Steps are the law of this room: how a role signs, and whose keys count, is set by two.
var (
	ProposeStep = flow.Step{Verb: "signing.propose", Title: "提出签名方式", Roles: admins}
	AdoptStep   = flow.Step{Verb: "signing.adopt", Title: "确认签名方式", Roles: admins}
	RejectStep  = flow.Step{Verb: "signing.reject", Title: "驳回签名方式", Roles: admins}

	ProposeRootStep = flow.Step{Verb: "signing.propose_root", Title: "提出信任根", Roles: []who.Role{who.SystemAdmin}}
	ConfirmRootStep = flow.Step{Verb: "signing.confirm_root", Title: "确认信任根", Roles: []who.Role{who.SecurityAdmin}}
	RefuseRootStep  = flow.Step{Verb: "signing.refuse_root", Title: "驳回信任根", Roles: []who.Role{who.SecurityAdmin}}

	ProposeVouchStep = flow.Step{Verb: "signing.propose_vouch", Title: "提出认可通行密钥", Roles: admins}
	VouchStep        = flow.Step{Verb: "signing.vouch", Title: "认可通行密钥", Roles: admins}
	RefuseVouchStep  = flow.Step{Verb: "signing.refuse_vouch", Title: "驳回认可", Roles: admins}

	ProposeRevokeStep = flow.Step{Verb: "signing.propose_revoke", Title: "提出注销失窃密钥", Roles: admins}
	RevokeStep        = flow.Step{Verb: "signing.revoke", Title: "注销失窃密钥", Roles: admins}
	RefuseRevokeStep  = flow.Step{Verb: "signing.refuse_revoke", Title: "驳回注销", Roles: admins}

	Steps = []flow.Step{ProposeStep, AdoptStep, RejectStep, ProposeRootStep, ConfirmRootStep, RefuseRootStep, ProposeVouchStep, VouchStep, RefuseVouchStep,
		ProposeRevokeStep, RevokeStep, RefuseRevokeStep}
)

// Administering holds what administrators do by two to one of each kind, and who stands in for whom to two. Deeds from before name no version of it: how roles
// sign and how long accounts wait took any two administrators then, and a deputy took one.
var Administering = pg.Judge{Name: "identity.administrators", Version: 2}

// Deciding are the roles that sign decisions.
func Deciding() []who.Role {
	return []who.Role{who.Approver, who.Sender, who.Clerk, who.Township, who.SystemAdmin, who.SecurityAdmin}
}

// Setting is whether a role may give a code, as somebody proposed it.
type Setting struct {
	ID   int64    `db:"id"`
	Role who.Role `db:"role"`
	Code bool     `db:"code"`

	AskerRole who.Role `db:"asker_role"` // of whoever proposed it
	foureyes.Proposal
}

// Words is the setting as people say it.
func (s Setting) Words() string {
	if s.Code {
		return "可用动态口令代替通行密钥"
	}
	return "只用通行密钥"
}

// Propose lays before another administrator how roles sign. Where there is a root, whoever proposes signs.
func Propose(ctx context.Context, tx *pg.Tx, by Signer, code bool, roles ...who.Role) error {
	if err := ProposeStep.Permit(tx, fmt.Sprintf("签名方式 %d 项", len(roles))); err != nil {
		return err
	}
	if len(roles) == 0 {
		return fault.Invalidf("请选择角色")
	}
	ids := pg.NewIDs(len(roles))
	for i, role := range roles {
		if !slices.Contains(Deciding(), role) {
			return fault.Invalidf("“%s”不办理需要签名的事项，请重新选择角色", role.Title())
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO signing (county, id, role, code, proposed_by) VALUES ($1, $2, $3, $4, $5)`,
			tx.County, ids[i], role, code, tx.By.ID)
		if err != nil {
			return fmt.Errorf("keep how a role signs: %w", err)
		}
	}
	tx.Cover("signing", ids...)
	if err := signSettings(ctx, tx, ProposeStep, ids, by); err != nil {
		return err
	}
	return foureyes.Propose(ctx, tx, foureyes.Signing, ids)
}

// signSettings is of roles and ways, where there is a root.
func signSettings(ctx context.Context, tx *pg.Tx, step flow.Step, ids []int64, by Signer) error {
	is, err := Rooted(ctx, tx)
	if err != nil || !is {
		return err
	}
	var settings []Setting
	if err := tx.SelectContext(ctx, &settings, `SELECT id, role, code FROM signing WHERE county = $1 AND id = ANY ($2)`, tx.County, pq.Array(ids)); err != nil {
		return fmt.Errorf("find how roles sign: %w", err)
	}
	ways, facts := map[who.Role]bool{}, make([]Fact, len(settings))
	for i, s := range settings {
		ways[s.Role], facts[i] = s.Code, Fact{Name: s.Role.Title(), Words: s.Words()}
	}
	return Sign(ctx, tx, Of(tx, step.Verb, fmt.Sprintf("signing*%d", len(ids)), WaysDigest(ways), step.Title, facts...), by)
}

// waiting refuses to have signed what nobody proposed, or what was decided already: the door refuses it too, but by then a person has signed.
func waiting(ctx context.Context, tx *pg.Tx, ids []int64) error {
	proposed, err := foureyes.Newest(ctx, tx, foureyes.Signing, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if p, ok := proposed[id]; !ok || !p.Open() {
			return fault.Conflictf("所选的签名方式没有提出，或已有决定、已过期，请刷新后重选")
		}
	}
	return nil
}

// WaysDigest is over how roles sign (signing_signed): true for a code.
func WaysDigest(ways map[who.Role]bool) []byte {
	lines := make([]string, 0, len(ways))
	for _, role := range slices.Sorted(maps.Keys(ways)) {
		lines = append(lines, fmt.Sprintf("%s %t", role, ways[role]))
	}
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return sum[:]
}

// Adopt puts what another administrator proposed into force. Where there is a root, whoever adopts signs.
func Adopt(ctx context.Context, tx *pg.Tx, ids []int64, by Signer) error {
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
	if err := waiting(ctx, tx, ids); err != nil {
		return err
	}
	if err := Others(ctx, tx, foureyes.Signing, ids); err != nil {
		return err
	}
	tx.JudgedBy(Administering)
	if err := signSettings(ctx, tx, AdoptStep, ids, by); err != nil {
		return err
	}
	var decided pq.Int64Array
	if err := tx.GetContext(ctx, &decided, `SELECT signing_confirm($1, $2, $3, $4)`, tx.County, pq.Array(ids), pq.Array(seen), tx.By.ID); err != nil {
		return fmt.Errorf("adopt how roles sign: %w", err)
	}
	tx.Cover("proposal", decided...)
	return nil
}

// Others refuses whoever proposed any of what they are about to confirm, or is an administrator of the same kind as who did, before they sign it. The doors hold
// it for good (administrators_differ).
func Others(ctx context.Context, tx *pg.Tx, act foureyes.Act, subjects []int64) error {
	if err := foureyes.Others(ctx, tx, act, subjects); err != nil {
		return err
	}
	var alike bool
	err := tx.GetContext(ctx, &alike, `
		SELECT EXISTS (SELECT FROM proposal p JOIN staff s ON s.county = p.county AND s.id = p.proposed_by
		WHERE p.county = $1 AND p.act = $2 AND p.subject = ANY ($3) AND p.confirmed IS NULL AND s.role = $4)`, tx.County, act, pq.Array(subjects), tx.By.Role)
	if err != nil {
		return fmt.Errorf("which administrator proposed %s: %w", act, err)
	}
	if alike {
		return fault.Forbiddenf("须由系统管理员和安全管理员一人提出、一人确认，请换另一类管理员确认")
	}
	return nil
}

// Mine tells whether what an administrator proposed waits for another: one of the other kind.
func Mine(p foureyes.Proposal, askerRole who.Role, by who.Person) bool {
	return p.Open() && p.By != by.ID && askerRole != by.Role && AdoptStep.May(by.Role)
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
	if err := tx.SelectContext(ctx, &found, `
		SELECT g.id, g.role, g.code, a.role AS asker_role FROM signing g JOIN staff a ON a.county = g.county AND a.id = g.proposed_by
		WHERE g.county = $1 ORDER BY g.id DESC`, tx.County); err != nil {
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

// Rules are how the deciding roles sign now. A root, nil for none, ended what administrators were let before it.
func Rules(settings []Setting, root *Root) []Rule {
	rules := make([]Rule, 0, len(Deciding()))
	for _, role := range Deciding() {
		rule := Rule{Role: role}
		for _, s := range settings {
			if s.Role == role && s.Confirmed != nil && *s.Confirmed && (rule.Since == nil || s.DecidedAt.After(*rule.Since)) {
				rule.Code, rule.Since = s.Code, s.DecidedAt
			}
		}
		if root != nil && slices.Contains(admins, role) && rule.Code && root.DecidedAt.After(*rule.Since) {
			rule.Code, rule.Since = false, root.DecidedAt
		}
		rules = append(rules, rule)
	}
	return rules
}
