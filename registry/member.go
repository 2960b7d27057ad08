package registry

import (
	"context"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/idcard"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Newcomer is somebody who joins a household after its roster was entered: born, married, come back.
type Newcomer struct {
	Household int64
	Name      string
	IDNumber  string
	Relation  string // 与户主关系; never the head's
	Phone     string // empty if unknown
}

// AddMember enters a further person of a household and answers their id (新增家庭成员). Whoever is registered, here or in another household,
// is a Conflict. A newcomer stands on no roster of a policy year that was insured before.
func AddMember(ctx context.Context, tx *pg.Tx, keys *secret.Keys, n Newcomer) (int64, error) {
	if err := AddMemberStep.Permit(tx, "新增家庭成员 1 人"); err != nil {
		return 0, err
	}
	l, err := n.line(calendar.DateOf(tx.Now))
	if err != nil {
		return 0, err
	}
	known, err := Households(ctx, tx, []int64{n.Household})
	if err != nil {
		return 0, err
	}
	if len(known) == 0 {
		return 0, fault.NotFoundf("没有找到该户，请从户的清单重新进入")
	}
	tags := [][]byte{keys.Tag(secret.IDNumber, l.IDNumber)}
	people, err := PersonsByTag(ctx, tx, tags)
	if err != nil {
		return 0, err
	}
	if len(people) > 0 {
		return 0, fault.Conflictf("这个身份证号的人已经登记，不能再登记一次，请核对号码")
	}
	ids, err := insertPersons(ctx, tx, keys, []int64{n.Household}, []Line{l}, tags)
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// line is the newcomer as a roster would have them.
func (n Newcomer) line(today calendar.Date) (l Line, err error) {
	l = Line{Name: clean(n.Name), IDNumber: strings.ToUpper(clean(n.IDNumber)), Relation: clean(n.Relation), Phone: clean(n.Phone)}
	if _, err := words.Printed("姓名", l.Name); err != nil {
		return l, err
	}
	switch {
	case l.Relation == "":
		return l, fault.Invalidf("请填写与户主关系，如 配偶、子、女")
	case l.Relation == HeadRelation:
		return l, fault.Invalidf("一户只能有一名户主，本户已有户主")
	case l.Phone != "" && !phoneNumber.MatchString(l.Phone):
		return l, fault.Invalidf("联系电话应为 11 位手机号或带区号的座机号")
	}
	if _, err := words.Line("与户主关系", l.Relation); err != nil {
		return l, err
	}
	if l.BornOn, err = idcard.Parse(l.IDNumber); err != nil {
		return l, err
	}
	if l.BornOn > today {
		return l, fault.Invalidf("出生日期 %s 在今天之后，请核对身份证号", l.BornOn)
	}
	return l, nil
}
