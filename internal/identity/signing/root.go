package signing

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
)

// Root is a county's root of trust (信任根): the keys of two administrators, to whom every other key is chained.
type Root struct {
	ID            int64  `db:"id"`
	N             int    `db:"n"` // 1, and one more for each that followed a recovery
	SystemAdmin   int64  `db:"system_admin"`
	SecurityAdmin int64  `db:"security_admin"`
	SystemKey     int64  `db:"system_key"`
	SecurityKey   int64  `db:"security_key"`
	Mark          []byte `db:"fingerprint"`
	foureyes.Proposal
}

// Fingerprint is what stands on paper and in every checkpoint.
func (r Root) Fingerprint() (f passkey.Fingerprint) {
	copy(f[:], r.Mark)
	return f
}

// InForce tells whether both have signed.
func (r Root) InForce() bool { return r.Confirmed != nil && *r.Confirmed }

// Since is the day on which the second signed, zero before.
func (r Root) Since() calendar.Date {
	if r.DecidedAt == nil {
		return 0
	}
	return calendar.DateOf(*r.DecidedAt)
}

// Roots are all that were proposed, the newest first.
func Roots(ctx context.Context, tx *pg.Tx) (found []Root, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT id, n, system_admin, security_admin, system_key, security_key, fingerprint FROM root WHERE county = $1 ORDER BY n DESC, id DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find roots of trust: %w", err)
	}
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	hands, err := foureyes.Newest(ctx, tx, foureyes.Root, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Proposal = hands[found[i].ID]
	}
	return found, nil
}

// Standing is the newest root that is in force, nil where there is none.
func Standing(ctx context.Context, tx *pg.Tx) (*Root, error) {
	found, err := Roots(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].InForce() {
			return &found[i], nil
		}
	}
	return nil, nil
}

// Rooted tells whether a root is in force.
func Rooted(ctx context.Context, tx *pg.Tx) (is bool, err error) {
	if err := tx.GetContext(ctx, &is, `SELECT root_of($1) IS NOT NULL`, tx.County); err != nil {
		return false, fmt.Errorf("look for a root of trust: %w", err)
	}
	return is, nil
}

// Unable tells whether one kind of administrator can sign nothing under the root any more: then nobody is granted anything, vouched for or revoked.
func Unable(ctx context.Context, tx *pg.Tx) (unable bool, err error) {
	if err := tx.GetContext(ctx, &unable, `SELECT EXISTS (SELECT admins_unable($1, NULL))`, tx.County); err != nil {
		return false, fmt.Errorf("look for the administrators' keys: %w", err)
	}
	return unable, nil
}

// Recoverable tells whether administrators were named anew since the newest root, so that another may follow.
func Recoverable(ctx context.Context, tx *pg.Tx, last *Root) (yes bool, err error) {
	since := time.Time{}
	if last != nil {
		since = *last.DecidedAt
	}
	err = tx.GetContext(ctx, &yes, `SELECT EXISTS (SELECT FROM deed WHERE county = $1 AND verb = 'staff.recover' AND at > $2)`, tx.County, since)
	if err != nil {
		return false, fmt.Errorf("look for a recovery: %w", err)
	}
	return yes, nil
}

// ProposeRoot lays a root before the security administrator (提出信任根): the acting system administrator's own key, with which they sign, and the other's.
func ProposeRoot(ctx context.Context, tx *pg.Tx, own, other int64, by Signer) error {
	if err := ProposeRootStep.Permit(tx, "提出信任根"); err != nil {
		return err
	}
	keys, err := Keys(ctx, tx, KeyFilter{IDs: []int64{own, other}})
	if err != nil {
		return err
	}
	system, security, err := founders(keys, tx.By.ID, own, other)
	if err != nil {
		return err
	}
	last, err := Standing(ctx, tx)
	if err != nil {
		return err
	}
	r := Root{ID: pg.NewID(), N: 1, SystemAdmin: system.Staff, SecurityAdmin: security.Staff, SystemKey: own, SecurityKey: other}
	if last != nil {
		again, err := Recoverable(ctx, tx, last)
		if err != nil {
			return err
		}
		if !again {
			return fault.Conflictf("第 %d 号信任根已于%s起生效，不能另立；管理员都不在了的，请运维人员先用 fangpin staff recover 重设", last.N, last.Since().Chinese())
		}
		r.N = last.N + 1
	}
	mark := passkey.Root(tx.County, r.N, system.Held(tx.County), security.Held(tx.County))
	r.Mark = mark[:]
	_, err = tx.ExecContext(ctx, `
		INSERT INTO root (county, id, n, system_admin, security_admin, system_key, security_key, fingerprint) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.County, r.ID, r.N, r.SystemAdmin, r.SecurityAdmin, r.SystemKey, r.SecurityKey, r.Mark)
	if err != nil {
		return fmt.Errorf("keep a root of trust: %w", err)
	}
	tx.Cover("root", r.ID)
	if err := r.sign(ctx, tx, ProposeRootStep.Verb, "立信任根（系统管理员）", own, []Key{system, security}, by); err != nil {
		return err
	}
	return foureyes.Propose(ctx, tx, foureyes.Root, []int64{r.ID})
}

// founders are the two keys, each of an administrator of its kind.
func founders(keys []Key, me, own, other int64) (system, security Key, err error) {
	for _, k := range keys {
		switch {
		case k.ID == own && k.Staff == me:
			system = k
		case k.ID == other && k.Role == who.SecurityAdmin:
			security = k
		}
	}
	if system.ID == 0 || security.ID == 0 {
		return system, security, fault.Invalidf("请选择您本人的一枚有效通行密钥，和安全管理员的一枚有效通行密钥；还没有的，请各自先在“我的账号”登记")
	}
	return system, security, nil
}

// sign is of the fingerprint, by the key that is to be the root's.
func (r Root) sign(ctx context.Context, tx *pg.Tx, verb, title string, key int64, keys []Key, by Signer) error {
	d := Of(tx, verb, fmt.Sprintf("root/%d", r.N), r.Mark, title)
	d.Key = key
	for _, k := range keys {
		d.Facts = append(d.Facts, Fact{Name: k.Role.Title(), Words: k.Whose() + "，密钥“" + k.Name + "”，短码 " + k.Code(tx.County)})
	}
	d.Facts = append(d.Facts, Fact{Name: "信任根指纹", Words: r.Fingerprint().String()})
	return Sign(ctx, tx, d, by)
}

// ConfirmRoot puts a root in force (确认信任根): the security administrator who is named in it signs by the key that is named.
func ConfirmRoot(ctx context.Context, tx *pg.Tx, id int64, by Signer) error {
	if err := ConfirmRootStep.Permit(tx, "确认信任根"); err != nil {
		return err
	}
	r, err := rootOf(ctx, tx, id)
	if err != nil {
		return err
	}
	switch {
	case !r.Open():
		return fault.Conflictf("这份信任根已有决定或已过期，请刷新")
	case r.SecurityAdmin != tx.By.ID:
		return fault.Forbiddenf("这份信任根由所列的安全管理员本人确认")
	}
	keys, err := Keys(ctx, tx, KeyFilter{IDs: []int64{r.SystemKey, r.SecurityKey}})
	if err != nil {
		return err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Root, []int64{id})
	if err != nil {
		return err
	}
	if err := r.sign(ctx, tx, ConfirmRootStep.Verb, "立信任根（安全管理员）", r.SecurityKey, keys, by); err != nil {
		return err
	}
	var decided int64
	if err := tx.GetContext(ctx, &decided, `SELECT root_confirm($1, $2, $3, $4)`, tx.County, id, seen[0], tx.By.ID); err != nil {
		return fmt.Errorf("confirm a root of trust: %w", err)
	}
	tx.Cover("proposal", decided)
	return nil
}

func rootOf(ctx context.Context, tx *pg.Tx, id int64) (Root, error) {
	found, err := Roots(ctx, tx)
	if err != nil {
		return Root{}, err
	}
	for _, r := range found {
		if r.ID == id {
			return r, nil
		}
	}
	return Root{}, fault.NotFoundf("没有这份信任根，请从“信任根”页进入")
}

// RefuseRoot says that a proposed root shall not be (驳回信任根).
func RefuseRoot(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RefuseRootStep.Permit(tx, "驳回信任根"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Root, []int64{id}, reason)
}
