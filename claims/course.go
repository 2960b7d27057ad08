package claims

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Turn is one visit within a round, with all that was said of it (轮次): what an earlier round came to stays readable.
type Turn struct {
	Round     int           `db:"round"`
	Turn      int           `db:"turn"`
	Entrusted Said          `db:"entrusted"`
	Adjuster  string        `db:"adjuster"`
	DueOn     calendar.Date `db:"due_on"` // without the extension

	Extended   Said           `db:"extended"` // the words are the adjuster's reason
	ExtendedTo *calendar.Date `db:"extended_to"`
	Reassigned Said           `db:"reassigned"` // to another adjuster; there is no finding then

	Found     Said        `db:"found"` // the day is that of the visit
	Qualifies bool        `db:"qualifies"`
	Cases     []Case      `db:"-"`
	Far       []Deviation `db:"-"` // what the adjuster looked at again
	Evidence  []Proof     `db:"-"`

	Endorsed Said `db:"endorsed"`
	SentBack Said `db:"sent_back"` // by the village
	Reviewed Said `db:"reviewed"`
	Passed   bool `db:"passed"` // the review; else it went back
	Filed    Said `db:"filed"`
	Year     int  `db:"year"`
	No       int  `db:"no"` // 备案号 within the year
}

// Said is who said what on which day; nothing was said where there is no day.
type Said struct {
	By    string         `db:"by"`
	On    *calendar.Date `db:"on"`
	Words string         `db:"words"`
}

// Proof is a file of evidence as it is kept.
type Proof struct {
	ID int64
	Evidence
}

// Course lists the turns of a claim, the newest first; none of a claim that the person may not see.
func Course(ctx context.Context, tx *pg.Tx, claim int64) ([]Turn, error) {
	seen, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{claim}), Void: true})
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	var rows []turnRow
	err = tx.SelectContext(ctx, &rows, `
		SELECT a.round, a.turn, `+named("a.adjuster")+` AS adjuster, a.due_on,
		  `+named("a.entrusted_by")+` AS "entrusted.by", a.entrusted_on AS "entrusted.on",
		  `+named("x.by_staff")+` AS "extended.by", x.on_day AS "extended.on", COALESCE(x.reason, '') AS "extended.words", x.due_on AS extended_to,
		  `+named("d.by_staff")+` AS "reassigned.by", d.on_day AS "reassigned.on", COALESCE(d.reason, '') AS "reassigned.words",
		  `+named("f.adjuster")+` AS "found.by", f.visited_on AS "found.on", COALESCE(f.why, '') AS "found.words",
		  COALESCE(f.qualifies, false) AS qualifies, COALESCE(f.cases, '[]') AS cases, f.far, v.ids, v.kinds, v.files,
		  `+named("e.by_staff")+` AS "endorsed.by", e.on_day AS "endorsed.on", COALESCE(e.opinion, '') AS "endorsed.words",
		  `+named("b.by_staff")+` AS "sent_back.by", b.on_day AS "sent_back.on", COALESCE(b.opinion, '') AS "sent_back.words",
		  `+named("r.by_staff")+` AS "reviewed.by", r.on_day AS "reviewed.on", COALESCE(r.opinion, '') AS "reviewed.words", COALESCE(r.passed, false) AS passed,
		  `+named("g.filed_by")+` AS "filed.by", g.filed_on AS "filed.on", COALESCE(g.year, 0) AS year, COALESCE(g.no, 0) AS no
		FROM assignment a
		LEFT JOIN extension x ON (x.county, x.claim, x.round, x.turn) = (a.county, a.claim, a.round, a.turn)
		LEFT JOIN reassignment d ON (d.county, d.claim, d.round, d.turn) = (a.county, a.claim, a.round, a.turn)
		LEFT JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (a.county, a.claim, a.round, a.turn)
		LEFT JOIN LATERAL (
		  SELECT array_agg(i.id ORDER BY i.id) AS ids, array_agg(i.kind ORDER BY i.id) AS kinds, array_agg(i.file ORDER BY i.id) AS files
		  FROM evidence i WHERE (i.county, i.claim, i.round, i.turn) = (a.county, a.claim, a.round, a.turn)
		) v ON true
		LEFT JOIN endorsement e ON (e.county, e.claim, e.round, e.turn) = (a.county, a.claim, a.round, a.turn)
		LEFT JOIN village_return b ON (b.county, b.claim, b.round, b.turn) = (a.county, a.claim, a.round, a.turn)
		LEFT JOIN review r ON (r.county, r.claim, r.round, r.turn) = (a.county, a.claim, a.round, a.turn)
		LEFT JOIN filing g ON (g.county, g.claim, g.round, g.turn) = (a.county, a.claim, a.round, a.turn)
		WHERE a.county = $1 AND a.claim = $2 ORDER BY a.round DESC, a.turn DESC`, tx.County, claim)
	if err != nil {
		return nil, fmt.Errorf("turns of claim %d: %w", claim, err)
	}
	turns := make([]Turn, len(rows))
	for i, r := range rows {
		if turns[i], err = r.whole(); err != nil {
			return nil, fmt.Errorf("turns of claim %d: %w", claim, err)
		}
	}
	return turns, nil
}

// named asks for the name of a member of staff, empty where there is none.
func named(id string) string {
	return `COALESCE((SELECT m.name FROM staff m WHERE m.county = a.county AND m.id = ` + id + `), '')`
}

// turnRow is a turn as it is scanned.
type turnRow struct {
	Turn
	Stored []byte         `db:"cases"`
	Again  []byte         `db:"far"`
	IDs    pq.Int64Array  `db:"ids"`
	Kinds  pq.StringArray `db:"kinds"`
	Files  pq.ByteaArray  `db:"files"`
}

func (r turnRow) whole() (Turn, error) {
	t := r.Turn
	for i, id := range r.IDs {
		t.Evidence = append(t.Evidence, Proof{id, EvidenceOf(r.Kinds[i], [sha256.Size]byte(r.Files[i]))})
	}
	if err := json.Unmarshal(r.Stored, &t.Cases); err != nil {
		return t, fmt.Errorf("cases of round %d, turn %d: %w", t.Round, r.Turn.Turn, err)
	}
	var err error
	if t.Far, err = deviations(r.Again); err != nil {
		return t, fmt.Errorf("deviations of round %d, turn %d: %w", t.Round, r.Turn.Turn, err)
	}
	return t, nil
}
