package publicity_test

import (
	"testing"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/pg"
)

// hung is a notice of two matters, 71 and 72, whose days ended long ago by the database's time.
func (b *board) hung() int64 {
	b.t.Helper()
	notice := b.announce("2024-09-09", line{71, east, "1"}, line{72, west, "1"})
	for _, place := range []int64{village, east, west} {
		b.hang(notice, place)
	}
	return notice
}

func (b *board) receive(matter int64, on string) (id int64) {
	b.t.Helper()
	id = pg.NewID()
	b.scene(`SELECT publicity_receive('410602', $1, 'payout', $2, '家有轿车', $3, $4, 'salt')`, id, matter, on, b.villager.ID)
	return id
}

func (b *board) decide(objection int64, uphold bool) error {
	b.t.Helper()
	return b.try(`SELECT publicity_decide('410602', $1, $2, '查无此事', $3)`, objection, uphold, b.township.ID)
}

func (b *board) clear(matters string) error {
	b.t.Helper()
	return b.try(`SELECT publicity_clear('410602', $1::bigint[])`, matters)
}

// However late: until its matter is cleared, an objection holds it, and no other.
func TestAnObjectionHoldsItsMatterUntilItIsDecided(t *testing.T) {
	b := newBoard(t)
	b.hung()
	late := b.receive(71, "2024-10-20")
	b.refused("with an objection", "FPOBJ", b.clear("{71,72}"))
	b.Must(b.clear("{72}"))
	b.Must(b.decide(late, false))
	again := b.receive(71, "2024-10-21")
	b.refused("with another after the first was dismissed", "FPOBJ", b.clear("{71}"))
	b.Must(b.decide(again, true))
	b.refused("decided twice", "FPSTA", b.decide(again, false))
	b.refused("none at all", "FPSTA", b.decide(7, false))
	b.Must(b.clear("{71}")) // what follows from an objection that is upheld is the other room's
	b.refused("cleared twice", pqerror.UniqueViolation, b.clear("{71}"))
}

func TestEachOfTwoObjectionsIsDecided(t *testing.T) {
	b := newBoard(t)
	b.hung()
	one, other := b.receive(71, "2024-09-10"), b.receive(71, "2024-09-10")
	b.Must(b.decide(one, false))
	b.refused("one of two is open", "FPOBJ", b.clear("{71}"))
	b.Must(b.decide(other, false))
	b.Must(b.clear("{71}"))
}

// Days are over by the database's time, for each natural village of its own.
func TestNothingIsClearedBeforeItsDaysAreOver(t *testing.T) {
	b := newBoard(t)
	notice := b.hung()
	b.scene(`UPDATE clock SET ends_at = clock_timestamp() + INTERVAL '1 minute' WHERE notice = $1 AND place = $2`, notice, west)
	b.refused("one of two runs", "FPCLK", b.clear("{71,72}"))
	b.Must(b.clear("{71}"))
	b.announce("2024-09-10", line{73, east, "1"})
	b.refused("never posted", "FPCLK", b.clear("{73}"))
	b.refused("on no notice", "FPCLK", b.clear("{74}"))
}
