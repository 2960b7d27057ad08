package payouts_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/ledger"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
)

// many is a large county's year.
const many = 10_000

// Each benchmark does the same work three times: the bare rows, as the owner, in the same constrained tables; the doors alone, as the
// app; and the whole deeds, which also book, read back, hash and seal. The speeds of the latter two are in % of the bare rows'; the
// deeds' bare rows include their transfers.

// yard is a county with 10,000 cleared payouts, and the owner's login, who needs no doors.
type yard struct {
	*payoutstest.Office
	b             *testing.B
	owner         *pg.DB
	ids, accounts []int64
}

func newYard(b *testing.B) *yard {
	b.Helper()
	y := &yard{Office: payoutstest.County(b), b: b, owner: pgtest.Owner(b)}
	y.ids = y.Work(b, many, payouts.Cleared).Payouts
	for _, p := range []who.Person{y.Who(who.Approver), y.Other(who.Approver), y.Who(who.Sender)} {
		y.Keyed(p)
	}
	y.Must(y.owner.SelectContext(b.Context(), &y.accounts, `
		SELECT a.id FROM unnest($1::bigint[]) WITH ORDINALITY AS r (id, n)
		JOIN payout p ON p.id = r.id JOIN account a ON a.person = p.payee ORDER BY r.n`, pq.Array(y.ids)))
	y.clean()
	y.owner.MustExecContext(b.Context(), `ANALYZE`) // as autovacuum does a minute after a bulk load
	return y
}

// clean takes back what a round wrote, so that every round and every way begins from the same tables.
func (y *yard) clean() {
	y.b.Helper()
	for _, table := range []string{"answer_line", "answer", "instruction", "batch", "hand", "list_row", "list", "transfer", "entry", "signature", "cover"} {
		y.owner.MustExecContext(y.b.Context(), `DELETE FROM `+table+` WHERE county = '410602'`)
	}
	y.owner.MustExecContext(y.b.Context(), `UPDATE payout SET status = 'cleared' WHERE status <> 'cleared'`)
	for _, table := range []string{"answer_line", "answer", "instruction", "batch", "hand", "list_row", "list", "transfer", "entry", "signature", "cover", "payout"} {
		y.owner.MustExecContext(y.b.Context(), `VACUUM ANALYZE `+table)
	}
}

// bare runs statements as the owner, in one transaction.
func (y *yard) bare(statements ...func(*pg.Tx) error) time.Duration {
	return y.clock(y.owner, statements...)
}

// doors knocks as the app, in one transaction that is no deed.
func (y *yard) doors(knocks ...func(*pg.Tx) error) time.Duration { return y.clock(y.DB, knocks...) }

func (y *yard) clock(db *pg.DB, statements ...func(*pg.Tx) error) time.Duration {
	y.b.Helper()
	start := time.Now()
	tx, err := db.Begin(y.b.Context(), y.Who(who.Clerk))
	y.Must(err)
	for _, s := range statements {
		y.Must(s(tx))
	}
	y.Must(tx.Commit())
	return time.Since(start)
}

// deed runs a verb as one deed.
func (y *yard) deed(by who.Person, do verb) time.Duration {
	y.b.Helper()
	start := time.Now()
	y.Must(y.Do(by, do))
	return time.Since(start)
}

// sql is one statement.
func sql(text string, args ...any) func(*pg.Tx) error {
	return func(tx *pg.Tx) error {
		_, err := tx.Exec(text, args...)
		return err
	}
}

// speeds are how long each way took in its best round: a neighbour on the machine slows the others.
type speeds struct{ bare, doors, books, deeds time.Duration }

// best keeps the shorter of two times; zero is none yet.
func best(so *time.Duration, took time.Duration) {
	if *so == 0 || took < *so {
		*so = took
	}
}

func (s speeds) report(b *testing.B) {
	ms := func(d time.Duration, unit string) { b.ReportMetric(float64(d.Microseconds())/1000, unit) }
	ms(s.bare, "ms/bare")
	ms(s.deeds, "ms/deeds")
	if s.doors > 0 {
		ms(s.doors, "ms/doors")
		b.ReportMetric(100*s.bare.Seconds()/s.doors.Seconds(), "%doors")
	}
	b.ReportMetric(100*(s.bare+s.books).Seconds()/s.deeds.Seconds(), "%deeds")
	b.ReportMetric(0, "ns/op")
}

// bareList writes a list and its sending: rows, both statuses of the payouts, instructions.
func (y *yard) bareList() (took time.Duration) {
	list, batch := pg.NewID(), pg.NewID()
	took = y.bare(
		sql(`INSERT INTO list (county, id, fund, dated, rows, total, digest) VALUES ('410602', $1, $2, '2024-10-09', $3::int, $3::int, '')`, list, y.Policy, many),
		sql(`INSERT INTO list_row SELECT '410602', $1, r.n, r.payout, 10000, r.account
			FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (payout, account, n)`, list, pq.Array(y.ids), pq.Array(y.accounts)),
		sql(`UPDATE payout SET status = 'listed' WHERE county = '410602' AND id = ANY ($1)`, pq.Array(y.ids)))
	took += y.bare(
		sql(`INSERT INTO hand VALUES ('410602', $1, $2, 'sender', now())`, list, y.Who(who.Sender).ID),
		sql(`INSERT INTO batch VALUES ('410602', $1, $2, $3, now())`, batch, list, y.Who(who.Sender).ID),
		sql(`INSERT INTO instruction (county, payout, attempt, batch, amount, account) SELECT '410602', r.payout, 1, $1, 10000, r.account
			FROM unnest($2::bigint[], $3::bigint[]) AS r (payout, account)`, batch, pq.Array(y.ids), pq.Array(y.accounts)),
		sql(`UPDATE payout SET status = 'sent' WHERE county = '410602' AND id = ANY ($1)`, pq.Array(y.ids)),
		sql(`UPDATE list SET status = 'sent' WHERE county = '410602' AND id = $1`, list))
	return took
}

// bareBooks writes an entry with a transfer for each payout.
func (y *yard) bareBooks() time.Duration {
	entry := pg.NewID()
	refs := make([]string, many)
	for i, id := range y.ids {
		refs[i] = fmt.Sprintf("payout/%d", id)
	}
	return y.bare(
		sql(`INSERT INTO entry (county, id, ref, on_day, no, memo, made_by) VALUES ('410602', $1, $1::bigint::text, '2024-01-01', 1, '直接写入', $2)`,
			entry, y.Who(who.Clerk).ID),
		sql(`INSERT INTO transfer SELECT '410602', $1, r.n, 'premium_fund', 'claims_payable', 10000, r.ref
			FROM unnest($2::text[]) WITH ORDINALITY AS r (ref, n)`, entry, pq.Array(refs)))
}

// Compose, approve twice, send.
func BenchmarkComposeApproveSend(b *testing.B) {
	y := newYard(b)
	var s speeds
	for b.Loop() {
		best(&s.bare, y.bareList())
		y.clean()
		best(&s.doors, y.knockList())
		y.clean()
		best(&s.books, y.bareBooks())
		y.clean()
		best(&s.deeds, y.sendList())
		y.clean()
	}
	s.report(b)
}

func (y *yard) knockList() time.Duration {
	list := pg.NewID()
	approve := `SELECT list_approve('410602', $1, (SELECT digest FROM list WHERE county = '410602' AND id = $1), (SELECT total FROM list WHERE county = '410602' AND id = $1), $2)`
	first, second, sender := y.Who(who.Approver), y.Other(who.Approver), y.Who(who.Sender)
	return y.doors(sql(`SELECT list_compose('410602', $1, '2024-10-09', $2, $3, $4)`, list, pq.Array(y.ids), pq.Array(y.accounts), y.Who(who.Clerk).ID)) +
		y.doors(signature(first, "payouts.approve", "first", list), sql(approve, list, first.ID)) +
		y.doors(signature(second, "payouts.approve", "second", list), sql(approve, list, second.ID)) +
		y.doors(signature(sender, "payouts.send", "", list), sql(`SELECT batch_send('410602', $1, $2, $3)`, pg.NewID(), list, sender.ID))
}

// signature is the row that a door asks for, which it cannot judge.
func signature(by who.Person, verb, slot string, list int64) func(*pg.Tx) error {
	return sql(`INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, total, nonce, expires_at, at, passkey, client_data, authenticator_data, signature, mac)
		SELECT county, $1, $2, $3, $4, $5, 'list/' || id, digest, total, sha256(int8send($1)), now() + INTERVAL '5 minutes', now(),
		  (SELECT min(id) FROM passkey WHERE county = '410602' AND staff = $4), '', '', '', sha256('') FROM list WHERE county = '410602' AND id = $6`,
		pg.NewID(), verb, slot, by.ID, by.Role, list)
}

func (y *yard) sendList() (took time.Duration) {
	var list int64
	took = y.deed(y.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		list, err = payoutstest.Compose(ctx, tx, y.ids)
		return err
	})
	approve := func(ctx context.Context, tx *pg.Tx) error { // nothing is odd about the list: there is nothing to answer
		l, err := payouts.GetList(ctx, tx, list)
		if err != nil {
			return err
		}
		return payouts.Approve(ctx, tx, list, l.Digest, l.Total, nil, stafftest.Sign)
	}
	took += y.deed(y.Who(who.Approver), approve) + y.deed(y.Other(who.Approver), approve)
	return took + y.deed(y.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Send(ctx, tx, list, stafftest.Sign)
		return err
	})
}

// Settle an answer that pays every instruction.
func BenchmarkSettle(b *testing.B) {
	y := newYard(b)
	var s speeds
	for b.Loop() {
		best(&s.bare, y.sent().bareAnswer())
		y.clean()
		best(&s.doors, y.sent().knockAnswer())
		y.clean()
		best(&s.books, y.bareBooks())
		y.clean()
		best(&s.deeds, y.sent().readAnswer())
		y.clean()
	}
	s.report(b)
}

// sent sends every payout.
func (y *yard) sent() *yard {
	y.bareList()
	y.owner.MustExecContext(y.b.Context(), `VACUUM ANALYZE payout`)
	y.owner.MustExecContext(y.b.Context(), `VACUUM ANALYZE instruction`)
	return y
}

// answer is a bank's, as columns.
func (y *yard) answer() (attempts []int64, amounts, outcomes, words []string) {
	for range y.ids {
		attempts, amounts, outcomes, words = append(attempts, 1), append(amounts, "10000.00"), append(outcomes, "paid"), append(words, "")
	}
	return attempts, amounts, outcomes, words
}

func (y *yard) bareAnswer() time.Duration {
	id, file := pg.NewID(), payoutstest.File()
	attempts, amounts, outcomes, words := y.answer()
	return y.bare(
		sql(`INSERT INTO answer VALUES ('410602', $1, $2, now())`, file[:], id),
		sql(`INSERT INTO answer_line SELECT '410602', $1, r.line, r.payout, r.attempt, r.amount, r.outcome, r.words
			FROM unnest($2::bigint[], $3::int[], $4::numeric[], $5::text[], $6::text[]) WITH ORDINALITY AS r (payout, attempt, amount, outcome, words, line)`,
			id, pq.Array(y.ids), pq.Array(attempts), pq.Array(amounts), pq.Array(outcomes), pq.Array(words)),
		sql(`UPDATE instruction SET status = 'paid' WHERE county = '410602' AND payout = ANY ($1) AND attempt = 1`, pq.Array(y.ids)),
		sql(`UPDATE payout SET status = 'paid' WHERE county = '410602' AND id = ANY ($1)`, pq.Array(y.ids)))
}

func (y *yard) knockAnswer() time.Duration {
	file := payoutstest.File()
	attempts, amounts, outcomes, words := y.answer()
	return y.doors(sql(`SELECT answer_settle('410602', $1, $2, $3, $4, $5, $6, $7, $8)`, file[:], pg.NewID(),
		pq.Array(y.ids), pq.Array(attempts), pq.Array(amounts), pq.Array(outcomes), pq.Array(words), y.Who(who.Clerk).ID))
}

func (y *yard) readAnswer() time.Duration {
	lines := make([]bank.Line, len(y.ids))
	for i, id := range y.ids {
		lines[i] = bank.Line{Payout: id, Attempt: 1, Amount: decimal.NewFromInt(10_000), Outcome: bank.Paid}
	}
	return y.deed(y.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.SettleLines(ctx, tx, sha256.Sum256(fmt.Append(nil, pg.NewID())), lines)
		return err
	})
}

// Post 10,000 transfers to the ledger and seal them.
func BenchmarkPostAndSeal(b *testing.B) {
	y := newYard(b)
	transfers := make([]ledger.Transfer, many)
	for i, id := range y.ids {
		transfers[i] = ledger.Transfer{Debit: ledger.PremiumFund, Credit: ledger.ClaimsPayable, Amount: decimal.NewFromInt(10_000), Ref: fmt.Sprintf("payout/%d", id)}
	}
	var s speeds
	for b.Loop() {
		best(&s.bare, y.bareBooks())
		y.clean()
		best(&s.deeds, y.deed(y.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			tx.Perform("ledger.post", "测试")
			_, err := ledger.Post(ctx, tx, ledger.Entry{Ref: fmt.Sprint(pg.NewID()), On: calendar.DateOf(tx.Now), Memo: "记账", Transfers: transfers})
			return err
		}))
		y.clean()
	}
	s.report(b)
}
