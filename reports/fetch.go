package reports

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/security"
)

// Purposes are for what an original is fetched (用途), a closed list: a deed's subject holds no personal data.
var Purposes = []string{"核对数据", "更正重报", "审计核查", "存档备查"}

// Fetch writes down that the file of a report leaves as it came, with every number in full, and for what (下载原件). It answers the report,
// which must be one that Find lists.
func Fetch(ctx context.Context, tx *pg.Tx, id int64, purpose string) (Report, error) {
	if err := FetchStep.Permit(tx, fmt.Sprintf("下载月报原件，用于%s", purpose)); err != nil {
		return Report{}, err
	}
	if !slices.Contains(Purposes, purpose) {
		return Report{}, fault.Invalidf("请选择下载原件的用途，用途会留存备查")
	}
	r, err := Get(ctx, tx, id)
	if err != nil {
		return Report{}, err
	}
	tx.Cover("report", id)
	return r, security.Exported(ctx, tx, r.Rows)
}
