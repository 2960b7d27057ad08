package publicity

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// Answer is the written answer to an objection (异议答复书), by its number in the year.
type Answer struct {
	Year   int `db:"year"`
	Number int `db:"no"`
}

// No is the number as people write it.
func (a Answer) No() string { return fmt.Sprintf("防贫异复〔%d〕%d号", a.Year, a.Number) }

// AnswerOf is the answer to an objection, nil for one that is open, or was decided before there were any.
func AnswerOf(ctx context.Context, tx *pg.Tx, objection int64) (*Answer, error) {
	var found []Answer
	err := tx.SelectContext(ctx, &found, `SELECT year, no FROM objection_answer WHERE county = $1 AND objection = $2`, tx.County, objection)
	if err != nil {
		return nil, fmt.Errorf("answer to objection %d: %w", objection, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// Proof is a file that somebody brought for or against an objection (异议佐证).
type Proof struct {
	N    int    `db:"n"`
	File []byte `db:"file"` // SHA-256; the bytes lie in the archive
	By   string `db:"by_name"`
}

// Proofs lists what was brought for or against an objection, in its order.
func Proofs(ctx context.Context, tx *pg.Tx, objection int64) (found []Proof, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT f.n, f.file, s.name AS by_name FROM objection_file f JOIN staff s ON s.county = f.county AND s.id = f.by_staff
		WHERE f.county = $1 AND f.objection = $2 ORDER BY f.n`, tx.County, objection)
	if err != nil {
		return nil, fmt.Errorf("proofs of objection %d: %w", objection, err)
	}
	return found, nil
}
