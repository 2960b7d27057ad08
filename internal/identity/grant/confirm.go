package grant

import (
	"bytes"
	"context"
	"fmt"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Confirm grants what another administrator asked for (批准授权), by the signature of whoever grants. Where an identity number goes on record they type it too, from
// the member's card: a number that one alone typed would make two people of one. It answers the half code that they hand to the member, told this once; empty
// where none is needed.
func Confirm(ctx context.Context, tx *pg.Tx, auth *signin.Auth, id int64, number string, by signing.Signer) (half signin.Half, err error) {
	if err := ConfirmStep.Permit(tx, "批准授权"); err != nil {
		return "", err
	}
	g, err := Get(ctx, tx, id)
	if err != nil {
		return "", err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Grant, []int64{id})
	if err != nil {
		return "", err
	}
	if err := g.sign(ctx, tx, seen[0], g.Tag == nil || bytes.Equal(g.Tag, tagOf(auth.Keys, number)), by); err != nil {
		return "", err
	}
	if err := auth.Hold(ctx, tx, g.Staff); err != nil { // after a code of the granter's was spent: two who grant to each other do not wait for each other
		return "", err
	}
	tx.JudgedBy(signing.Administering)
	var mac []byte
	if g.What.halved() {
		half, mac = signin.DrawHalf(auth.Keys, tx.County, id)
		tx.Cover("enrolment", id)
	}
	var proposal int64
	if err := tx.GetContext(ctx, &proposal, `SELECT grant_confirm($1, $2, $3, $4, $5)`, tx.County, id, seen[0], mac, tx.By.ID); err != nil {
		return "", fmt.Errorf("grant a right: %w", err)
	}
	tx.Cover("proposal", proposal)
	return half, g.follow(ctx, tx, auth)
}

// sign is of the row as it stands: who it is, what they get, and why. same tells whether the identity number is the one that was asked with.
func (g Grant) sign(ctx context.Context, tx *pg.Tx, seen []byte, same bool, by signing.Signer) error {
	if !g.Hand.Open() {
		return fault.Conflictf("这份授权申请已有决定或已过期，请刷新")
	}
	switch { // the door holds it too, but by then a person has read it and signed
	case g.Staff == tx.By.ID:
		return fault.Forbiddenf("不得为本人提出或批准授权，请由其他管理员办理")
	case !g.Mine(tx.By):
		return fault.Forbiddenf("授权须由系统管理员和安全管理员一人提出、一人批准，请换另一类管理员批准")
	case !same:
		return fault.Invalidf("身份证号与申请时填写的不一致，请对照本人身份证重新填写；仍不一致的，请驳回后由申请人核对")
	}
	d := signing.Of(tx, ConfirmStep.Verb, fmt.Sprintf("staff_grant/%d", g.ID), seen, "批准授权："+g.What.Title(), g.facts()...)
	return signing.Sign(ctx, tx, d, by)
}

// facts are what is granted and to whom, in words.
func (g Grant) facts() []signing.Fact {
	where := g.Agency
	if where == "" {
		where = area.Name(g.Division)
	}
	if g.What == Deputy {
		facts := []signing.Fact{{Name: "代理人", Words: numbered(g.Name, g.Role, g.No)}, {Name: "离岗人员", Words: numbered(g.AbsentName, g.AbsentRole, g.AbsentNo)},
			{Name: "代理日期", Words: g.Span()}}
		return append(facts, g.why()...)
	}
	facts := []signing.Fact{{Name: "授权给", Words: g.Name}, {Name: "角色", Words: g.Role.Title()}, {Name: "部门或辖区", Words: where}}
	for _, f := range []signing.Fact{{Name: "工号", Words: g.No}, {Name: "单位", Words: g.Unit}, {Name: "登录名", Words: g.Login}} {
		if f.Words != "" {
			facts = append(facts, f)
		}
	}
	return append(facts, g.why()...)
}

// numbered is somebody with what tells them from a namesake: their role and, where it is on record, their number at work.
func numbered(name string, role who.Role, no string) string {
	if no == "" {
		return name + "（" + role.Title() + "）"
	}
	return name + "（" + role.Title() + "，工号 " + no + "）"
}

// why is who asked, once somebody has, and for what reason.
func (g Grant) why() (facts []signing.Fact) {
	if g.Hand.Proposer != "" {
		facts = append(facts, signing.Fact{Name: "申请人", Words: g.Hand.Proposer + "（" + g.AskerRole.Title() + "）"})
	}
	return append(facts, signing.Fact{Name: "申请理由", Words: g.Reason})
}

// follow writes what follows from a grant.
func (g Grant) follow(ctx context.Context, tx *pg.Tx, auth *signin.Auth) error {
	by := signin.Right{Grant: g.ID, Staff: g.Staff}
	switch g.What {
	case Member:
		tx.Cover("staff", g.Staff)
		_, err := auth.Issue(ctx, tx, by, g.Login)
		return err
	case Details:
		tx.Cover("staff", g.Staff)
		return auth.Note(ctx, tx, by, signin.Details)
	case Deputy:
		tx.Cover("deputy", g.ID)
		return nil
	case Reset:
		return auth.Reset(ctx, tx, by)
	default:
		return auth.ResetTOTP(ctx, tx, by)
	}
}

// Refuse decides that what was asked for shall not be (驳回授权).
func Refuse(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RefuseStep.Permit(tx, "驳回授权"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Grant, []int64{id}, reason)
}
