package publicity_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/publicity"
)

func TestAPostingIsOfItsPlaceAndDay(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, west, "1"})
	on := func(day calendar.Date) error {
		return b.Do(b.villager, func(ctx context.Context, tx *pg.Tx) error {
			_, err := publicity.Post(ctx, tx, publicity.Posting{Notice: notice, Place: village, On: day})
			return err
		})
	}
	b.Refused(on(calendar.On(2024, 9, 8)), fault.Invalid)  // before the notice
	b.Refused(on(calendar.On(2024, 9, 10)), fault.Invalid) // tomorrow
	for place, kind := range map[int64]fault.Kind{east: fault.Invalid, beside: fault.Invalid} {
		_, err := b.post(b.villager, notice, place)
		b.Refused(err, kind)
	}
	_, err := b.post(b.another, notice, village)
	b.Refused(err, fault.NotFound)
	_, err = b.post(b.villager, 7, village)
	b.Refused(err, fault.NotFound)
}

// The law: who may post, and who may take down.
func TestWhoMayDoWhat(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, west, "1"})
	for _, role := range who.Roles() {
		by := map[who.Role]who.Person{who.Clerk: b.clerk, who.Township: b.township, who.Village: b.villager}[role]
		if by.ID == 0 {
			by = b.Hire(role)
		}
		id, err := b.post(by, notice, village)
		if may := role == who.Village || role == who.Township; !may {
			b.Refused(err, fault.Forbidden)
			id = b.hang(notice, village)
		} else if err != nil {
			t.Errorf("%s may not post: %v", role, err)
		}
		err = b.takeDown(by, id, "2024-09-09")
		if may := role == who.Village || role == who.Township || role == who.Clerk; !may {
			b.Refused(err, fault.Forbidden)
			b.Must(b.takeDown(b.villager, id, "2024-09-09"))
		} else if err != nil {
			t.Errorf("%s may not take down: %v", role, err)
		}
	}
}

// What was said to have come down by mistake hangs there after all: another person says so on the same day, and the days go on.
func TestAPostingThatHangsThereAfterAll(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, east, "1"})
	up := b.hang(notice, village)
	eastern := b.hang(notice, east)
	back := func(by who.Person, posting int64, why string) error {
		return b.Do(by, func(ctx context.Context, tx *pg.Tx) error { return publicity.PutBack(ctx, tx, posting, why) })
	}
	const why = "刚到现场看过，仍在墙上"
	b.refused("what never came down", "FPSTA", back(b.township, up, why))
	b.Must(b.takeDown(b.villager, up, "2024-09-09"))
	b.Must(b.takeDown(b.villager, eastern, "2024-09-09"))
	b.expect("down", b.clocks(notice), "")
	b.Refused(back(b.township, up, "1"), fault.Invalid)
	b.Refused(back(b.another, up, why), fault.NotFound) // not theirs
	b.refused("by who said it came down", "FPHND", back(b.villager, up, why))
	b.Must(back(b.township, up, why))
	b.expect("one of two", b.clocks(notice), "")
	b.Must(back(b.clerk, eastern, why))
	b.expect("both", b.clocks(notice), "1 run 1 to 2024-09-19; ")
	b.refused("twice", "FPSTA", back(b.township, up, why))

	b.Must(b.takeDown(b.villager, up, "2024-09-09"))
	b.scene(`UPDATE posting_change SET at = at - INTERVAL '1 day'`)
	b.refused("a day later", "FPDAT", back(b.township, up, why))
	b.scene(`UPDATE posting_change SET at = at + INTERVAL '1 day'`)
	b.hang(notice, village)
	b.refused("when another hangs there", "FPSTA", back(b.township, up, why))
	b.expect("with a new one", b.clocks(notice), "1 run 2 to 2024-09-19; ")
}

// A notice is of the day on which it is made: dated earlier, ten days would be over in three. Only a demonstration's office has slack.
func TestANoticeIsNotDatedBack(t *testing.T) {
	b := newBoard(t)
	b.scene(`UPDATE office SET slack_days = 0`)
	b.refused("years ago", "FPDAT", b.make(pg.NewID(), village, "2024-09-09", true, line{71, east, "1"}))
	var today, yesterday string
	b.Must(pgtest.Super(t).QueryRowxContext(t.Context(), `SELECT d::TEXT, (d - 1)::TEXT FROM (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE AS d) x`).Scan(&today, &yesterday))
	b.refused("yesterday", "FPDAT", b.make(pg.NewID(), village, yesterday, true, line{71, east, "1"}))
	b.Must(b.make(pg.NewID(), village, today, true, line{72, east, "1"}))
}

func TestSitesAreTheVillageAndWhereARowHangs(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, west, "1"}, line{72, west, "2"})
	first := b.hang(notice, village)
	b.Must(b.takeDown(b.clerk, first, "2024-09-09"))
	b.hang(notice, village)
	b.hang(notice, west)
	b.Look(b.villager, func(ctx context.Context, tx *pg.Tx) error {
		sites, err := publicity.Sites(ctx, tx, notice)
		said := ""
		for _, s := range sites {
			said += fmt.Sprint(s.Name, " ", s.Village, " ", s.Rows, " rows, ", len(s.Postings), " postings, stands ", s.Stands() != nil && s.Stands().ID > first, "; ")
		}
		b.expect("the sites", said, "梨林头村 true 2 rows, 2 postings, stands true; 西沟 false 2 rows, 1 postings, stands true; ")
		return err
	})
}
