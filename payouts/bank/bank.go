// Package bank answers one question: which bytes does a bank read and write, and which rows are they? It knows no database.
//
// The generic profile is UTF-8 CSV with control totals. Every file closes with a line of its own that counts its rows, adds them
// up in yuan and hashes them, so that a cut, doubled or edited file is refused before anything is settled.
package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Version rises when the same file would be read as other rows: deeds name it.
const Version = 1

// Order is one instruction as the bank reads it (代发). Amount is in yuan.
type Order struct {
	Payout  int64
	Attempt int
	Name    string // of the account's holder
	Account string
	Bank    string // 开户行
	Amount  decimal.Decimal
}

// Outcome is what became of an instruction.
type Outcome string

const (
	Paid     Outcome = "paid"     // 成功
	Returned Outcome = "returned" // 退票
	Unknown  Outcome = "unknown"  // 处理中: the bank does not know yet
)

// outcomes are as banks write them.
var outcomes = map[string]Outcome{
	"成功": Paid, "交易成功": Paid, "失败": Returned, "退票": Returned, "交易失败": Returned, "处理中": Unknown, "未知": Unknown,
}

// Line is one line of a bank's answer (回盘). Amount is in yuan; Words is the bank's reason.
type Line struct {
	Payout  int64
	Attempt int
	Amount  decimal.Decimal
	Outcome Outcome
	Words   string
}

// Reference names an instruction to the bank and back: the payout and its attempt, as in 123-1.
func Reference(payout int64, attempt int) string { return fmt.Sprintf("%d-%d", payout, attempt) }

// ParseReference reads what Reference wrote.
func ParseReference(s string) (payout int64, attempt int, ok bool) {
	left, right, found := strings.Cut(s, "-")
	payout, err := strconv.ParseInt(left, 10, 64)
	n, err2 := strconv.ParseInt(right, 10, 32)
	attempt = int(n)
	ok = found && err == nil && err2 == nil && payout > 0 && attempt > 0 && Reference(payout, attempt) == s
	return payout, attempt, ok
}

// control adds up a file's rows as they are written or read.
type control struct {
	rows  int
	total decimal.Decimal
	hash  [sha256.Size]byte
}

// add takes a row in: the hash runs over each row's fields, joined by a character no field contains.
func (c *control) add(fields []string, amount decimal.Decimal) {
	c.rows++
	c.total = c.total.Add(amount)
	c.hash = sha256.Sum256([]byte(hex.EncodeToString(c.hash[:]) + "\x1f" + strings.Join(fields, "\x1f")))
}

// line is the closing line: how many rows, their total in yuan, their hash.
func (c *control) line() []string {
	return []string{closing, strconv.Itoa(c.rows), c.total.StringFixed(2), hex.EncodeToString(c.hash[:])}
}

const closing = "合计"
