package web

import (
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/pg"
)

// step takes one step for the claim that the address names, if it is the person's to see, and goes back to it.
func (v *visit) step(did string, verb func(ctx context.Context, tx *pg.Tx, id int64) error) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		if _, err := claims.Get(ctx, tx, id); err != nil {
			return err
		}
		return verb(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/claims/%d", id), did)
}

func (v *visit) entrustClaim() error {
	to, err := v.number("to", "查勘员")
	if err != nil {
		return err
	}
	return v.step("已委托查勘", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Entrust(ctx, tx, []claims.Assignment{{Claim: id, Adjuster: to}})
	})
}

func (v *visit) reassignClaim() error {
	to, err := v.number("to", "查勘员")
	if err != nil {
		return err
	}
	return v.step("已改派查勘员", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: id, Adjuster: to}}, v.value("why_reassign"))
	})
}

func (v *visit) extendClaim() error {
	return v.step("已延期三个工作日", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Extend(ctx, tx, []int64{id}, v.value("why_extend"))
	})
}

func (v *visit) endorseClaim() error {
	return v.step("村两委已审核", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Endorse(ctx, tx, opinions([]int64{id}, v.value("opinion")))
	})
}

func (v *visit) reviewClaim() error {
	passed, err := v.passed()
	if err != nil {
		return err
	}
	return v.step(map[bool]string{true: "乡镇已审核通过", false: "已退回重新查勘"}[passed], func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Review(ctx, tx, decisions([]int64{id}, passed, v.value("opinion")))
	})
}

func (v *visit) fileClaim() error {
	return v.step("已备案", func(ctx context.Context, tx *pg.Tx, id int64) error { return claims.File(ctx, tx, []int64{id}) })
}

func (v *visit) reopenClaim() error {
	to, err := v.number("to", "查勘员")
	if err != nil {
		return err
	}
	return v.step("已委托重新查勘", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Reopen(ctx, tx, claims.Assignment{Claim: id, Adjuster: to})
	})
}

func (v *visit) voidClaim() error {
	return v.step("案件已撤销", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Void(ctx, tx, []int64{id}, v.value("why_void"))
	})
}
