package registry

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Holding is an account with who entered it and who confirmed it.
type Holding struct {
	Account
	EnteredBy   int64  `db:"entered_by"`
	ConfirmedBy *int64 `db:"confirmed_by"` // nil while it waits
}

// AccountsOf lists the accounts of persons, each person's newest first.
func AccountsOf(ctx context.Context, tx *pg.Tx, persons []int64) ([]Holding, error) {
	var held []Holding
	err := tx.SelectContext(ctx, &held, `
		SELECT a.id, a.person, a.bank, a.number, COALESCE(a.bound, false) AS bound, a.tag, a.entered_by, c.confirmed_by
		FROM account a LEFT JOIN confirmation c ON c.county = a.county AND c.account = a.id
		WHERE a.county = $1 AND a.person = ANY ($2) ORDER BY a.person, a.id DESC`, tx.County, pq.Array(persons))
	if err != nil {
		return nil, fmt.Errorf("accounts of persons: %w", err)
	}
	return held, nil
}

// Waiting is an account that waits for confirmation, as lists show it.
type Waiting struct {
	Account
	EnteredBy   int64    `db:"entered_by"`
	Name        string   `db:"name"`     // the person's
	Relation    Relation `db:"relation"` // to the head
	Household   int64    `db:"household"`
	HouseholdNo string   `db:"no"`
	In          string   `db:"village_name"`
	Shared      []string `db:"-"` // whose the account is besides, in other households: see SharedAccounts
	Home        bool     `db:"-"` // of the acting person's own household: another clerk confirms it (回避)
}

// WaitingFilter narrows what waits; a zero field does not narrow.
type WaitingFilter struct {
	Village int64
	Others  bool // only what the acting person may confirm, having not entered it and not living in the household
	Window  pg.Window
}

// placedAccounts are accounts beside whose they are and where.
const placedAccounts = `
	FROM account a JOIN person p ON p.county = a.county AND p.id = a.person
	JOIN household h ON h.county = p.county AND h.id = p.household JOIN place s ON s.county = h.county AND s.id = h.place
	JOIN place v ON v.county = s.county AND v.id = s.village`

const whereWaiting = placedAccounts + `
	WHERE a.county = $1 AND NOT EXISTS (SELECT FROM confirmation c WHERE c.county = a.county AND c.account = a.id)` + undecided + `
	  AND ($2::bigint = 0 OR s.village = $2) AND (NOT $3 OR a.entered_by <> $4 AND p.household IS DISTINCT FROM (SELECT own_household($1, $4)))`

func (f WaitingFilter) args(tx *pg.Tx) []any { return []any{tx.County, f.Village, f.Others, tx.By.ID} }

// WaitingAccounts lists the accounts that wait for a second clerk, by village and household.
func WaitingAccounts(ctx context.Context, tx *pg.Tx, f WaitingFilter) ([]Waiting, error) {
	var found []Waiting
	err := tx.SelectContext(ctx, &found, selectWaiting+whereWaiting+f.Window.Clause(nil, "s.village, h.no, a.id"), f.args(tx)...)
	if err != nil {
		return nil, fmt.Errorf("waiting accounts: %w", err)
	}
	ids := make([]int64, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	shared, err := SharedAccounts(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var home int64
	if err := tx.GetContext(ctx, &home, `SELECT COALESCE(own_household($1, $2), 0)`, tx.County, tx.By.ID); err != nil {
		return nil, fmt.Errorf("find one's own household: %w", err)
	}
	for i, a := range found {
		found[i].Shared, found[i].Home = shared[a.ID], a.Household == home
	}
	return found, nil
}

// selectWaiting are the columns of a Waiting.
const selectWaiting = `
	SELECT a.id, a.person, a.bank, a.number, COALESCE(a.bound, false) AS bound, a.tag, a.entered_by, p.name, p.relation AS "relation.code",
	  COALESCE(p.relation_told, '') AS "relation.told", h.id AS household, h.no, v.name AS village_name`

// Refused lists the accounts that the acting person entered and another refused (驳回), of the living of whom nobody entered a later one: they
// are to be entered anew.
func Refused(ctx context.Context, tx *pg.Tx) ([]Waiting, error) {
	var found []Waiting
	err := tx.SelectContext(ctx, &found, selectWaiting+placedAccounts+`
		WHERE a.county = $1 AND a.entered_by = $2 AND p.died_on IS NULL
		  AND EXISTS (SELECT FROM proposal x WHERE x.county = a.county AND x.act = 'account' AND x.subject = a.id AND x.confirmed IS FALSE)
		  AND NOT EXISTS (SELECT FROM account b WHERE b.county = a.county AND b.person = a.person AND b.id > a.id)
		ORDER BY s.village, h.no, a.id`, tx.County, tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("refused accounts: %w", err)
	}
	return found, nil
}

// ToConfirm are the accounts of a village, or of the county where it is 0, that the acting person may confirm: what others entered,
// of other households than their own.
func ToConfirm(ctx context.Context, tx *pg.Tx, village int64) ([]int64, error) {
	var ids []int64
	f := WaitingFilter{Village: village, Others: true}
	if err := tx.SelectContext(ctx, &ids, `SELECT a.id`+whereWaiting+` ORDER BY a.id`, f.args(tx)...); err != nil {
		return nil, fmt.Errorf("accounts to confirm: %w", err)
	}
	return ids, nil
}

// CountWaiting is how many there are.
func CountWaiting(ctx context.Context, tx *pg.Tx, f WaitingFilter) (n int, err error) {
	if err := tx.GetContext(ctx, &n, `SELECT COUNT(*)`+whereWaiting, f.args(tx)...); err != nil {
		return 0, fmt.Errorf("count waiting accounts: %w", err)
	}
	return n, nil
}

// Tasks are what waits for the acting person in this room: a clerk's accounts to confirm, and those of theirs that another refused.
func Tasks(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	if tx.By.Role != who.Clerk {
		return nil, nil
	}
	n, err := CountWaiting(ctx, tx, WaitingFilter{Others: true})
	if err != nil {
		return nil, err
	}
	refused, err := Refused(ctx, tx)
	if err != nil {
		return nil, err
	}
	var tasks []flow.Task
	for _, t := range []flow.Task{{Verb: ConfirmAccountsStep.Verb, Count: n}, {Verb: RefuseAccountsStep.Verb, Count: len(refused)}} {
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}
