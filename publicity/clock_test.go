package publicity_test

import (
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Each natural village's days begin when it and the village have both posted: the later of the two counts (S2).
func TestTheDaysBeginWithBothPostings(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, east, "1"}, line{72, west, "1"})
	b.hang(notice, east)
	b.expect("one posting", b.clocks(notice), "")
	b.At("2024-09-10")
	b.hang(notice, village)
	b.expect("both", b.clocks(notice), "1 run 1 to 2024-09-20; ")
	b.At("2024-09-11")
	b.hang(notice, west)
	b.expect("the other one, later", b.clocks(notice), "1 run 1 to 2024-09-20; 2 run 1 to 2024-09-21; ")
}

// Posted on 27 September 2024, ten days end on 7 October, the last of the holiday.
func TestTheLastDayIsMovedPastAHolidayAsTheSchemeSays(t *testing.T) {
	b := newBoard(t)
	b.At("2024-09-27")
	for past, want := range map[bool]string{true: "1 run 1 to 2024-10-08; ", false: "1 run 1 to 2024-10-07; "} {
		notice := pg.NewID()
		b.Must(b.make(notice, village, "2024-09-27", past, line{notice, east, "1"}))
		b.hang(notice, village)
		b.hang(notice, east)
		b.expect("the days", b.clocks(notice), want)
	}
}

// A calendar that nobody has published yet ends no days.
func TestTheDaysDoNotEndOutsideTheCalendar(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, east, "1"})
	b.scene(`DELETE FROM day WHERE on_day >= '2024-09-19'`)
	b.hang(notice, village)
	_, err := b.post(b.villager, notice, east)
	b.Refused(err, fault.Blocked)
	b.refused("a day that is not published", "FPCAL", err)
}

func TestATakenDownNoticeBeginsItsDaysAnew(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, east, "1"}, line{72, west, "1"})
	up := b.hang(notice, village)
	eastern := b.hang(notice, east)
	b.hang(notice, west)
	b.At("2024-09-15")
	b.Refused(b.takeDown(b.villager, up, "2024-09-16"), fault.Invalid) // tomorrow
	b.Refused(b.takeDown(b.another, up, "2024-09-15"), fault.NotFound) // not theirs
	b.refused("down before it hung", "FPDAT", b.takeDown(b.villager, up, "2024-09-08"))
	b.Must(b.takeDown(b.villager, eastern, "2024-09-14")) // its own days alone
	b.refused("down twice", "FPDAT", b.takeDown(b.villager, eastern, "2024-09-15"))
	b.expect("the other natural village", b.clocks(notice), "2 run 1 to 2024-09-19; ")
	b.hang(notice, east)
	b.expect("again", b.clocks(notice), "1 run 2 to 2024-09-25; 2 run 1 to 2024-09-19; ")
	b.Must(b.takeDown(b.villager, up, "2024-09-15"))
	b.expect("without the village's", b.clocks(notice), "")
	b.hang(notice, village)
	b.expect("with it again", b.clocks(notice), "1 run 3 to 2024-09-25; 2 run 2 to 2024-09-25; ")
}

// Down after the last day, or after something was cleared by the run, it stands.
func TestDaysThatAreOverAreNotBegunAnew(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, east, "1"}, line{72, west, "1"})
	b.hang(notice, village)
	eastern, western := b.hang(notice, east), b.hang(notice, west)
	b.scene(`SELECT publicity_clear('410602', '{71}')`)
	b.At("2024-09-20")
	b.Must(b.takeDown(b.villager, western, "2024-09-20"))
	b.Must(b.takeDown(b.villager, eastern, "2024-09-19"))
	b.expect("both", b.clocks(notice), "1 run 1 to 2024-09-19; 2 run 1 to 2024-09-19; ")
}
