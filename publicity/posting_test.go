package publicity_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
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
