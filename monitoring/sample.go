package monitoring

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Sampling says what a spot check (抽查) is drawn from, and how much of it.
type Sampling struct {
	From        calendar.Date   `db:"from_on"` // handed over or visited from this day
	To          calendar.Date   `db:"to_on"`   // to this
	PerTownship int             `db:"per_township"`
	Points      decimal.Decimal `db:"points"` // of a township's or department's yearly assessment (S3 §三.5: 纳入考核); 0: none
}

// SpotCheck is a sample that was drawn.
type SpotCheck struct {
	ID int64 `db:"id"`
	Sampling
	Seed    int64     `db:"seed"`
	By      string    `db:"drawn_by"` // a name
	At      time.Time `db:"drawn_at"`
	Drawn   int       `db:"drawn"`   // in all townships
	Checked int       `db:"checked"` // of these
}

// Drawn is one matter of a sample.
type Drawn struct {
	N        int   `db:"n"`
	Watch    int64 `db:"watch"`
	Township int64 `db:"township"` // its nine digits
}

// DrawSample draws a sample of each township by a seed that nobody chose, and answers its id. Each draw stands: whoever draws until a sample suits
// them leaves all of them. That the same one is not drawn again within a day only stops a button pressed twice: other days or another size are another sample.
func DrawSample(ctx context.Context, tx *pg.Tx, s Sampling) (int64, error) {
	if err := DrawStep.Permit(tx, fmt.Sprintf("抽取核查样本，每乡镇 %d 户", s.PerTownship)); err != nil {
		return 0, err
	}
	if err := s.check(calendar.DateOf(tx.Now)); err != nil {
		return 0, err
	}
	c := SpotCheck{ID: pg.NewID(), Sampling: s, Seed: randomSeed()}
	if err := tx.GetContext(ctx, &c.At, `SELECT clock_timestamp()`); err != nil { // what is recorded later is not drawn, whatever day it tells
		return 0, fmt.Errorf("ask the time: %w", err)
	}
	if err := c.once(ctx, tx); err != nil {
		return 0, err
	}
	drawn, err := draw(ctx, tx, c)
	if err != nil {
		return 0, err
	}
	if len(drawn) == 0 {
		return 0, fault.Invalidf("%s至%s没有交办或入户的事项，无可抽查", s.From.Chinese(), s.To.Chinese())
	}
	if err := keepSample(ctx, tx, c, drawn); err != nil {
		return 0, err
	}
	return c.ID, c.still(ctx, tx, drawn)
}

// still refuses a sample that would be another when it is sealed: a deed sealed meanwhile may have recorded more by its time.
func (c SpotCheck) still(ctx context.Context, tx *pg.Tx, drawn []Drawn) error {
	if err := deed.Hold(ctx, tx); err != nil {
		return err
	}
	again, err := draw(ctx, tx, c)
	if err != nil {
		return err
	}
	if !slices.Equal(again, drawn) {
		return fault.Conflictf("抽取的同时有新的办理登记，本次没有抽取，请重新抽取")
	}
	return nil
}

// longest is over how many months a spot check may reach: a day further back is a slip of the pen.
const longest = 60

func (s Sampling) check(today calendar.Date) error {
	switch {
	case s.From > s.To || s.To > today:
		return fault.Invalidf("起止日期有误，截止日期不能早于起始日期，也不能晚于今天")
	case s.From < s.To.AddMonths(-longest):
		return fault.Invalidf("起止日期相隔超过 %d 年，请核对起始日期", longest/12)
	case s.PerTownship < 1 || s.PerTownship > 1000:
		return fault.Invalidf("每个乡镇抽取 1 至 1000 户，请核对")
	case s.Points.IsNegative() || s.Points.GreaterThan(decimal.NewFromInt(100)) || !s.Points.Equal(s.Points.Round(2)):
		return fault.Invalidf("考核分值为 0 至 100 分，最多两位小数，请核对")
	}
	return nil
}

// once refuses a sample of the same days and size that was drawn within a day, as whoever draws at the same time finds.
func (c SpotCheck) once(ctx context.Context, tx *pg.Tx) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('monitoring.draw ' || $1))`, tx.County); err != nil {
		return fmt.Errorf("wait to draw a sample: %w", err)
	}
	var drawn bool
	err := tx.GetContext(ctx, &drawn, `
		SELECT EXISTS (SELECT FROM spot_check WHERE county = $1 AND from_on = $2 AND to_on = $3 AND per_township = $4
		  AND drawn_at > $5::timestamptz - INTERVAL '24 hours')`, tx.County, c.From, c.To, c.PerTownship, c.At)
	if err != nil {
		return fmt.Errorf("look for a sample of the same days: %w", err)
	}
	if drawn {
		return fault.Conflictf("%s至%s每乡镇 %d 户的样本一天之内已经抽取过，不能重抽，请从抽查清单进入", c.From.Chinese(), c.To.Chinese(), c.PerTownship)
	}
	return nil
}

func randomSeed() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return int64(binary.BigEndian.Uint64(b[:]) >> 1)
}

func keepSample(ctx context.Context, tx *pg.Tx, c SpotCheck, drawn []Drawn) error {
	type row struct {
		SpotCheck int64 `db:"spot_check"`
		Drawn
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO spot_check (county, id, from_on, to_on, per_township, seed, points, drawn_by, drawn_at)
		VALUES (@county, @id, @from, @to, @per, @seed, @points, @by, @at)`, pg.Named{
		"county": tx.County, "id": c.ID, "from": c.From, "to": c.To, "per": c.PerTownship, "seed": c.Seed, "points": c.Points, "by": tx.By.ID, "at": c.At})
	if err != nil {
		return fmt.Errorf("keep a sample: %w", err)
	}
	rows := make([]row, len(drawn))
	for i, d := range drawn {
		rows[i] = row{c.ID, d}
	}
	tx.Cover("spot_check", c.ID)
	tx.Cover("spot_check_row", c.ID)
	return pg.Insert(ctx, tx, "spot_check_row", rows)
}

// draw draws a sample by its seed from what had been recorded by its time: of each township the matters whose places are the lowest. What a transaction
// recorded by then that was sealed after the sample was not to be seen; no transaction lasts a day, so only events of the day before are asked for their leaf.
func draw(ctx context.Context, tx *pg.Tx, c SpotCheck) ([]Drawn, error) {
	var all []Drawn
	err := tx.SelectContext(ctx, &all, `
		SELECT w.id AS watch, p.village / 1000 AS township FROM watch w
		JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
		WHERE w.county = @county AND EXISTS (SELECT FROM watch_event e WHERE e.county = w.county AND e.watch = w.id
		  AND e.event IN ('hand_over', 'visit') AND e.on_day BETWEEN @from AND @to AND e.at <= @at
		  AND (e.at < @at::timestamptz - INTERVAL '1 day' OR EXISTS (SELECT FROM history(@county, '{watch_event}', ARRAY[concat(e.watch, '/', e.n)]) s
		    WHERE s.leaf < (SELECT COALESCE(MIN(d.leaf), 9223372036854775807) FROM history(@county, '{spot_check}', ARRAY[@id::bigint::text]) d))))`, pg.Named{
		"county": tx.County, "from": c.From, "to": c.To, "at": c.At, "id": c.ID})
	if err != nil {
		return nil, fmt.Errorf("find what a sample is drawn from: %w", err)
	}
	slices.SortFunc(all, func(a, b Drawn) int {
		return cmp.Or(cmp.Compare(a.Township, b.Township), bytes.Compare(placeOf(c.Seed, a.Watch), placeOf(c.Seed, b.Watch)))
	})
	var drawn []Drawn
	of := map[int64]int{}
	for _, d := range all {
		if of[d.Township]++; of[d.Township] <= c.PerTownship {
			d.N = len(drawn) + 1
			drawn = append(drawn, d)
		}
	}
	return drawn, nil
}

// placeOf is where a matter stands in the order of a seed: the SHA-256 of "seed/matter", which anybody can compute.
func placeOf(seed, watch int64) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%d", seed, watch))
	return sum[:]
}

// SpotChecks lists the samples that were drawn, the newest first.
func SpotChecks(ctx context.Context, tx *pg.Tx) (found []SpotCheck, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT c.id, c.from_on, c.to_on, c.per_township, c.seed, c.points, b.name AS drawn_by, c.drawn_at,
		  (SELECT COUNT(*) FROM spot_check_row r WHERE r.county = c.county AND r.spot_check = c.id) AS drawn,
		  (SELECT COUNT(*) FROM spot_finding f WHERE f.county = c.county AND f.spot_check = c.id) AS checked
		FROM spot_check c JOIN staff b ON b.county = c.county AND b.id = c.drawn_by WHERE c.county = $1 ORDER BY c.id DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find spot checks: %w", err)
	}
	return found, nil
}

// GetSpotCheck is one sample. None is NotFound.
func GetSpotCheck(ctx context.Context, tx *pg.Tx, id int64) (SpotCheck, error) {
	all, err := SpotChecks(ctx, tx)
	if err != nil {
		return SpotCheck{}, err
	}
	i := slices.IndexFunc(all, func(c SpotCheck) bool { return c.ID == id })
	if i < 0 {
		return SpotCheck{}, fault.NotFoundf("没有找到这次抽查，请刷新后重选")
	}
	return all[i], nil
}

// Redraw draws a sample again by its seed, and refuses one that is kept otherwise.
func Redraw(ctx context.Context, tx *pg.Tx, id int64) ([]Drawn, error) {
	c, err := GetSpotCheck(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	again, err := draw(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	var kept []Drawn
	err = tx.SelectContext(ctx, &kept, `SELECT n, watch, township FROM spot_check_row WHERE county = $1 AND spot_check = $2 ORDER BY n`, tx.County, id)
	if err != nil {
		return nil, fmt.Errorf("read a sample: %w", err)
	}
	if !slices.Equal(again, kept) {
		return nil, fault.Conflictf("按登记的种子重新抽取，与登记的样本不一致，请核对存证")
	}
	return kept, nil
}
