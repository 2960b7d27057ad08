// Package shown answers one question: does a step take what the person was shown?
//
// A page says how many wait, or what they come to, and a person decides on that. Until they press the button others work on: one more waits,
// an amount is another. So whoever asks for a step on rows without naming them one by one hands over what was shown, and the verb compares
// it with what it finds. Nothing shown is nothing agreed to: the zero value agrees with no rows.
package shown

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
)

// Rows are rows as somebody was shown them: a digest of their ids, in whatever order, short enough for a form.
type Rows string

// Of is the digest of rows that are to be shown.
func Of(ids []int64) Rows {
	sum := sha256.New()
	for _, id := range slices.Sorted(slices.Values(ids)) {
		fmt.Fprintln(sum, id)
	}
	return Rows(hex.EncodeToString(sum.Sum(nil)[:16]))
}

// Still refuses a step for rows that are not those that were shown. What says how people call them: 待核定的案件.
func (r Rows) Still(ids []int64, what string) error {
	if r != Of(ids) {
		return fault.Conflictf("%s与刚才显示的不同，现有 %d 项，请核对后再办理", what, len(ids))
	}
	return nil
}

// Total is what rows that are named one by one came to, in yuan, as somebody was shown it.
type Total struct{ decimal.Decimal }

// Still refuses a step for rows that come to something else now.
func (t Total) Still(now decimal.Decimal, what string) error {
	if !now.Equal(t.Decimal) {
		return fault.Conflictf("%s现合计 %s 元，与您核对的 %s 元不一致，请重新核对", what, now.StringFixed(2), t.StringFixed(2))
	}
	return nil
}
