// Package migrations holds the schema: forward-only SQL, one file per step, run by goose (fangpin migrate).
package migrations

import "embed"

// FS holds every migration. An applied file never changes (sums.txt): a correction is a further file.
//
//go:embed *.sql
var FS embed.FS
