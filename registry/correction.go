package registry

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Mistake is a kind of what may have been recorded by mistake, and is taken back by another person (登记更正). The rooms that know what rests on it have the
// verbs: claims of labels, payouts of deaths.
type Mistake string

const (
	Died  Mistake = "death"
	Begun Mistake = "label"     // a label that holds on no day
	Ended Mistake = "label_end" // a label that goes on
)

// Recorded is what was recorded of a household: of whom or which label, the day it tells, and who recorded it when.
type Recorded struct {
	Kind Mistake       `db:"kind"`
	ID   int64         `db:"id"`     // the person's or the label's
	Of   string        `db:"of"`     // their name
	On   calendar.Date `db:"on_day"` // of the death, on which the label began, or its last
	By   int64         `db:"by_staff"`
	Name string        `db:"by_name"` // of who recorded it
	At   time.Time     `db:"at"`
}

// Title is what was recorded as people say it.
func (r Recorded) Title() string {
	if r.Kind == Died {
		return r.Of + " " + r.On.Chinese() + "去世"
	}
	return "“" + r.Of + "” " + r.On.Chinese() + map[Mistake]string{Begun: "起登记", Ended: "终止"}[r.Kind]
}

// Mistakable lists what of a household somebody else recorded than whoever looks, and might be a mistake; nothing that a watch keeps, or no deed tells.
func Mistakable(ctx context.Context, tx *pg.Tx, household int64) (found []Recorded, err error) {
	err = tx.SelectContext(ctx, &found, `
		WITH r AS (
		  SELECT 'death' AS kind, id, name AS of, died_on AS on_day, 'person' AS tab, 'registry.record_death' AS verb FROM person
		  WHERE county = $1 AND household = $2 AND died_on IS NOT NULL
		  UNION ALL SELECT 'label', id, label, from_on, 'label', NULL FROM label
		  WHERE county = $1 AND household = $2 AND kept IS NULL AND to_on IS NULL
		  UNION ALL SELECT 'label_end', id, label, to_on, 'label', 'registry.end_label' FROM label
		  WHERE county = $1 AND household = $2 AND kept IS NULL AND mistaken IS NULL AND to_on IS NOT NULL)
		SELECT r.kind, r.id, r.of, r.on_day, d.person AS by_staff, s.name AS by_name, d.at FROM r CROSS JOIN LATERAL (
		  SELECT d.person, d.at FROM history($1, ARRAY[r.tab], ARRAY[r.id::TEXT]) h JOIN deed d ON d.county = $1 AND d.leaf = h.leaf AND (r.verb IS NULL OR d.verb = r.verb)
		  ORDER BY CASE WHEN r.verb IS NULL THEN d.leaf ELSE -d.leaf END LIMIT 1) d
		JOIN staff s ON s.county = $1 AND s.id = d.person WHERE d.person <> $3 ORDER BY d.at DESC, r.kind, r.of`, tx.County, household, tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("find what may be a mistake: %w", err)
	}
	return found, nil
}

// Correction is what was taken back, by whom and why.
type Correction struct {
	Recorded
	No      int64     `db:"no"`
	Back    string    `db:"back_name"` // who took it back
	BackAt  time.Time `db:"back_at"`
	Because string    `db:"reason"`
}

// Corrections lists what was taken back of a household, the newest first.
func Corrections(ctx context.Context, tx *pg.Tx, household int64) (found []Correction, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT x.id AS no, x.kind, COALESCE(x.person, x.label) AS id, COALESCE(p.name, l.label) AS of, COALESCE(x.died_on, x.to_on, l.from_on) AS on_day, d.person AS by_staff, s.name AS by_name, d.at,
		  b.name AS back_name, x.at AS back_at, x.reason
		FROM correction x JOIN deed d ON d.county = x.county AND d.leaf = x.deed JOIN staff s ON s.county = d.county AND s.id = d.person
		JOIN staff b ON b.county = x.county AND b.id = x.by_staff LEFT JOIN person p ON p.county = x.county AND p.id = x.person
		LEFT JOIN label l ON l.county = x.county AND l.id = x.label
		WHERE x.county = $1 AND x.household = $2 ORDER BY x.at DESC, x.id`, tx.County, household)
	if err != nil {
		return nil, fmt.Errorf("find corrections: %w", err)
	}
	return found, nil
}
