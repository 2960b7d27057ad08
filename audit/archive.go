package audit

import (
	"context"
	"fmt"
)

// archived asks for every file that a row answers for: uploads, evidence, photos of postings, the bank's answers.
func archived(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: "报表、佐证、张贴照片、回盘原件齐全"}
	var rows []struct {
		Table string `db:"tab"`
		Key   string `db:"key"`
		File  []byte `db:"file"`
	}
	err := v.tx.SelectContext(ctx, &rows, `
		SELECT 'report' AS tab, id::TEXT AS key, file FROM report WHERE county = $1
		UNION ALL SELECT 'evidence', id::TEXT, file FROM evidence WHERE county = $1
		UNION ALL SELECT 'posting', id::TEXT, photo FROM posting WHERE county = $1
		UNION ALL SELECT 'answer', file::TEXT, file FROM answer WHERE county = $1 ORDER BY 1, 2`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	seen := map[string]error{}
	for _, r := range rows {
		check.Looked++
		if len(r.File) != 32 {
			check.find(r.Table, r.Key, "没有原件的 SHA-256")
			continue
		}
		if v.trust.Files == nil {
			continue
		}
		wrong, asked := seen[string(r.File)]
		if !asked {
			wrong = v.trust.Files(r.File)
			seen[string(r.File)] = wrong
		}
		if wrong != nil {
			check.find(r.Table, r.Key, "档案中的原件缺失或已被改动：%v", wrong)
		}
	}
	return []Check{check}, nil
}
