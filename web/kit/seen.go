package kit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"fangpin/internal/fault"
)

// Seen is what a form carries of rows of which its page shows only how many there are: a digest of their ids, in whatever order.
func Seen(ids []int64) string {
	sum := sha256.New()
	for _, id := range slices.Sorted(slices.Values(ids)) {
		fmt.Fprintln(sum, id)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Unchanged refuses a step for all of some rows where they are not those of which a field of the form carries the digest. What says how
// the page calls them: 待核定的案件.
func (r *Request) Unchanged(field string, ids []int64, what string) error {
	if r.Value(field) != Seen(ids) {
		return fault.Conflictf("%s与刚才显示的不同，现有 %d 项，请核对后再办理", what, len(ids))
	}
	return nil
}
