package casework

import (
	"context"
	"fmt"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

// picked are the claims that a batch is for: those ticked, or all that the list's filters find, as the person was shown them.
func picked(r *kit.Request) (claims.Picked, error) {
	if seen := r.Shown("all"); seen != "" {
		return claims.Picked{Filter: filterClaims(r, r.URL.Query()), Seen: seen}, nil
	}
	ids, err := r.Numbers("id")
	return claims.Picked{IDs: ids}, err
}

// together takes one step for all claims picked, as one deed, and goes back to the list.
func together(r *kit.Request, did string, verb func(context.Context, *pg.Tx, claims.Picked) (int, error)) error {
	p, err := picked(r)
	if err != nil {
		return err
	}
	var n int
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		n, err = verb(ctx, tx, p)
		return err
	})
	if err != nil {
		return err
	}
	return r.To("/claims?"+r.URL.RawQuery, fmt.Sprintf("%s %d 件", did, n))
}

// entrustClaims shares the claims out among the adjusters chosen.
func entrustClaims(r *kit.Request) error {
	people, err := r.Numbers("to")
	if err != nil {
		return err
	}
	return together(r, "已委托查勘", func(ctx context.Context, tx *pg.Tx, p claims.Picked) (int, error) {
		return claims.EntrustPicked(ctx, tx, p, people)
	})
}

func endorseClaims(r *kit.Request) error { return decideClaims(r, endorsed, claims.EndorsePicked) }
func reviewClaims(r *kit.Request) error  { return decideClaims(r, reviewed, claims.ReviewPicked) }

// decideClaims says the same of all claims picked.
func decideClaims(r *kit.Request, did map[bool]string, verb func(context.Context, *pg.Tx, claims.Picked, bool, string) (int, error)) error {
	passed, err := passed(r)
	if err != nil {
		return err
	}
	return together(r, did[passed], func(ctx context.Context, tx *pg.Tx, p claims.Picked) (int, error) {
		return verb(ctx, tx, p, passed, r.Value("opinion"))
	})
}

func fileClaims(r *kit.Request) error { return together(r, "已备案", claims.FilePicked) }

// What was done, by which way the village or the township decided.
var (
	endorsed = map[bool]string{true: "村两委已审核", false: "已退回重新查勘"}
	reviewed = map[bool]string{true: "乡镇已审核通过", false: "已退回重新查勘"}
)

// passed is which way they decided; they must say.
func passed(r *kit.Request) (bool, error) {
	switch r.Value("decision") {
	case "pass":
		return true, nil
	case "back":
		return false, nil
	}
	return false, fault.Invalidf("请选择“通过”或“退回重新查勘”")
}
