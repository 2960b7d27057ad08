package casework

import (
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

// picked are the claims that a batch is for: those ticked, or all that the list's filters find, if they are those the person was shown.
func picked(r *kit.Request, ctx context.Context, tx *pg.Tx) ([]int64, error) {
	if r.Value("all") == "" {
		return r.Numbers("id")
	}
	ids, err := claims.IDs(ctx, tx, filterClaims(r, r.URL.Query()))
	if err != nil {
		return nil, err
	}
	return ids, r.Unchanged("all", ids, "符合条件的案件")
}

// together takes one step for all claims picked, as one deed, and goes back to the list.
func together(r *kit.Request, did string, verb func(ctx context.Context, tx *pg.Tx, ids []int64) error) error {
	var n int
	err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		ids, err := picked(r, ctx, tx)
		if err != nil {
			return err
		}
		if err := visible(ctx, tx, ids); err != nil {
			return err
		}
		n = len(ids)
		return verb(ctx, tx, ids)
	})
	if err != nil {
		return err
	}
	return r.To("/claims?"+r.URL.RawQuery, fmt.Sprintf("%s %d 件", did, n))
}

// visible refuses claims that the person may not see as if they were not there.
func visible(ctx context.Context, tx *pg.Tx, ids []int64) error {
	found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids), Void: true})
	if err != nil {
		return err
	}
	if len(found) != len(ids) {
		return fault.NotFoundf("选中的 %d 件案件中有 %d 件重复或不存在，请刷新后重选", len(ids), len(ids)-len(found))
	}
	return nil
}

// entrustClaims shares the claims out among the adjusters chosen, villages kept together.
func entrustClaims(r *kit.Request) error {
	people, err := r.Numbers("to")
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return fault.Invalidf("请选择查勘员")
	}
	return together(r, "已委托查勘", func(ctx context.Context, tx *pg.Tx, ids []int64) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids), Status: claims.Screened})
		if err != nil {
			return err
		}
		if len(found) != len(ids) {
			return fault.Conflictf("选中的 %d 件案件中有 %d 件已不在待委托的一步，请刷新后重选", len(ids), len(ids)-len(found))
		}
		return claims.Entrust(ctx, tx, claims.Share(found, people))
	})
}

func endorseClaims(r *kit.Request) error {
	return together(r, "村两委已审核", func(ctx context.Context, tx *pg.Tx, ids []int64) error {
		return claims.Endorse(ctx, tx, opinions(ids, r.Value("opinion")))
	})
}

func reviewClaims(r *kit.Request) error {
	passed, err := passed(r)
	if err != nil {
		return err
	}
	return together(r, map[bool]string{true: "乡镇已审核通过", false: "已退回重新查勘"}[passed], func(ctx context.Context, tx *pg.Tx, ids []int64) error {
		return claims.Review(ctx, tx, decisions(ids, passed, r.Value("opinion")))
	})
}

func fileClaims(r *kit.Request) error { return together(r, "已备案", claims.File) }

func opinions(ids []int64, words string) []claims.Opinion {
	out := make([]claims.Opinion, len(ids))
	for i, id := range ids {
		out[i] = claims.Opinion{Claim: id, Words: words}
	}
	return out
}

func decisions(ids []int64, passed bool, words string) []claims.Decision {
	out := make([]claims.Decision, len(ids))
	for i, id := range ids {
		out[i] = claims.Decision{Claim: id, Passed: passed, Words: words}
	}
	return out
}

// passed is which way the township decided; it must say.
func passed(r *kit.Request) (bool, error) {
	switch r.Value("decision") {
	case "pass":
		return true, nil
	case "back":
		return false, nil
	}
	return false, fault.Invalidf("请选择“通过”或“退回重新查勘”")
}
