// Package foureyes answers one question: who proposed it, and which other person confirmed or refused it? (提出、复核、到期)
//
// One mechanism for every act that needs a second hand. A room keeps what is proposed as a row of its own; the proposal names the row and its
// digest. Another person decides it, once, before it expires, of the digest that they saw: procedures/foureyes.sql holds all of that, whoever
// asks. An act joins by
//
//   - an Act here: its code is the name of the table whose rows are its subjects,
//   - its roles in proposal_roles(),
//   - Propose in the verb that enters the row,
//   - a door like account_confirm() that calls proposal_confirm() and writes what follows, and the verb that knocks there with Digests; a verb
//     that calls Refuse,
//   - its table among those that verification keeps digests of (audit/verify/proposals.go), and a line there for what is in force by it.
//
// The table, its page part (templates/parts/second_hand.html) and the check of fangpin verify are there already.
package foureyes

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Act is what needs a second hand: the covered table whose rows are its subjects.
type Act string

const (
	Account   Act = "account"     // 账户
	Scheme    Act = "scheme"      // 理赔方案
	Procedure Act = "procedure"   // 监测程序
	Signing   Act = "signing"     // 签名方式
	Probation Act = "probation"   // 新账号等待期
	Grant     Act = "staff_grant" // 授权

	Root   Act = "root"           // 信任根
	Vouch  Act = "passkey_vouch"  // 认可通行密钥
	Revoke Act = "passkey_revoke" // 注销失窃密钥

	Resolution Act = "resolution"  // 回盘矛盾处理
	Naming     Act = "heir_naming" // 由谁领取
)

// door is by which an act is proposed: who proposes what rights and keys hang on signs too, and its own door asks for that; so does one that first
// holds what is proposed to what stands.
func (a Act) door() string {
	switch a {
	case Signing, Probation, Grant, Root, Vouch, Revoke, Resolution, Naming:
		return string(a) + "_propose"
	default:
		return "proposal_make"
	}
}

// Propose lays rows that the acting person has just written before a second person. They are the act's, by their ids.
func Propose(ctx context.Context, tx *pg.Tx, act Act, subjects []int64) error {
	if len(subjects) == 0 {
		return nil
	}
	digests, err := Digests(ctx, tx, act, subjects)
	if err != nil {
		return err
	}
	ids := pg.NewIDs(len(subjects))
	_, err = tx.ExecContext(ctx, `SELECT `+act.door()+`($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, act, pq.Array(ids), pq.Array(subjects), pq.Array(digests), pq.Array(secret.Salts(len(subjects))), tx.By.ID)
	if err != nil {
		return fmt.Errorf("propose %s: %w", act, err)
	}
	tx.Cover("proposal", ids...)
	return nil
}

// Digests are those of the rows as they stand, in the order of the subjects: what whoever decides has seen. One that is not there has none.
func Digests(ctx context.Context, tx *pg.Tx, act Act, subjects []int64) ([][]byte, error) {
	found, err := deed.Digests(ctx, tx, string(act), subjects)
	if err != nil {
		return nil, err
	}
	digests := make([][]byte, len(subjects))
	for i, id := range subjects {
		if d, ok := found[id]; ok {
			digests[i] = d[:]
		}
	}
	return digests, nil
}

// Others refuses whoever proposed any of what they are about to confirm, before they sign it. The door holds it for good.
func Others(ctx context.Context, tx *pg.Tx, act Act, subjects []int64) error {
	var own int
	err := tx.GetContext(ctx, &own, `SELECT count(*) FROM proposal WHERE county = $1 AND act = $2 AND subject = ANY ($3) AND confirmed IS NULL AND proposed_by = $4`,
		tx.County, act, pq.Array(subjects), tx.By.ID)
	if err != nil {
		return fmt.Errorf("who proposed %s: %w", act, err)
	}
	if own > 0 {
		return fault.Forbiddenf("有 %d 项由本人提出，须由另一人复核", own)
	}
	return nil
}

// Refuse decides that what was proposed shall not be (驳回). The room's verb has permitted the person.
func Refuse(ctx context.Context, tx *pg.Tx, act Act, subjects []int64, reason string) error {
	reason, err := words.Ask("请写明驳回的理由", "驳回的理由", reason)
	if err != nil {
		return err
	}
	digests, err := Digests(ctx, tx, act, subjects)
	if err != nil {
		return err
	}
	var decided pq.Int64Array
	err = tx.GetContext(ctx, &decided, `SELECT proposal_refuse($1, $2, $3, $4, $5, $6)`,
		tx.County, act, pq.Array(subjects), pq.Array(digests), reason, tx.By.ID)
	if err != nil {
		return fmt.Errorf("refuse %s: %w", act, err)
	}
	tx.Cover("proposal", decided...)
	return nil
}

// Proposal is one, with how it was decided.
type Proposal struct {
	ID        int64      `db:"id"`
	Subject   int64      `db:"subject"`
	By        int64      `db:"proposed_by"`
	Proposer  string     `db:"proposer"`
	At        time.Time  `db:"proposed_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	Confirmed *bool      `db:"confirmed"` // nil while it waits
	Decider   *string    `db:"decider"`
	DecidedAt *time.Time `db:"decided_at"`
	Reason    *string    `db:"reason"`
	Expired   bool       `db:"expired"` // and never decided
}

// Open tells whether it can still be decided.
func (p Proposal) Open() bool { return p.Confirmed == nil && !p.Expired }

// Outcome is how it stands, in words.
func (p Proposal) Outcome() string {
	switch {
	case p.Confirmed == nil && p.Expired:
		return "过期未复核"
	case p.Confirmed == nil:
		return "待复核"
	case *p.Confirmed:
		return "已确认"
	default:
		return "已驳回"
	}
}

// Newest gives each subject's newest proposal, by subject. What was entered before there were proposals has none.
func Newest(ctx context.Context, tx *pg.Tx, act Act, subjects []int64) (map[int64]Proposal, error) {
	var found []Proposal
	err := tx.SelectContext(ctx, &found, `
		SELECT DISTINCT ON (p.subject) p.id, p.subject, p.proposed_by, b.name AS proposer, p.proposed_at, p.expires_at,
		  p.confirmed, d.name AS decider, p.decided_at, p.reason, p.confirmed IS NULL AND p.expires_at <= clock_timestamp() AS expired
		FROM proposal p JOIN staff b ON b.county = p.county AND b.id = p.proposed_by LEFT JOIN staff d ON d.county = p.county AND d.id = p.decided_by
		WHERE p.county = $1 AND p.act = $2 AND p.subject = ANY ($3) ORDER BY p.subject, p.id DESC`, tx.County, act, pq.Array(subjects))
	if err != nil {
		return nil, fmt.Errorf("find proposals of %s: %w", act, err)
	}
	newest := make(map[int64]Proposal, len(found))
	for _, p := range found {
		newest[p.Subject] = p
	}
	return newest, nil
}
