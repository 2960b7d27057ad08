package payouts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
)

const posting = `INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by) VALUES (:c, :new, :notice, `

// board announces one payout on 9 September 2024 and names its notice and natural village.
func board(t *testing.T) *fort {
	t.Helper()
	f := newFort(t)
	id := f.names["assessed"].(int64)
	notice := f.Announce(t, []int64{id})
	f.names["payout"], f.names["notice"], f.names["hamlet"] = id, notice, f.names["assessed_place"]
	return f
}

func TestAClockStartsFromTwoPostings(t *testing.T) {
	f := board(t)
	both := func(village, hamlet string) []string {
		return []string{posting + `:village, ` + village + `, sha256(''), :township)`, posting + `:hamlet, ` + hamlet + `, sha256(''), :township)`}
	}
	start := `SELECT publicity_start(:c, :notice, :township)`
	f.refuses(
		tried("no posting", "FPCLK", start),
		tried("the village's only", "FPCLK", both("'2024-09-09'", "'2024-09-09'")[0], start),
		tried("the natural village's only", "FPCLK", both("'2024-09-09'", "'2024-09-09'")[1], start),
		tried("one dated before the notice", "FPCLK", append(both("'2024-09-08'", "'2024-09-09'"), start)...),
		tried("the other dated before the notice", "FPCLK", append(both("'2024-09-09'", "'2024-09-08'"), start)...),
		tried("recorded before it went up", "FPCLK", append(both("current_date + 2", "'2024-09-09'"), start)...),
		tried("twice on one wall", duplicate, both("'2024-09-09'", "'2024-09-09'")[0], both("'2024-09-10'", "'2024-09-09'")[0]),
		tried("started twice", "FPCLK", append(both("'2024-09-09'", "'2024-09-09'"), start, start)...),
		tried("no photo", isNull, posting+`:village, '2024-09-09', NULL, :township)`),
		tried("half a photo", checked, posting+`:village, '2024-09-09', '\x00', :township)`),
		tried("recorded at another time", denied, `INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by, recorded_at)
			VALUES (:c, :new, :notice, :village, '2024-09-09', sha256(''), :township, '2024-09-09')`),
		tried("no such notice", "FPCLK", `SELECT publicity_start(:c, 7, :township)`),
	)
	f.passes(append(both("'2024-09-09'", "'2024-09-09'"), start)...)
	f.tamper(`UPDATE office SET late_days = 1`)
	f.refuses(tried("recorded late", "FPCLK", append(both("'2024-09-09'", "'2024-09-09'"), start)...))
	f.tamper(`UPDATE office SET late_days = 36500; DELETE FROM day WHERE on_day >= '2024-09-16'`)
	f.refuses(
		tried("over days that are not published", "FPCAL", append(both("'2024-09-09'", "'2024-09-09'"), start)...),
		tried("ending on a holiday, the days after it not published", "FPCAL", append(both("'2024-09-09'", "'2024-09-09'"), start)...),
	)
}

func TestAPostingThatCameDownBeginsTheDaysAnew(t *testing.T) {
	f := board(t)
	notice := f.names["notice"].(int64)
	f.At("2024-09-10")
	village := f.Post(t, notice, payoutstest.Village)
	f.Post(t, notice, f.names["hamlet"].(int64))
	last := func() string {
		var runs []string
		for _, c := range f.Clocks(t, notice) {
			runs = append(runs, fmt.Sprintf("run %d to %s", c.Run, c.Last))
		}
		return strings.Join(runs, ", ")
	}
	if got := last(); got != "run 1 to 2024-09-20" {
		t.Errorf("the clock: %s", got)
	}
	f.names["up"] = village
	f.refuses(
		tried("down before it went up", "FPDAT", `SELECT publicity_restart(:c, :up, '2024-09-09', :township, '被大风刮落', '')`),
		tried("down tomorrow, so that the clock goes on", "FPDAT", `SELECT publicity_restart(:c, :up, ((clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date + 1), :township, '被大风刮落', '')`),
		tried("down at no time", "FPDAT", `SELECT publicity_restart(:c, :up, NULL, :township, '被大风刮落', '')`),
		tried("no such posting", "FPDAT", `SELECT publicity_restart(:c, 7, '2024-09-12', :township, '被大风刮落', '')`),
		tried("down twice", "FPDAT", `SELECT publicity_restart(:c, :up, '2024-09-12', :township, '被大风刮落', '')`, `SELECT publicity_restart(:c, :up, '2024-09-12', :township, '被大风刮落', '')`),
		tried("cleared with the posting down", "FPCLK", `SELECT publicity_restart(:c, :up, '2024-09-12', :township, '被大风刮落', '')`, `SELECT payout_clear(:c, '{:payout}', :clerk)`),
		tried("the old run revived", "FPCLK", `SELECT publicity_restart(:c, :up, '2024-09-12', :township, '被大风刮落', '')`,
			posting+`:village, '2024-09-11', sha256(''), :township)`, `SELECT publicity_start(:c, :notice, :township)`),
	)
	f.At("2024-09-15")
	takeDown := func(id int64, on calendar.Date) error {
		return f.Do(f.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
			return publicity.TakeDown(ctx, tx, id, on, "被大风刮落")
		})
	}
	f.Must(takeDown(village, calendar.On(2024, 9, 14)))
	if got := last(); got != "" {
		t.Errorf("a clock runs without its posting: %s", got)
	}
	again := f.Post(t, notice, payoutstest.Village)
	if got := last(); got != "run 2 to 2024-09-25" {
		t.Errorf("the clock after the repost: %s", got)
	}
	// Down after its last day, or after a payout was cleared by it, the run stands.
	f.At("2024-09-26")
	f.Must(takeDown(again, calendar.On(2024, 9, 26)))
	if got := last(); got != "run 2 to 2024-09-25" {
		t.Errorf("the clock after its end: %s", got)
	}
	f.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payoutstest.Clear(ctx, tx, []int64{f.names["payout"].(int64)})
	})
}

// The days are over by the database's clock: not by the transaction's, nor by the caller's.
func TestClearingWaitsForTheLastSecond(t *testing.T) {
	f := newFort(t)
	end := func(interval string) string {
		return `UPDATE clock SET ends_at = clock_timestamp() + INTERVAL '` + interval + `' WHERE notice = :announced_notice`
	}
	f.tamper(end("1 minute"))
	clear := `SELECT payout_clear(:c, '{:announced}', :clerk)`
	f.refuses(
		tried("before the end", "FPCLK", clear),
		tried("one of two", "FPCLK", `SELECT payout_announce(:c, :new, :village, :day, '{:assessed}', :clerk)`, `SELECT payout_clear(:c, '{:assessed}', :clerk)`),
		tried("not announced", "FPSTA", `SELECT payout_clear(:c, '{:assessed}', :clerk)`),
		tried("cleared before", "FPSTA", `SELECT payout_clear(:c, '{:cleared}', :clerk)`),
		tried("twice at once", "FPSTA", `SELECT payout_clear(:c, '{:announced,:announced}', :clerk)`),
		tried("nobody", "FPSTA", `SELECT payout_clear(:c, '{}', :clerk)`),
	)
	tx, err := f.Begin(t.Context(), f.Who(who.Clerk)) // its now() is before the end
	f.Must(err)
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(t.Context(), `SELECT now()`)
	f.Must(err)
	f.tamper(end("0 seconds"))
	f.refuses(tried("an open objection", "FPOBJ", objecting+`:announced, '不符', :day, :clerk, '')`, clear))
	if _, err = tx.ExecContext(t.Context(), f.say(clear)); err != nil {
		t.Errorf("after the end: %v", err)
	}
}

// Within the calendar the door and internal/calendar end every period on the same day; outside it both refuse.
func TestTheDoorCountsAsTheCalendarDoes(t *testing.T) {
	f := board(t)
	days := calendar.Published()
	holidays := holidayEves(days)
	rapid.Check(t, func(r *rapid.T) {
		for range 10 { // a thousand in all
			from := rapid.OneOf(
				rapid.Custom(func(r *rapid.T) calendar.Date {
					return calendar.Date(rapid.IntRange(int(days.First()), int(days.Last())).Draw(r, "day"))
				}),
				rapid.SampledFrom(holidays), // 国庆 and the Spring Festival, from ten days before
			).Draw(r, "from")
			n := rapid.IntRange(1, 40).Draw(r, "days")
			options := calendar.Options{PastHoliday: rapid.Bool().Draw(r, "past holiday"), PastWeekend: rapid.Bool().Draw(r, "past weekend")}
			want, refused := days.Due(from, n, options)
			got, err := f.clockOf(from, n, options)
			switch {
			case refused != nil:
				if stateOf(err) != "FPCAL" {
					r.Fatalf("from %s %d days: %v, the calendar says %v", from, n, err, refused)
				}
			case err != nil || got != want:
				r.Fatalf("from %s %d days %+v: %s, %v; the calendar says %s", from, n, options, got, err, want)
			}
		}
	})
}

// holidayEves are the days from which ten days end in or about a long holiday.
func holidayEves(days *calendar.Calendar) (eves []calendar.Date) {
	for d := days.First() + 20; d <= days.Last(); d++ {
		if days.Holiday(d) && days.Holiday(d-1) && days.Holiday(d-2) {
			eves = append(eves, d-10)
		}
	}
	return eves
}

// clockOf posts the notice on a day, under the given rule, and answers the last day that the door gives.
func (f *fort) clockOf(from calendar.Date, n int, o calendar.Options) (last calendar.Date, err error) {
	tx, err := f.super.BeginTxx(f.t.Context(), nil)
	f.Must(err)
	defer func() { _ = tx.Rollback() }()
	for _, statement := range []string{
		fmt.Sprintf(`UPDATE notice SET dated = '%s', days = %d, past_holiday = %t, past_weekend = %t WHERE id = :notice`, from, n, o.PastHoliday, o.PastWeekend),
		fmt.Sprintf(`INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by, recorded_at)
			SELECT :c, place, :notice, place, '%[1]s', sha256(''), :township, '%[1]s'::timestamp AT TIME ZONE 'Asia/Shanghai'
			FROM unnest('{:village,:hamlet}'::bigint[]) AS place`, from),
		`SET LOCAL ROLE fangpin_app; SET LOCAL fangpin.county = '410602'`,
		`SELECT publicity_start(:c, :notice, :township)`,
	} {
		if _, err := tx.ExecContext(f.t.Context(), f.say(statement)); err != nil {
			return 0, err
		}
	}
	err = tx.GetContext(f.t.Context(), &last, f.say(`SELECT last_day FROM clock WHERE notice = :notice`))
	return last, err
}

func TestAnObjectionHoldsItsPayoutAndNoOther(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Announced)
	var objection int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		objection, err = payouts.Object(ctx, tx, w.Payouts[0], "家有轿车")
		return err
	})
	clear := func(ids ...int64) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Clear(ctx, tx, ids) })
	}
	o.Refused(clear(w.Payouts...), fault.Blocked)
	o.Must(clear(w.Payouts[1]))
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, objection, "系其兄所有", stafftest.Sign)
	})
	o.Must(clear(w.Payouts[0]))
}

// A demonstration's time lies before the database's: there the days are over when its own clock says so.
func TestClearingWaitsForTheOfficesClockToo(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Announced)
	clear := func() error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return payouts.Clear(ctx, tx, w.Payouts) })
	}
	o.At("2024-09-19") // the last day
	o.Refused(clear(), fault.Blocked)
	o.At("2024-09-20")
	o.Must(clear())
}
