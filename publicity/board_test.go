package publicity_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/publicity"
)

// The village, its two natural villages, and a village beside it.
const (
	village = int64(410602100228)
	east    = int64(1)
	west    = int64(2)
	beside  = int64(410602100227)
)

// board is 梨林头村 with its natural villages, and notices of matters that are nothing but numbers: what they are about is of no account here.
type board struct {
	*stafftest.Office
	t                                  *testing.T
	super                              *pg.DB
	clerk, township, villager, another who.Person
}

func newBoard(t *testing.T) *board {
	t.Helper()
	b := &board{Office: stafftest.New(t), t: t, super: pgtest.Super(t)}
	b.clerk, b.township, b.villager = b.Hire(who.Clerk), b.Hire(who.Township), b.Hire(who.Village)
	b.another = b.HireMember(staff.Member{Name: "邻村干部", Role: who.Village, Division: fmt.Sprint(beside)})
	b.scene(`INSERT INTO place (county, id, village, name) VALUES
		('410602', 410602100228, 410602100228, '梨林头村'), ('410602', 1, 410602100228, '东沟'), ('410602', 2, 410602100228, '西沟'),
		('410602', 410602100227, 410602100227, '石碑头村')`)
	return b
}

// scene sets something up, or calls what only doors of other rooms call, past every right and foreign key.
func (b *board) scene(sql string, args ...any) {
	b.t.Helper()
	b.Must(b.try(sql, args...))
}

func (b *board) try(sql string, args ...any) error {
	b.t.Helper()
	tx, err := b.super.BeginTxx(b.t.Context(), nil)
	b.Must(err)
	defer func() { _ = tx.Rollback() }()
	tx.MustExecContext(b.t.Context(), `SET LOCAL session_replication_role = replica; SET LOCAL search_path = fangpin; SET LOCAL fangpin.county = '410602'`)
	if _, err := tx.ExecContext(b.t.Context(), sql, args...); err != nil {
		return err
	}
	return tx.Commit()
}

// line is one row of a notice to be.
type line struct {
	matter, place int64
	amount        string
}

// announce makes a notice of ten days that do not end in a holiday.
func (b *board) announce(dated string, lines ...line) int64 {
	b.t.Helper()
	id := pg.NewID()
	b.Must(b.make(id, village, dated, true, lines...))
	return id
}

func (b *board) make(id, at int64, dated string, pastHolidays bool, lines ...line) error {
	b.t.Helper()
	matters, places, amounts := make([]int64, len(lines)), make([]int64, len(lines)), make([]string, len(lines))
	for i, l := range lines {
		matters[i], places[i], amounts[i] = l.matter, l.place, l.amount
	}
	return b.try(`SELECT publicity_notice('410602', $1, $2, $3, 'payout', $4, $5, $6::numeric[], NULL, 10, $7, false)`,
		id, at, dated, pq.Array(matters), pq.Array(places), pq.Array(amounts), pastHolidays)
}

// post hangs a notice up, on the day that the clock shows, unless it is refused.
func (b *board) post(by who.Person, notice, place int64) (id int64, err error) {
	b.t.Helper()
	err = b.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		id, err = publicity.Post(ctx, tx, publicity.Posting{Notice: notice, Place: place, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, pg.NewID()))})
		return err
	})
	return id, err
}

// hang posts it and must not be refused.
func (b *board) hang(notice, place int64) int64 {
	b.t.Helper()
	id, err := b.post(b.villager, notice, place)
	b.Must(err)
	return id
}

func (b *board) takeDown(by who.Person, posting int64, on string) error {
	b.t.Helper()
	day, err := calendar.ParseDate(on)
	b.Must(err)
	return b.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, day, "被大风刮落")
	})
}

// clocks are those that run on a notice, as words.
func (b *board) clocks(notice int64) (said string) {
	b.t.Helper()
	b.Look(b.villager, func(ctx context.Context, tx *pg.Tx) error {
		clocks, err := publicity.Clocks(ctx, tx, notice)
		for _, c := range clocks {
			said += fmt.Sprintf("%d run %d to %s; ", c.Place, c.Run, c.Last)
		}
		return err
	})
	return said
}

func (b *board) expect(what, got, want string) {
	b.t.Helper()
	if got != want {
		b.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// refused fails the test unless PostgreSQL refuses with the SQLSTATE.
func (b *board) refused(what string, state pqerror.Code, err error) {
	b.t.Helper()
	if pq.As(err, state) == nil {
		b.t.Errorf("%s: %v, want SQLSTATE %s", what, err, state)
	}
}
