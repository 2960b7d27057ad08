package claims

import (
	"context"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

// Picked are the claims that somebody takes one step for at once, off a list: those named one by one, or all that the list's filter finds,
// if they are still those that the person was shown.
type Picked struct {
	IDs    []int64
	Filter RowFilter  // asked only where something was shown
	Seen   shown.Rows // what the filter found; empty: the claims are named
}

// find names the claims. It refuses such as the person may not see as if they were not there.
func (p Picked) find(ctx context.Context, tx *pg.Tx) ([]int64, error) {
	if p.Seen != "" {
		ids, err := IDs(ctx, tx, p.Filter)
		if err != nil {
			return nil, err
		}
		return ids, p.Seen.Still(ids, "符合条件的案件")
	}
	found, err := Find(ctx, tx, Filter{IDs: pg.Only(p.IDs), Void: true})
	if err != nil {
		return nil, err
	}
	if len(found) != len(p.IDs) {
		return nil, fault.NotFoundf("选中的 %d 件案件中有 %d 件重复或不存在，请刷新后重选", len(p.IDs), len(p.IDs)-len(found))
	}
	return p.IDs, nil
}

// EntrustPicked shares the claims out among the adjusters, villages kept together (Share), and answers how many they are.
func EntrustPicked(ctx context.Context, tx *pg.Tx, p Picked, adjusters []int64) (int, error) {
	if len(adjusters) == 0 {
		return 0, fault.Invalidf("请选择查勘员")
	}
	ids, err := p.find(ctx, tx)
	if err != nil {
		return 0, err
	}
	found, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Status: Screened})
	if err != nil {
		return 0, err
	}
	if len(found) != len(ids) {
		return 0, fault.Conflictf("选中的 %d 件案件中有 %d 件已不在待委托的一步，请刷新后重选", len(ids), len(ids)-len(found))
	}
	return len(ids), Entrust(ctx, tx, Share(found, adjusters))
}

// EndorsePicked records that the village says the same of each of the claims, and answers how many they are.
func EndorsePicked(ctx context.Context, tx *pg.Tx, p Picked, passed bool, words string) (int, error) {
	return p.decided(ctx, tx, Endorse, passed, words)
}

// ReviewPicked records the same decision of the township on each of the claims, and answers how many they are.
func ReviewPicked(ctx context.Context, tx *pg.Tx, p Picked, passed bool, words string) (int, error) {
	return p.decided(ctx, tx, Review, passed, words)
}

func (p Picked) decided(ctx context.Context, tx *pg.Tx, verb func(context.Context, *pg.Tx, []Decision) error, passed bool, words string) (int, error) {
	ids, err := p.find(ctx, tx)
	if err != nil {
		return 0, err
	}
	decisions := make([]Decision, len(ids))
	for i, id := range ids {
		decisions[i] = Decision{Claim: id, Passed: passed, Words: words}
	}
	return len(ids), verb(ctx, tx, decisions)
}

// FilePicked puts the claims on record, and answers how many they are.
func FilePicked(ctx context.Context, tx *pg.Tx, p Picked) (int, error) {
	ids, err := p.find(ctx, tx)
	if err != nil {
		return 0, err
	}
	return len(ids), File(ctx, tx, ids)
}
