package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/shown"
	"fangpin/internal/words"
	"fangpin/ledger"
	"fangpin/registry"
)

// List is a payment list (发放花名册). It never changes: rows, total (yuan) and digest are fixed when it is composed.
type List struct {
	County string          `db:"county"`
	ID     int64           `db:"id"`
	Fund   int64           `db:"fund"`
	Dated  calendar.Date   `db:"dated"`
	Year   int             `db:"year"`
	Serial int             `db:"serial"` // within the year
	Rows   int             `db:"rows"`
	Total  decimal.Decimal `db:"total"`
	Digest []byte          `db:"digest"`
	Status ListStatus      `db:"status"`
	Again  bool            `db:"again"` // 重新支付: of what the bank returned and must be approved again
}

// Name is how people call the list: 2024年第1册, or 2024年未编号册 of one composed before lists had numbers.
func (l List) Name() string {
	if l.Serial == 0 {
		return fmt.Sprintf("%d年未编号册", l.Year)
	}
	return fmt.Sprintf("%d年第%d册", l.Year, l.Serial)
}

// Code is what people compare of the list (校验码): the same on the page that asks for a signature and on paper.
func (l List) Code() string { return l.Matter().Code() }

// listColumns are a list's. One composed before lists had numbers has the serial 0.
const listColumns = `l.county, l.id, l.fund, l.dated, COALESCE(l.year, EXTRACT(YEAR FROM l.dated)::int) AS year, COALESCE(l.serial, 0) AS serial,
	  l.rows, l.total, l.digest, l.status, COALESCE(l.again, false) AS again`

// GetList reads a list.
func GetList(ctx context.Context, tx *pg.Tx, id int64) (List, error) {
	var lists []List
	err := tx.SelectContext(ctx, &lists, `
		SELECT `+listColumns+` FROM list l WHERE l.county = $1 AND l.id = $2`, tx.County, id)
	if err != nil {
		return List{}, fmt.Errorf("get list: %w", err)
	}
	if len(lists) == 0 {
		return List{}, errNoList
	}
	return lists[0], nil
}

var errNoList = fault.NotFoundf("没有找到这份花名册")

// Compose makes a list of cleared payouts, each to its payee's newest confirmed account (or the heir's), if they come to the total that
// the person was shown.
func Compose(ctx context.Context, tx *pg.Tx, ids []int64, total shown.Total) (int64, error) {
	return composeBy(ctx, tx, ComposeStep, `SELECT list_compose($1, $2, $3, $4, $5, $6)`, ids, total)
}

// ComposeAgain makes a list of payouts that the bank returned (重新支付): those that it once called paid, or that go to another account than was
// approved. The list that they came from lets go of them.
func ComposeAgain(ctx context.Context, tx *pg.Tx, ids []int64, total shown.Total) (int64, error) {
	return composeBy(ctx, tx, ComposeAgainStep, `SELECT list_compose_again($1, $2, $3, $4, $5, $6)`, ids, total)
}

func composeBy(ctx context.Context, tx *pg.Tx, step flow.Step, door string, ids []int64, total shown.Total) (int64, error) {
	if err := step.Permit(tx, fmt.Sprintf("发放花名册 %d 笔", len(ids))); err != nil {
		return 0, err
	}
	accounts, err := accountsFor(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	tx.JudgedBy(Flagging)
	id := pg.NewID()
	if err := knock(ctx, tx, door, tx.County, id, calendar.DateOf(tx.Now), pq.Array(ids), pq.Array(accounts), tx.By.ID); err != nil {
		return 0, err
	}
	tx.Cover("list", id)
	tx.Cover("list_row", id)
	tx.Cover("list_flag", id)
	tx.Cover("hand", id)
	tx.Cover("payout", ids...)
	made, err := GetList(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	return id, total.Still(made.Total, "所选救助金")
}

// accountsFor finds where each payout goes, in the order of ids. A payout without such an account keeps 0, which the door refuses.
func accountsFor(ctx context.Context, tx *pg.Tx, ids []int64) ([]int64, error) {
	var receivers []struct {
		Payout int64 `db:"payout"`
		Person int64 `db:"person"`
	}
	err := tx.SelectContext(ctx, &receivers, `
		SELECT payout, COALESCE(person, 0) AS person FROM payout_receiver WHERE county = $1 AND payout = ANY ($2)`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find receivers: %w", err)
	}
	receiver, people := make(map[int64]int64, len(receivers)), make([]int64, len(receivers))
	for i, r := range receivers {
		receiver[r.Payout], people[i] = r.Person, r.Person
	}
	confirmed, err := registry.ConfirmedAccounts(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	accounts := make([]int64, len(ids))
	for i, id := range ids {
		accounts[i] = confirmed[receiver[id]].ID
	}
	return accounts, nil
}

// Approve is the first approval and, by another person, the second, of the digest and total the person saw, and signs; what is odd about where the
// money goes they answer. The second books the liability: Dr premium fund, Cr claims payable; of a list that is paid again Dr suspense, for the fund has paid it once.
func Approve(ctx context.Context, tx *pg.Tx, list int64, digest []byte, total decimal.Decimal, answers []FlagAnswer, by signing.Signer) error {
	if err := ApproveStep.Permit(tx, fmt.Sprintf("花名册审批，合计 %s 元", total.StringFixed(2))); err != nil {
		return err
	}
	if err := open(ctx, tx); err != nil {
		return err
	}
	if err := unsigned(ctx, tx, list, ApproveStep); err != nil {
		return err
	}
	tx.JudgedBy(Flagging)
	if err := signApproval(ctx, tx, list, digest, total, answers, by); err != nil {
		return err
	}
	var turn string
	err := tx.GetContext(ctx, &turn, `SELECT list_approve($1, $2, $3, $4, $5)`, tx.County, list, digest, total, tx.By.ID)
	if err != nil {
		return fmt.Errorf("approve list: %w", err)
	}
	tx.Cover("list", list)
	tx.Cover("hand", list)
	tx.Cover("list_flag", list)
	if turn != "second" {
		return nil
	}
	return bookApproval(ctx, tx, list)
}

func bookApproval(ctx context.Context, tx *pg.Tx, list int64) error {
	l, err := GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	rows, err := duesOf(ctx, tx, list)
	if err != nil {
		return err
	}
	var first int64
	err = tx.GetContext(ctx, &first, `SELECT person FROM hand WHERE county = $1 AND list = $2 AND part = 'first'`, tx.County, list)
	if err != nil {
		return fmt.Errorf("find first approver: %w", err)
	}
	e, debit := ledger.Entry{Ref: approvedRef(list), Memo: fmt.Sprintf("审批发放花名册，救助金 %d 笔", len(rows)), CheckedBy: first}, ledger.PremiumFund
	if l.Again {
		e.Memo, debit = fmt.Sprintf("审批重新支付花名册，救助金 %d 笔", len(rows)), ledger.Suspense
	}
	return book(ctx, tx, e, debit, ledger.ClaimsPayable, rows)
}

func approvedRef(list int64) string { return fmt.Sprintf("list/%d/approved", list) }

// Void ends a list that was not sent (作废) and frees all its payouts at once; the entry of an approved one is reversed whole.
func Void(ctx context.Context, tx *pg.Tx, list int64, reason string) error {
	if err := VoidStep.Permit(tx, "作废花名册"); err != nil {
		return err
	}
	reason, err := words.Need("作废理由", reason)
	if err != nil {
		return err
	}
	rows, err := duesOf(ctx, tx, list)
	if err != nil {
		return err
	}
	var was ListStatus
	if err := tx.GetContext(ctx, &was, `SELECT list_void($1, $2, $3, $4, $5)`, tx.County, list, reason, tx.By.ID, secret.Salt()); err != nil {
		return fmt.Errorf("void list: %w", err)
	}
	tx.Cover("list", list)
	tx.Cover("list_void", list)
	tx.Cover("payout", payoutsOf(rows)...)
	if was != ListApproved {
		return nil
	}
	_, err = ledger.Reverse(ctx, tx, approvedRef(list), ledger.Entry{
		Ref: fmt.Sprintf("list/%d/void", list), On: calendar.DateOf(tx.Now), Memo: "作废花名册，冲销审批凭证",
	})
	return err
}
