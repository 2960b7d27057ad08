package web

import (
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// homeOf is the family of a corner's watch.
func (c *corner) homeOf(course string) *home {
	return c.homes[families[slices.Index(past(procedure.Lead), course)].name]
}

// overlook draws a sample of each county, of which one family was looked at, and orders two problems of each corner to be put right by its department:
// one is still to be, one waits for the county.
func (w *world) overlook() {
	for _, c := range w.corners {
		if c.county == w.corners[0].county && c != w.corners[0] {
			c.noun["spot check"] = w.corners[0].noun["spot check"]
		} else {
			w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
				c.noun["spot check"], err = monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: calendar.On(2024, 9, 1), To: calendar.DateOf(tx.Now), PerTownship: 1000,
					Points: decimal.NewFromInt(10)})
				return err
			})
		}
		c.noun["sampled"] = w.readID(`SELECT n FROM spot_check_row WHERE watch = $1`, c.watch["agency"])
		w.do(c.second, func(ctx context.Context, tx *pg.Tx) error {
			n := w.readID(`SELECT n FROM spot_check_row WHERE watch = $1`, c.watch["handed"])
			return monitoring.Check(ctx, tx, c.noun["spot check"], []monitoring.CheckFinding{{N: int(n), How: monitoring.ByCadre, Words: c.surname + "家没有人去过"}})
		})
		w.order(c, "problem", "planning")
		w.order(c, "problem done", "filing")
		w.do(c.reporter, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Rectified(ctx, tx, monitoring.PutRight{ID: c.noun["problem done"], Words: c.surname + "家已整改", Evidence: w.picture(c, "整改")})
		})
	}
}

// order has a problem of a corner's family put right by the corner's department.
func (w *world) order(c *corner, noun, course string) {
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		ids, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{{Source: monitoring.OfInspection, Household: c.homeOf(course).household,
			Watch: c.watch[course], Unit: c.agency, Person: c.surname + "局长", Due: calendar.On(2024, 10, 20), Problem: c.surname + "家没有人管"}})
		if err == nil {
			c.noun[noun] = ids[0]
		}
		return err
	})
}

// overlookForm is the form of an address of spot checks, sweeps and rectifications, filled in about a corner, so that it would be accepted there.
func (w *world) overlookForm(path string, c *corner) (form, bool) {
	own := w.corners[0]
	pairs := func(pairs ...string) (form, bool) { return filled(pairs...), true }
	id := func(course string) string { return fmt.Sprint(c.homeOf(course).household) }
	switch path {
	case "/spotchecks":
		return pairs("from", "2024-09-01", "to", "2024-10-11", "per_township", "1", "points", "5")
	case "/spotchecks/{id}/rows/{n}":
		return pairs("how", "visit", "sound", "yes", "found", "属实")
	case "/sweeps/{query}/leads":
		return pairs("id", id("announcing"))
	case "/sweeps/{query}/unchanged":
		return filled("id", fmt.Sprint(c.homes["called"].household)), true
	case "/sweeps/{query}/rectify":
		return pairs("id", id("announcing"), "unit", own.agency, "person", "某人", "due", "2024-10-20")
	case "/rectifications/new":
		return pairs("household", id("announcing"), "source", "inspection", "problem", "没有入户", "unit", own.agency, "person", "某人", "due", "2024-10-20")
	case "/rectifications/{id}/done":
		return form{[]string{"on", "2024-10-11", "what", "已办"}, []attached{{"photo", "照片.png", snapshot(own)}}}, true
	case "/rectifications/{id}/sign":
		return pairs("passed", "yes")
	}
	return form{}, false
}
