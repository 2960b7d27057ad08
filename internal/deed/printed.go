package deed

import (
	"context"
	"fmt"
	"strings"

	"fangpin/internal/pg"
)

// Printed is the county's newest checkpoint as papers print it: its note's origin, size and root, a line each.
func Printed(ctx context.Context, tx *pg.Tx) (string, error) {
	var notes []string
	err := tx.SelectContext(ctx, &notes, `SELECT note FROM checkpoint WHERE county = $1 ORDER BY size DESC LIMIT 1`, tx.County)
	if err != nil {
		return "", fmt.Errorf("find checkpoint: %w", err)
	}
	if len(notes) == 0 {
		return "尚无检查点", nil
	}
	lines := strings.SplitN(notes[0], "\n", 4)
	return strings.Join(lines[:min(3, len(lines))], "\n"), nil
}
