package publicity_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/publicity"
)

func TestANoticeIsWholeWhenItIsMade(t *testing.T) {
	b := newBoard(t)
	id := b.announce("2024-09-09", line{71, west, "1200.50"}, line{72, east, "300.00"})
	b.announce("2024-09-10", line{73, west, "1"})
	get := func(by who.Person) (n publicity.Notice, rows []publicity.NoticeRow, err error) {
		b.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			n, rows, err = publicity.Get(ctx, tx, id)
			return nil
		})
		return n, rows, err
	}
	n, rows, err := get(b.villager)
	b.Must(err)
	b.expect("the notice", fmt.Sprintln(n.No(), n.Dated, n.Days, n.PastHoliday, n.PastWeekend, n.Rows, n.Total), "2024年第1号 2024-09-09 10 true false 2 1500.5\n")
	b.expect("its rows", fmt.Sprint(rows), "[{1 71 2 1200.5} {2 72 1 300}]")
	sum := sha256.Sum256([]byte("1 71 2 1200.50;2 72 1 300.00"))
	b.expect("its digest", fmt.Sprintf("%x", n.Digest), fmt.Sprintf("%x", sum))
	if _, _, err := get(b.another); !errors.Is(err, publicity.ErrNoNotice) {
		t.Errorf("the village beside: %v", err)
	}
}

// The serial goes on within a village and a year.
func TestNoticesAreNumberedByVillageAndYear(t *testing.T) {
	b := newBoard(t)
	for i, tc := range []struct {
		at    int64
		dated string
		want  int
	}{{village, "2024-09-09", 1}, {village, "2024-09-09", 2}, {beside, "2024-09-09", 1}, {village, "2025-01-02", 1}, {village, "2024-12-30", 3}} {
		id, place := pg.NewID(), map[int64]int64{village: east, beside: beside}[tc.at]
		b.Must(b.make(id, tc.at, tc.dated, true, line{int64(100 + i), place, "1"}))
		var serial int
		b.Must(b.super.GetContext(t.Context(), &serial, `SELECT serial FROM fangpin.notice WHERE id = $1`, id))
		if serial != tc.want {
			t.Errorf("%d of %s: number %d, want %d", tc.at, tc.dated, serial, tc.want)
		}
	}
}

func TestANoticeIsOfItsVillage(t *testing.T) {
	b := newBoard(t)
	b.refused("of a day that has not come", "FPDAT", b.make(pg.NewID(), village, "2100-01-01", true, line{71, east, "1"}))
	b.refused("a matter of the village beside", "FPPLC", b.make(pg.NewID(), village, "2024-09-09", true, line{71, east, "1"}, line{72, beside, "1"}))
	b.refused("no natural village, where there are some", "FPPLC", b.make(pg.NewID(), village, "2024-09-09", true, line{71, village, "1"}))
	b.refused("nothing at all", pqerror.NotNullViolation, b.make(pg.NewID(), village, "2024-09-09", true))
	b.refused("one matter twice", pqerror.UniqueViolation, b.make(pg.NewID(), village, "2024-09-09", true, line{71, east, "1"}, line{71, east, "1"}))
}
