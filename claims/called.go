package claims

import (
	"cmp"
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/scheme"
)

// called names the claims of a batch as people do: whose household it was, when, and what happened. An id tells nobody which one is meant.
func called(ctx context.Context, tx *pg.Tx, held map[int64]Claim) (map[int64]string, error) {
	var households []int64
	for _, c := range held {
		households = append(households, c.Household)
	}
	heads, err := registry.Heads(ctx, tx, households)
	if err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(held))
	for id, c := range held {
		names[id] = fmt.Sprintf("%s户%s的%s案件", cmp.Or(heads[c.Household].Name, "该"), c.EventOn.Chinese(), scheme.Title(c.Category))
	}
	return names, nil
}
