package casework

import (
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

// step takes one step for the claim that the address names, if it is the person's to see, and goes back to it.
func step(r *kit.Request, did string, verb func(ctx context.Context, tx *pg.Tx, id int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		if _, err := claims.Get(ctx, tx, id); err != nil {
			return err
		}
		return verb(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/claims/%d", id), did)
}

func entrustClaim(r *kit.Request) error {
	to, err := r.Number("to", "查勘员")
	if err != nil {
		return err
	}
	return step(r, "已委托查勘", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Entrust(ctx, tx, []claims.Assignment{{Claim: id, Adjuster: to}})
	})
}

func reassignClaim(r *kit.Request) error {
	to, err := r.Number("to", "查勘员")
	if err != nil {
		return err
	}
	return step(r, "已改派查勘员", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: id, Adjuster: to}}, r.Value("why_reassign"))
	})
}

func extendClaim(r *kit.Request) error {
	return step(r, "已延期三个工作日", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Extend(ctx, tx, []int64{id}, r.Value("why_extend"))
	})
}

func endorseClaim(r *kit.Request) error { return decideClaim(r, endorsed, claims.Endorse) }
func reviewClaim(r *kit.Request) error  { return decideClaim(r, reviewed, claims.Review) }

// decideClaim says of one claim whether it passes.
func decideClaim(r *kit.Request, did map[bool]string, verb func(context.Context, *pg.Tx, []claims.Decision) error) error {
	passed, err := passed(r)
	if err != nil {
		return err
	}
	return step(r, did[passed], func(ctx context.Context, tx *pg.Tx, id int64) error {
		return verb(ctx, tx, []claims.Decision{{Claim: id, Passed: passed, Words: r.Value("opinion")}})
	})
}

func fileClaim(r *kit.Request) error {
	return step(r, "已备案", func(ctx context.Context, tx *pg.Tx, id int64) error { return claims.File(ctx, tx, []int64{id}) })
}

func reopenClaim(r *kit.Request) error {
	to, err := r.Number("to", "查勘员")
	if err != nil {
		return err
	}
	return step(r, "已委托重新查勘", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Reopen(ctx, tx, claims.Assignment{Claim: id, Adjuster: to})
	})
}

func voidClaim(r *kit.Request) error {
	return step(r, "案件已撤销", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return claims.Void(ctx, tx, []int64{id}, r.Value("why_void"))
	})
}
