package payouts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// Part is what somebody did for a list. Nobody has two parts in one list (domain §3 no. 19).
type Part string

const (
	AdjusterPart Part = "adjuster" // 查勘
	AssessorPart Part = "assessor" // 核定
	ClerkPart    Part = "clerk"    // 备案或编制
	FirstPart    Part = "first"    // 第一级审批
	SecondPart   Part = "second"   // 第二级审批
	SenderPart   Part = "sender"   // 发送
)

// parts are the parts as people say them.
var parts = map[Part]string{
	AdjusterPart: "查勘", AssessorPart: "核定", ClerkPart: "备案或编制", FirstPart: "第一级审批", SecondPart: "第二级审批", SenderPart: "发送",
}

// Title is the part as people say it.
func (p Part) Title() string { return parts[p] }

// Hand is one person's part in a list (经手).
type Hand struct {
	Person int64     `db:"person"`
	Name   string    `db:"name"`
	Part   Part      `db:"part"`
	At     time.Time `db:"at"`
}

// Hands are the people who had a part in a list, in the order of the parts.
func Hands(ctx context.Context, tx *pg.Tx, list int64) ([]Hand, error) {
	var hands []Hand
	err := tx.SelectContext(ctx, &hands, `
		SELECT h.person, s.name, h.part, h.at FROM hand h JOIN staff s ON s.county = h.county AND s.id = h.person
		WHERE h.county = $1 AND h.list = $2
		ORDER BY array_position('{adjuster,assessor,clerk,first,second,sender}'::text[], h.part), s.name`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("find hands of list %d: %w", list, err)
	}
	return hands, nil
}

// unsigned refuses whoever has a part already in a list that is at the step, and says which. The door refuses them too, but not by name;
// a list at another step it refuses for that.
func unsigned(ctx context.Context, tx *pg.Tx, list int64, to flow.Step) error {
	l, err := GetList(ctx, tx, list)
	if err != nil || !slices.Contains(to.From, string(l.Status)) {
		return err
	}
	hands, err := Hands(ctx, tx, list)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(hands, func(h Hand) bool { return h.Person == tx.By.ID })
	if i < 0 {
		return nil
	}
	return fault.Forbiddenf("您在本花名册已担任“%s”，不能再办理“%s”，请由另一位同事办理", hands[i].Part.Title(), to.Title)
}
