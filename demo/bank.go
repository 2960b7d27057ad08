package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/payouts/bank"
)

// BankAnswers is the demonstration's bank: it pays what a file orders, but for the first few, which it sends back.
func BankAnswers(file []byte, returned int) ([]byte, error) {
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the bank reads the file: %w", err)
	}
	var lines []bank.Line
	for _, record := range records[1 : len(records)-1] { // between the header and the control line
		l := bank.Line{Outcome: bank.Paid}
		l.Payout, l.Attempt, _ = bank.ParseReference(strings.TrimSpace(record[1]))
		if l.Amount, err = decimal.NewFromString(record[5]); err != nil {
			return nil, fmt.Errorf("the bank reads an amount: %w", err)
		}
		if len(lines) < returned {
			l.Outcome, l.Words = bank.Returned, "账号户名不符"
		}
		lines = append(lines, l)
	}
	var answer bytes.Buffer
	err = bank.WriteAnswer(&answer, lines)
	return answer.Bytes(), err
}
