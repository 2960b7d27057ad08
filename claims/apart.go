package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Part is what somebody does in a round of a claim. Each of the five is another person's, whoever they stand in for (domain §3 no. 19).
type Part string

const (
	AdjusterPart Part = "adjuster" // 查勘
	VillagePart  Part = "village"  // 村两委审核
	TownshipPart Part = "township" // 乡镇审核
	ClerkPart    Part = "clerk"    // 备案
	AssessorPart Part = "assessor" // 核定
)

// Parting is what holds two parts of a claim to be of one person's. The first version looked at one round alone; by the second, who spoke for the village in
// an earlier round has no part in a later one; by the third, nobody has one in what their own household receives (回避).
var Parting = pg.Judge{Name: "claims.parting", Version: 3}

// Apart refuses whoever takes a part in the claims' rounds and had another one before, spoke for the village in an earlier round, or lives in the household. The
// database says so again before money follows.
func Apart(ctx context.Context, tx *pg.Tx, part Part, ids []int64) error {
	tx.JudgedBy(Parting)
	if _, err := tx.ExecContext(ctx, `SELECT claim_apart($1, $2, $3, $4)`, tx.County, pq.Array(ids), part, tx.By.ID); err != nil {
		return fmt.Errorf("take the part of %s: %w", part, err)
	}
	return nil
}
