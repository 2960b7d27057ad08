package payouts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/words"
)

// FlagKind is what is odd about where a row's money goes (list_ask).
type FlagKind string

const (
	FlagSecond  FlagKind = "second"  // another account, entered while the payout was open
	FlagChanged FlagKind = "changed" // an account that took the place of another within 30 days before the list
	FlagShared  FlagKind = "shared"  // one account of several families
	FlagDied    FlagKind = "died"    // the payee, or somebody whose account it was, has died
	FlagStaff   FlagKind = "staff"   // somebody of the staff is of the family that receives
)

// Flagging finds what is odd about a list and holds its approvers to an answer. Lists from before name no version of it and were asked nothing; the second did
// not know FlagStaff.
var Flagging = pg.Judge{Name: "payouts.flags", Version: 3}

// flagTitles are the kinds as people say them.
var flagTitles = map[FlagKind]string{FlagSecond: "另有账户", FlagChanged: "账户近期变更", FlagShared: "一个账户多户使用", FlagDied: "账户持有人已去世",
	FlagStaff: "户内有工作人员"}

// Title is the kind as people say it.
func (k FlagKind) Title() string { return flagTitles[k] }

// Flag is something odd about a row of a list that each of its approvers answers (风险提示).
type Flag struct {
	N        int          `db:"n"` // the list's row
	Payout   int64        `db:"payout"`
	Kind     FlagKind     `db:"kind"`
	Receiver string       `db:"receiver"`
	Composed bool         `db:"composed"` // found when the list was composed; else since
	About    string       `db:"-"`        // what was found, in words
	Answers  []FlagAnswer `db:"-"`        // by whoever approved, in the order of their parts
}

// FlagAnswer is why somebody lets a flag pass (答复). What is given has a salt of its own: the deed digests the reason with it, and the signature is over that.
type FlagAnswer struct {
	Payout int64    `db:"payout"`
	Kind   FlagKind `db:"kind"`
	Reason string   `db:"reason"`
	Salt   []byte   `db:"salt"`
	Part   Part     `db:"part"` // of who gave it
	By     string   `db:"name"`
}

// asked tells which flag two belong to.
type asked struct {
	payout int64
	kind   FlagKind
}

func (f Flag) asked() asked       { return asked{f.Payout, f.Kind} }
func (a FlagAnswer) asked() asked { return asked{a.Payout, a.Kind} }

// Flags are what is asked of a list's approvers: what was found when it was composed and before each approval and, while it waits for one, what would be
// found now, with what was answered. They are those of the person's part of the county.
func Flags(ctx context.Context, tx *pg.Tx, list int64) (flags []Flag, err error) {
	first, last := tx.By.Within()
	err = tx.SelectContext(ctx, &flags, `
		WITH f AS (
		  SELECT payout, kind, composed FROM list_flag WHERE county = $1 AND list = $2
		  UNION
		  SELECT a.payout, a.kind, false FROM list_ask($1, $2) a JOIN list l ON l.county = $1 AND l.id = $2 AND l.status = 'composed'
		  WHERE NOT EXISTS (SELECT FROM list_flag x WHERE x.county = $1 AND x.list = $2 AND x.payout = a.payout AND x.kind = a.kind)
		)
		SELECT r.n, f.payout, f.kind, o.name AS receiver, f.composed
		FROM f JOIN list_row r ON r.county = $1 AND r.list = $2 AND r.payout = f.payout
		JOIN payout p ON p.county = $1 AND p.id = r.payout JOIN place s ON s.county = $1 AND s.id = p.place AND s.village BETWEEN $3 AND $4
		JOIN account a ON a.county = $1 AND a.id = r.account JOIN person o ON o.county = $1 AND o.id = a.person
		ORDER BY r.n, array_position('{second,changed,shared,died,staff}'::text[], f.kind)`, tx.County, list, first, last)
	if err != nil {
		return nil, fmt.Errorf("find flags of list %d: %w", list, err)
	}
	if len(flags) == 0 {
		return nil, nil
	}
	about, err := flagsAbout(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	given, err := answersOf(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	for i, f := range flags {
		flags[i].About = strings.Join(about[f.asked()], "；")
		if flags[i].About == "" {
			flags[i].About = "所涉账户此后已被驳回"
		}
		flags[i].Answers = given[f.asked()]
	}
	return flags, nil
}

// flagsAbout says of each flag what is found of it now.
func flagsAbout(ctx context.Context, tx *pg.Tx, list int64) (map[asked][]string, error) {
	var found []struct {
		Payout    int64          `db:"payout"`
		Kind      FlagKind       `db:"kind"`
		Name      string         `db:"name"`
		Household string         `db:"household"`
		DiedOn    *calendar.Date `db:"died_on"`
		Bank      *string        `db:"bank"`
		Confirmed *bool          `db:"confirmed"`
		Entered   *time.Time     `db:"entered_at"`
		Received  bool           `db:"received"` // by the account's own person in a dead payee's place
		Roles     pq.StringArray `db:"roles"`    // on the staff
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT f.payout, f.kind, p.name, h.no AS household, p.died_on, a.bank, a.confirmed, a.entered_at, f.account IS NULL AS received,
		  ARRAY(SELECT DISTINCT s.role FROM staff s WHERE f.kind = 'staff' AND s.county = $1 AND s.id_tag = p.id_tag ORDER BY s.role) AS roles
		FROM list_ask($1, $2) f JOIN person p ON p.county = $1 AND p.id = f.person JOIN household h ON h.county = $1 AND h.id = p.household
		LEFT JOIN account_course a ON a.county = $1 AND a.account = f.account
		ORDER BY f.payout, f.kind, f.account NULLS FIRST`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("what flags of list %d are about: %w", list, err)
	}
	about := map[asked][]string{}
	for _, f := range found {
		said := ""
		switch f.Kind {
		case FlagSecond, FlagChanged:
			since, how := "很早以前录入", "待复核"
			if f.Entered != nil {
				since = calendar.DateOf(*f.Entered).Chinese() + "录入"
			}
			if *f.Confirmed {
				how = "已复核"
			}
			said = fmt.Sprintf("领款人另有%s账户（%s，%s）", *f.Bank, since, how)
		case FlagShared:
			said = fmt.Sprintf("该账号还登记在另一户 %s（%s）名下", f.Name, f.Household)
		case FlagDied:
			said = fmt.Sprintf("该账号还登记在已去世的 %s（%s去世）名下", f.Name, diedOn(f.DiedOn))
			if f.Received {
				said = fmt.Sprintf("原领款人 %s %s去世，由继承人领取", f.Name, diedOn(f.DiedOn))
			}
		case FlagStaff:
			said = fmt.Sprintf("户内的 %s（%s）是或曾是%s", f.Name, f.Household, titlesOf(f.Roles))
		}
		about[asked{f.Payout, f.Kind}] = append(about[asked{f.Payout, f.Kind}], said)
	}
	return about, nil
}

// titlesOf are roles as people say them.
func titlesOf(roles []string) string {
	titles := make([]string, len(roles))
	for i, r := range roles {
		titles[i] = who.Role(r).Title()
	}
	return strings.Join(titles, "、")
}

func diedOn(on *calendar.Date) string {
	if on == nil {
		return ""
	}
	return on.Chinese()
}

// answersOf are what a list's approvers answered, by flag.
func answersOf(ctx context.Context, tx *pg.Tx, list int64) (map[asked][]FlagAnswer, error) {
	var given []FlagAnswer
	err := tx.SelectContext(ctx, &given, `
		SELECT x.payout, x.kind, x.reason, x.salt, h.part, s.name FROM flag_answer x JOIN hand h ON h.county = $1 AND h.list = $2 AND h.person = x.person
		JOIN staff s ON s.county = $1 AND s.id = x.person WHERE x.county = $1 AND x.list = $2 ORDER BY h.part, x.payout, x.kind`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("what was answered of list %d: %w", list, err)
	}
	by := map[asked][]FlagAnswer{}
	for _, a := range given {
		by[a.asked()] = append(by[a.asked()], a)
	}
	return by, nil
}

// answerFlags keeps what the acting person answers to a list's flags: to each of them once, with a reason of substance. It answers what of it is signed.
func answerFlags(ctx context.Context, tx *pg.Tx, list int64, given []FlagAnswer) (digest []byte, facts []signing.Fact, err error) {
	flags, err := Flags(ctx, tx, list)
	if err != nil {
		return nil, nil, err
	}
	answers := make(map[asked]FlagAnswer, len(given))
	for _, a := range given {
		answers[a.asked()] = a
	}
	if len(answers) != len(given) || len(given) > len(flags) {
		return nil, nil, errOtherFlags
	}
	type row struct {
		List   int64    `db:"list"`
		Payout int64    `db:"payout"`
		Kind   FlagKind `db:"kind"`
		Person int64    `db:"person"`
		Reason string   `db:"reason"`
		Salt   []byte   `db:"salt"`
	}
	rows := make([]row, len(flags))
	for i, f := range flags {
		a, ok := answers[f.asked()]
		if !ok {
			return nil, nil, fault.Conflictf("第 %d 行的风险提示“%s”还没有答复，请重新打开审批页逐条答复", f.N, f.Kind.Title())
		}
		reason, err := words.Reason(fmt.Sprintf("第 %d 行“%s”的答复", f.N, f.Kind.Title()), a.Reason)
		if err != nil {
			return nil, nil, err
		}
		rows[i] = row{list, f.Payout, f.Kind, tx.By.ID, reason, a.Salt}
		if i < signing.Shown {
			facts = append(facts, signing.Fact{Name: fmt.Sprintf("第 %d 行，%s", f.N, f.Kind.Title()), Words: reason})
		}
	}
	if len(rows) == 0 {
		return nil, nil, nil
	}
	facts = append([]signing.Fact{{Name: "风险提示", Words: fmt.Sprintf("%d 条，已逐条答复", len(rows))}}, facts...)
	tx.Cover("flag_answer", list)
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(cmp.Compare(a.Payout, b.Payout), cmp.Compare(a.Kind, b.Kind)) })
	said := make([]string, len(rows))
	for i, r := range rows {
		said[i] = FlagSaid(r.Payout, string(r.Kind), signing.Text(r.Salt, "reason", r.Reason))
	}
	return FlagsDigest(said), facts, pg.Insert(ctx, tx, "flag_answer", rows)
}

var errOtherFlags = fault.Conflictf("风险提示与您打开审批页时的不一致，请重新打开审批页逐条答复")

// FlagSaid is one answer as the signature is over it, FlagsDigest all of them in the order of payouts and kinds (list_flag_answered); none has none.
func FlagSaid(payout int64, kind string, reason []byte) string {
	return fmt.Sprintf("%d %s %s", payout, kind, hex.EncodeToString(reason))
}

func FlagsDigest(said []string) []byte {
	if len(said) == 0 {
		return nil
	}
	sum := sha256.Sum256([]byte(strings.Join(said, "\n")))
	return sum[:]
}
