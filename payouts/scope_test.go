package payouts_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
	"fangpin/reports"
)

// Whoever reads, reads their own part of the county: a village and a township no others', the county's people all of it.
func TestEachReadsTheirOwnPartOfTheCounty(t *testing.T) {
	o := payoutstest.County(t)
	o.Report(t, "hospital", "2024-09", map[string]string{
		"name": "患者", "id_number": o.Named[0].HeadID, "discharged": "2024-09-03", "institution": "鹤山区人民医院", "settlement": "JS1",
		"expense": "30000.00", "basic_paid": "0.00", "self_paid": "30000.00",
	})
	var raised []int64
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		s, err := claims.Screen(ctx, tx, reports.Month{Year: 2024, Month: 9})
		raised = s.Raised
		return err
	})
	announced, listed := o.Work(t, 1, payouts.Announced), o.Work(t, 1, payouts.Listed)
	claim := []int64{o.Get(t, listed.Payouts...)[0].Claim}
	o.Filed(t, 1, "hospital") // it waits for its amount
	var objection int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		objection, err = payouts.Object(ctx, tx, listed.Payouts[0], "家有轿车")
		return err
	})
	o.At("2024-09-20") // the notice's days are over

	reads := map[string]func(context.Context, *pg.Tx) (int, error){
		"claims.Find": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, err := claims.Find(ctx, tx, claims.Filter{})
			return len(found), err
		},
		"claims.Find of one": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(claim), Village: payoutstest.Village})
			return len(found), err
		},
		"claims.Told": func(ctx context.Context, tx *pg.Tx) (int, error) {
			told, err := claims.Told(ctx, tx, raised)
			if tx.By.Role == who.Adjuster && len(told) == 0 {
				return 1, err // an adjuster is told of what was entrusted, and these claims are not yet
			}
			return len(told), err
		},
		"claims.Found": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, err := claims.Found(ctx, tx, claim)
			return len(found), err
		},
		"reports.Rows": func(ctx context.Context, tx *pg.Tx) (int, error) {
			rows, err := reports.Rows(ctx, tx, reports.RowFilter{})
			return len(rows), err
		},
		"payouts.Find": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, err := payouts.Find(ctx, tx, payouts.Filter{})
			return len(found), err
		},
		"payouts.Find on a list": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, err := payouts.Find(ctx, tx, payouts.Filter{Lists: pg.Only([]int64{listed.List})})
			return len(found), err
		},
		"publicity.Get": func(ctx context.Context, tx *pg.Tx) (int, error) {
			_, rows, err := publicity.Get(ctx, tx, announced.Notice)
			return len(rows), err
		},
		"publicity.Clocks": func(ctx context.Context, tx *pg.Tx) (int, error) {
			clocks, err := publicity.Clocks(ctx, tx, announced.Notice)
			return len(clocks), err
		},
		"payouts.Rows": func(ctx context.Context, tx *pg.Tx) (int, error) {
			rows, total, err := payouts.Rows(ctx, tx, payouts.Filter{Village: payoutstest.Village})
			if len(rows) != total {
				t.Errorf("%d rows of %d", len(rows), total)
			}
			return total, err
		},
		"payouts.Get": func(ctx context.Context, tx *pg.Tx) (int, error) {
			_, err := payouts.Get(ctx, tx, listed.Payouts[0])
			return 1, err
		},
		"payouts.Workings": func(ctx context.Context, tx *pg.Tx) (int, error) {
			parts, err := payouts.Workings(ctx, tx, claim[0], 1)
			return len(parts), err
		},
		"payouts.Pending": func(ctx context.Context, tx *pg.Tx) (int, error) {
			ids, err := payouts.Pending(ctx, tx)
			return len(ids), err
		},
		"payouts.Waiting": func(ctx context.Context, tx *pg.Tx) (int, error) {
			_, total, err := payouts.Waiting(ctx, tx, pg.Window{})
			return total, err
		},
		"payouts.GetPublic": func(ctx context.Context, tx *pg.Tx) (int, error) {
			p, err := payouts.GetPublic(ctx, tx, announced.Notice)
			return len(p.Rows), err
		},
		"payouts.FindNotices": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, total, err := payouts.FindNotices(ctx, tx, payouts.NoticeFilter{State: payouts.Ended})
			if len(found) != total {
				t.Errorf("%d notices of %d", len(found), total)
			}
			return total, err
		},
		"publicity.Sites": func(ctx context.Context, tx *pg.Tx) (int, error) {
			sites, err := publicity.Sites(ctx, tx, announced.Notice)
			return len(sites), err
		},
		"publicity.GetPosting": func(ctx context.Context, tx *pg.Tx) (int, error) {
			p, err := publicity.GetPosting(ctx, tx, aPosting(ctx, tx, announced.Notice))
			return len(p.Photo), err
		},
		"payouts.FindObjections": func(ctx context.Context, tx *pg.Tx) (int, error) {
			_, total, err := payouts.FindObjections(ctx, tx, payouts.ObjectionFilter{Outcome: "open"})
			return total, err
		},
		"payouts.GetObjection": func(ctx context.Context, tx *pg.Tx) (int, error) {
			_, err := payouts.GetObjection(ctx, tx, objection)
			return 1, err
		},
		"payouts.FindProgress": func(ctx context.Context, tx *pg.Tx) (int, error) {
			found, err := payouts.FindProgress(ctx, tx)
			return len(found), err
		},
		"payouts.Clearable": func(ctx context.Context, tx *pg.Tx) (int, error) {
			ids, err := payouts.Clearable(ctx, tx)
			return len(ids), err
		},
		"payouts.WriteRoll": func(ctx context.Context, tx *pg.Tx) (int, error) {
			err := payouts.WriteRoll(ctx, tx, o.Keys, listed.List, io.Discard)
			return 1, err
		},
	}
	for whose, c := range map[string]struct {
		by   who.Person
		sees bool
	}{
		"the village":     {o.Who(who.Village), true},
		"its neighbour":   {o.HireMember(staff.Member{Name: "邻村干部", Role: who.Village, Division: "410602100206"}), false},
		"the township":    {o.Who(who.Township), true},
		"its neighbour's": {o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"}), false},
		"the county":      {o.Who(who.Clerk), true},
		"an adjuster":     {o.Who(who.Adjuster), true},
		"an auditor":      {o.Who(who.Auditor), true},
	} {
		for name, read := range reads {
			o.Look(c.by, func(ctx context.Context, tx *pg.Tx) error {
				n, err := read(ctx, tx)
				if fault.KindOf(err) == fault.NotFound && !c.sees {
					n, err = 0, nil
				}
				if c.sees != (n > 0) {
					t.Errorf("%s: %s sees %d", name, whose, n)
				}
				return err
			})
		}
	}
}

// aPosting is one of a notice's, whoever asks.
func aPosting(ctx context.Context, tx *pg.Tx, notice int64) (id int64) {
	_ = tx.GetContext(ctx, &id, `SELECT MIN(id) FROM posting WHERE county = $1 AND notice = $2`, tx.County, notice)
	return id
}

// An adjuster reads what came of their own visits, and nobody else's.
func TestAnAdjusterReadsTheirOwnPayouts(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 1, payouts.Announced)
	claim := o.Get(t, w.Payouts...)[0].Claim
	for name, c := range map[string]struct {
		by   who.Person
		sees int
	}{"who visited": {o.Who(who.Adjuster), 1}, "another": {o.Hire(who.Adjuster), 0}} {
		o.Look(c.by, func(ctx context.Context, tx *pg.Tx) error {
			found, err := payouts.Find(ctx, tx, payouts.Filter{})
			o.Must(err)
			_, total, err := payouts.Rows(ctx, tx, payouts.Filter{Status: payouts.Announced})
			o.Must(err)
			parts, err := payouts.Workings(ctx, tx, claim, 1)
			if len(found) != c.sees || total != c.sees || len(parts) != c.sees {
				t.Errorf("%s sees %d, %d and %d", name, len(found), total, len(parts))
			}
			return err
		})
	}
}

// A village's roll holds its own rows of the list, counted and added up by themselves.
func TestARollOfAPartAddsUpItsOwnRows(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 3, payouts.Listed)
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.payout SET place = 410602100206 WHERE id = $1`, w.Payouts[0])
	for name, c := range map[string]struct {
		by   who.Person
		says string
	}{
		"the village": {o.Who(who.Village), "本辖区共 2 笔　合计 20000.00 元"},
		"another":     {o.HireMember(staff.Member{Name: "邻村干部", Role: who.Village, Division: "410602100206"}), "本辖区共 1 笔　合计 10000.00 元"},
		"the county":  {o.Who(who.Clerk), "　共 3 笔　合计 30000.00 元"},
	} {
		var roll bytes.Buffer
		o.Look(c.by, func(ctx context.Context, tx *pg.Tx) error { return payouts.WriteRoll(ctx, tx, o.Keys, w.List, &roll) })
		book, err := excelize.OpenReader(&roll)
		o.Must(err)
		said, err := book.GetCellValue(book.GetSheetName(0), "A2")
		if err != nil || !strings.Contains(said, c.says) {
			t.Errorf("%s: %s, %v; want %s", name, said, err, c.says)
		}
		o.Must(book.Close())
	}
}
