package audit

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Noun is what a person opens to see a covered row.
type Noun string

const (
	Household Noun = "household"
	Report    Noun = "report"
	ReportRow Noun = "report_row"
	Claim     Noun = "claim"
	Payout    Noun = "payout"
	Notice    Noun = "notice"
	List      Noun = "list"
	Batch     Noun = "batch"
	Answer    Noun = "answer"
	Entry     Noun = "entry"
	Scheme    Noun = "scheme"
	Policy    Noun = "policy"
	Member    Noun = "staff"
)

// homes say which noun a table's rows are shown with. The row's key begins with the noun's id; where it does not, the query finds the
// noun's id (home) by what the key begins with (id).
var homes = map[string]struct {
	noun Noun
	find string
}{
	"staff": {Member, ""}, "login": {Member, ""},
	"household":    {Household, ""},
	"person":       {Household, `SELECT id, household AS home FROM person WHERE county = $1 AND id = ANY ($2)`},
	"label":        {Household, `SELECT id, household AS home FROM label WHERE county = $1 AND id = ANY ($2)`},
	"account":      {Household, `SELECT a.id, p.household AS home FROM account a JOIN person p ON p.county = $1 AND p.id = a.person WHERE a.county = $1 AND a.id = ANY ($2)`},
	"confirmation": {Household, `SELECT a.id, p.household AS home FROM account a JOIN person p ON p.county = $1 AND p.id = a.person WHERE a.county = $1 AND a.id = ANY ($2)`},
	"scheme":       {Scheme, ""}, "adoption": {Scheme, ""},
	"policy": {Policy, ""}, "insured_group": {Policy, ""}, "insured": {Policy, ""},
	"premium": {Policy, `SELECT id, fund AS home FROM premium WHERE county = $1 AND id = ANY ($2)`},
	"report":  {Report, ""}, "defect": {Report, ""},
	"report_row": {ReportRow, ""}, "source": {ReportRow, ""},
	"claim": {Claim, ""}, "assignment": {Claim, ""}, "reassignment": {Claim, ""}, "extension": {Claim, ""}, "finding": {Claim, ""},
	"endorsement": {Claim, ""}, "review": {Claim, ""}, "filing": {Claim, ""},
	"evidence":   {Claim, `SELECT id, claim AS home FROM evidence WHERE county = $1 AND id = ANY ($2)`},
	"assessment": {Claim, `SELECT id, claim AS home FROM assessment WHERE county = $1 AND id = ANY ($2)`},
	"payout":     {Payout, ""}, "withdrawal": {Payout, ""}, "heir": {Payout, ""}, "clearance": {Payout, ""}, "instruction": {Payout, ""},
	"objection": {Payout, `SELECT id, payout AS home FROM objection WHERE county = $1 AND id = ANY ($2)`},
	"notice":    {Notice, ""}, "notice_row": {Notice, ""}, "clock": {Notice, ""},
	"posting": {Notice, `SELECT id, notice AS home FROM posting WHERE county = $1 AND id = ANY ($2)`},
	"list":    {List, ""}, "list_row": {List, ""}, "list_void": {List, ""}, "hand": {List, ""},
	"batch":       {Batch, ""},
	"answer_line": {Answer, ""},
	"entry":       {Entry, ""}, "transfer": {Entry, ""},
}

// Homes finds with what rows of a table are shown: the noun, and its id by the row's key. A table that is shown nowhere has none.
func Homes(ctx context.Context, tx *pg.Tx, table string, keys []string) (noun Noun, ids map[string]int64, err error) {
	h, ok := homes[table]
	if !ok {
		return "", nil, nil
	}
	ids = make(map[string]int64, len(keys))
	for _, key := range keys {
		first, _, _ := strings.Cut(key, "/")
		if id, err := strconv.ParseInt(first, 10, 64); err == nil {
			ids[key] = id
		}
	}
	if h.find == "" {
		return h.noun, ids, nil
	}
	return h.noun, ids, found(ctx, tx, h.find, ids)
}

// found turns ids of rows into those of the nouns they are shown with.
func found(ctx context.Context, tx *pg.Tx, find string, ids map[string]int64) error {
	own := make([]int64, 0, len(ids))
	for _, id := range ids {
		own = append(own, id)
	}
	var rows []struct {
		ID   int64 `db:"id"`
		Home int64 `db:"home"`
	}
	if err := tx.SelectContext(ctx, &rows, find, tx.County, pq.Array(own)); err != nil {
		return fmt.Errorf("find with what rows are shown: %w", err)
	}
	home := make(map[int64]int64, len(rows))
	for _, r := range rows {
		home[r.ID] = r.Home
	}
	for key, id := range ids {
		if ids[key] = home[id]; home[id] == 0 {
			delete(ids, key)
		}
	}
	return nil
}
