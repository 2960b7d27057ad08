package grant

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Particulars say which person it is.
type Particulars struct {
	No       string // 工号
	Unit     string // 单位, as in 鹤壁集镇人民政府
	Phone    string // eleven digits
	IDNumber string // eighteen characters; its keyed tag alone is kept
}

// Asked is what an administrator asks for.
type Asked struct {
	What   What
	Staff  int64        // whose; 0 of a new member
	Member staff.Member // the new member
	Login  string       // theirs; empty for one made of the name
	Days                // of a deputy, who is Staff
	Particulars
	Namesake bool   // that another of the name works here was seen, and this is somebody else
	Reason   string // why
}

// mobile is a telephone that its owner carries: what is said about a sign-in is said there.
var mobile = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

// sealed are particulars as they are kept, for a row of staff.
type sealed struct {
	no, unit   string
	phone, tag []byte
}

// seal checks particulars and seals them for the row of staff that they are of.
func (p Particulars) seal(keys *secret.Keys, county string, member int64) (s sealed, err error) {
	if s.no, err = words.Line("工号", p.No); err != nil {
		return s, err
	}
	if s.unit, err = words.Line("单位", p.Unit); err != nil {
		return s, err
	}
	phone := strings.TrimSpace(p.Phone)
	if !mobile.MatchString(phone) {
		return s, fault.Invalidf("手机号应为 11 位，以 1 开头，请核对")
	}
	if _, err = idcard.Parse(strings.TrimSpace(p.IDNumber)); err != nil {
		return s, err
	}
	s.tag = tagOf(keys, p.IDNumber)
	s.phone, err = keys.Seal(phone, secret.Context{County: county, Column: "staff.phone"}.In(true, member))
	return s, err
}

// tagOf is the keyed tag of an identity number as somebody typed it.
func tagOf(keys *secret.Keys, number string) []byte {
	return keys.Tag(secret.IDNumber, strings.ToUpper(strings.TrimSpace(number)))
}

// Propose asks for a right (申请授权), for another administrator to grant. It answers the grant, and the half code that the proposer hands to the
// member, told this once; empty where none is needed.
func Propose(ctx context.Context, tx *pg.Tx, keys *secret.Keys, asked Asked, by signing.Signer) (id int64, half signin.Half, err error) {
	if err := ProposeStep.Permit(tx, "申请"+asked.What.Title()); err != nil {
		return 0, "", err
	}
	reason, err := reasonOf(asked.Reason)
	if err != nil {
		return 0, "", err
	}
	g, s, err := asked.row(ctx, tx, keys)
	if err != nil {
		return 0, "", err
	}
	var mac []byte
	g.ID = pg.NewID()
	if asked.What.halved() {
		half, mac = signin.DrawHalf(keys, tx.County, g.ID)
	}
	tx.JudgedBy(signing.Administering)
	_, err = tx.ExecContext(ctx, `
		INSERT INTO staff_grant (county, id, what, staff, name, role, division, agency, login, no, unit, phone, id_tag, namesake, reason, half, asked_by, salt,
		  absent, from_on, to_on)
		SELECT $1, $2, $3, $4, CASE WHEN $3 = 'member' THEN $5 END, CASE WHEN $3 = 'member' THEN $6 END, CASE WHEN $3 = 'member' THEN $7 END,
		  CASE WHEN $3 = 'member' THEN $8 END, NULLIF($9, ''), NULLIF($10, ''), NULLIF($11, ''), $12, $13, $14, $15, $16, $17, $18,
		  CASE WHEN $3 = 'deputy' THEN $19::BIGINT END, CASE WHEN $3 = 'deputy' THEN $20::DATE END, CASE WHEN $3 = 'deputy' THEN $21::DATE END`,
		tx.County, g.ID, g.What, g.Staff, g.Name, g.Role, g.Division, g.Agency, g.Login, s.no, s.unit, s.phone, s.tag, g.Namesake, reason, mac, tx.By.ID, secret.Salt(),
		g.Absent, g.From, g.To)
	if err != nil {
		return 0, "", fmt.Errorf("ask for a right: %w", err)
	}
	tx.Cover("staff_grant", g.ID)
	if err := g.signAsked(ctx, tx, s, reason, by); err != nil {
		return 0, "", err
	}
	return g.ID, half, foureyes.Propose(ctx, tx, foureyes.Grant, []int64{g.ID})
}

// signAsked has whoever asks sign, where there is a root.
func (g Grant) signAsked(ctx context.Context, tx *pg.Tx, s sealed, reason string, by signing.Signer) error {
	root, err := signing.Standing(ctx, tx)
	if err != nil || root == nil {
		return err
	}
	w := Wanted{What: g.What, Staff: g.Staff, Role: string(g.Role), Division: g.Division, Agency: g.Agency, Unit: s.unit, Tag: s.tag, Namesake: g.Namesake,
		Days: g.Days}
	if g.What != Member {
		w.Role, w.Division, w.Agency = "", "", ""
		if g, err = Get(ctx, tx, g.ID); err != nil { // with what tells the member from a namesake
			return err
		}
	}
	if s.no != "" {
		g.No, g.Unit = s.no, s.unit
	}
	g.Reason = reason
	return signing.Sign(ctx, tx, signing.Of(tx, ProposeStep.Verb, "staff_grant", w.Digest(), "申请授权："+g.What.Title(), g.facts()...), by)
}

// Wanted is what of a right whoever asks for it signs (grant_wanted): which, for whom by the tag, in which place.
type Wanted struct {
	What                         What
	Staff                        int64
	Role, Division, Agency, Unit string
	Tag                          []byte
	Namesake                     bool
	Days                         // of a deputy
}

// Digest is over all of it. A new member's number is drawn with the row, so it is not in it.
func (w Wanted) Digest() []byte {
	if w.What == Member {
		w.Staff = 0
	}
	namesake := map[bool]string{false: "f", true: "t"}[w.Namesake]
	lines := []string{string(w.What), strconv.FormatInt(w.Staff, 10), w.Role, strings.TrimRight(w.Division, " "), w.Agency, w.Unit, hex.EncodeToString(w.Tag), namesake}
	if w.What == Deputy {
		lines = append(lines, strconv.FormatInt(w.Absent, 10), w.From.String(), w.To.String())
	}
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return sum[:]
}

// row is what is asked for, held to what stands.
func (asked Asked) row(ctx context.Context, tx *pg.Tx, keys *secret.Keys) (g Grant, s sealed, err error) {
	g = Grant{What: asked.What, Staff: asked.Staff, Namesake: asked.Namesake}
	switch asked.What {
	case Member:
		p, err := staff.Check(ctx, tx, asked.Member)
		if err != nil {
			return g, s, err
		}
		g.Staff, g.Name, g.Role, g.Division, g.Agency = p.ID, p.Name, p.Role, p.Division, p.Agency
		if g.Login, err = signin.Free(ctx, tx, p, asked.Login); err != nil {
			return g, s, err
		}
	case Details, Reset, Unbind, Deputy:
		if _, err := staff.Get(ctx, tx, asked.Staff); err != nil {
			return g, s, err
		}
		if asked.What == Deputy {
			if err := g.deputises(ctx, tx, asked.Days); err != nil {
				return g, s, err
			}
		}
	default:
		return g, s, fault.Invalidf("请选择申请的事项")
	}
	if asked.What == Member || asked.What == Details {
		if s, err = asked.Particulars.seal(keys, tx.County, g.Staff); err != nil {
			return g, s, err
		}
	}
	return g, s, g.stands(ctx, tx, s)
}

// deputises holds a deputy's days to today, and to whom they are of; who may stand in for whom, the door says.
func (g *Grant) deputises(ctx context.Context, tx *pg.Tx, days Days) error {
	absent, err := staff.Get(ctx, tx, days.Absent)
	switch {
	case err != nil:
		return err
	case days.Absent == g.Staff:
		return fault.Invalidf("代理人须是另一人，请重新选择")
	case days.From < calendar.DateOf(tx.Now) || days.To < days.From:
		return fault.Invalidf("代理须从今天或以后的一天起，到同一天或以后的一天止，请核对日期")
	case days.To > days.From+30:
		return fault.Invalidf("代理最长三十天，请核对日期")
	}
	g.Days, g.AbsentName, g.AbsentRole = days, absent.Name, absent.Role
	return nil
}

// stands refuses what the door would refuse anyway, in words that say whom it is about.
func (g Grant) stands(ctx context.Context, tx *pg.Tx, s sealed) error {
	var now struct {
		Own      bool   `db:"own"`  // or the absent's
		Same     string `db:"same"` // the name of the same person's account
		No       string `db:"no"`   // the name of who has the number
		Namesake bool   `db:"namesake"`
		Told     bool   `db:"told"` // the particulars are on record
		Login    bool   `db:"login"`
		Bound    bool   `db:"bound"`
		Waits    bool   `db:"waits"`
	}
	err := tx.GetContext(ctx, &now, `
		WITH live AS (SELECT * FROM staff WHERE county = $1 AND disabled_at IS NULL AND id <> $2)
		SELECT EXISTS (SELECT FROM staff me WHERE me.county = $1 AND me.id = $3 AND (me.id IN ($2, $8) OR me.id_tag = $4
		    OR me.id_tag IN (SELECT id_tag FROM staff WHERE county = $1 AND id IN ($2, $8)))) AS own,
		  COALESCE((SELECT name || '（' || no || '）' FROM live WHERE id_tag = $4), '') AS same, COALESCE((SELECT name FROM live WHERE no = $5), '') AS no,
		  EXISTS (SELECT FROM live WHERE translate(name, ' ·•（）()-', '') = translate($6, ' ·•（）()-', '')) AS namesake,
		  EXISTS (SELECT FROM staff WHERE county = $1 AND id = $2 AND id_tag IS NOT NULL) AS told,
		  EXISTS (SELECT FROM login WHERE county = $1 AND staff = $2) AS login,
		  EXISTS (SELECT FROM credential WHERE county = $1 AND staff = $2 AND totp IS NOT NULL) AS bound,
		  EXISTS (SELECT FROM staff_grant w JOIN proposal p ON p.county = w.county AND p.act = 'staff_grant' AND p.subject = w.id
		    WHERE w.county = $1 AND (w.staff = $2 OR w.id_tag = $4) AND w.what = $7 AND COALESCE(w.absent, 0) = $8
		      AND p.confirmed IS NULL AND p.expires_at > clock_timestamp()) AS waits`,
		tx.County, g.Staff, tx.By.ID, s.tag, s.no, g.Name, g.What, g.Absent)
	switch {
	case err != nil:
		return fmt.Errorf("look for the same person: %w", err)
	case now.Own:
		return fault.Forbiddenf("不能为本人申请“%s”，请由其他管理员办理", g.What.Title())
	case now.Same != "":
		return fault.Conflictf("此人（同一身份证号）已有在岗账号：%s。一人只有一个账号；换岗的请先停用原账号", now.Same)
	case now.No != "":
		return fault.Conflictf("工号已由%s使用，请核对", now.No)
	case now.Waits:
		return fault.Conflictf("同一事项已申请，正在等待批准，请到“待批准的授权”办理")
	case g.What == Member && now.Namesake && !g.Namesake:
		return fault.Conflictf("已有同名的在岗人员“%s”。如确是另一人，请勾选“与在岗的同名人员不是同一人”后再提出", g.Name)
	case g.What == Details && now.Told:
		return fault.Conflictf("该人员的身份信息已登记，请刷新")
	case (g.What == Reset || g.What == Unbind) && !now.Login:
		return fault.Conflictf("该人员没有登录名，登录名随人员授权发放")
	case g.What == Unbind && !now.Bound:
		return fault.Conflictf("该人员没有绑定动态口令，请刷新")
	}
	return nil
}
