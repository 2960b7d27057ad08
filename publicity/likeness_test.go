package publicity_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/picture"
	"fangpin/publicity"
)

// printed is a print that a seed chooses, with some of its bits turned.
func printed(seed uint64, turned int) (p picture.Print) {
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	for i := range turned {
		p[i%len(p)] ^= 1
	}
	return p
}

// A photo that hung elsewhere is asked about, and what is said of it stands at both.
func TestAPhotoThatHungElsewhereIsAskedAbout(t *testing.T) {
	b := newBoard(t)
	notices := []int64{b.announce("2024-09-09", line{71, west, "1"}), b.announce("2024-09-09", line{72, west, "1"}), b.announce("2024-09-09", line{73, west, "1"})}
	post := func(notice int64, photo string, seen picture.Print, said string) (id int64, err error) {
		err = b.Do(b.villager, func(ctx context.Context, tx *pg.Tx) error {
			id, err = publicity.Post(ctx, tx, publicity.Posting{
				Notice: notice, Place: village, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256([]byte(photo)), Print: seen, Said: said,
			})
			return err
		})
		return id, err
	}
	first, err := post(notices[0], "一", printed(1, 0), "")
	b.Must(err)
	for said, words := range map[string]string{"": "看起来是同一张", "是": "写明具体原因"} {
		_, err = post(notices[1], "二", printed(1, 9), said)
		b.Refused(err, fault.Invalid)
		if !strings.Contains(fault.Message(err), words) {
			t.Errorf("it says %q", fault.Message(err))
		}
	}
	_, err = post(notices[1], "一", picture.Print{}, "")
	b.Refused(err, fault.Invalid)
	if said := fault.Message(err); !strings.Contains(said, "2024年9月9日 张贴登记的照片是同一张") {
		t.Errorf("of the same file it says %q", said)
	}
	second, err := post(notices[1], "二", printed(1, 9), "两份公示贴在同一面墙上")
	b.Must(err)
	third, err := post(notices[2], "三", printed(2, 0), "")
	b.Must(err)
	b.Look(b.villager, func(ctx context.Context, tx *pg.Tx) error {
		var covered []string
		err := tx.SelectContext(ctx, &covered, `SELECT unnest(keys) FROM cover WHERE county = $1 AND tab = 'posting_likeness'`, tx.County)
		if err == nil && !slices.Equal(covered, []string{fmt.Sprintf("%d/%d", second, first)}) {
			t.Errorf("reasons are sealed of %v", covered)
		}
		return err
	})
	for id, others := range map[int64]int64{first: second, second: first, third: 0} {
		b.Look(b.villager, func(ctx context.Context, tx *pg.Tx) error {
			p, err := publicity.GetPosting(ctx, tx, id)
			if err == nil && (others == 0) != (len(p.Alike) == 0) || len(p.Alike) > 0 && (p.Alike[0].Other != others || p.Alike[0].Reason != "两份公示贴在同一面墙上") {
				t.Errorf("posting %d is like %+v", id, p.Alike)
			}
			return err
		})
	}
}

// Of two that bring the same photo at once one is asked.
func TestOfTwoAtOnceOneIsAsked(t *testing.T) {
	b := newBoard(t)
	var done sync.WaitGroup
	refused := make(chan error, 8)
	for i := range 8 {
		notice := b.announce("2024-09-09", line{int64(80 + i), west, "1"})
		done.Go(func() {
			refused <- b.Do(b.villager, func(ctx context.Context, tx *pg.Tx) error {
				_, err := publicity.Post(ctx, tx, publicity.Posting{Notice: notice, Place: village, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(nil)})
				return err
			})
		})
	}
	done.Wait()
	close(refused)
	passed := 0
	for err := range refused {
		if err == nil {
			passed++
		} else {
			b.Refused(err, fault.Invalid)
		}
	}
	if passed != 1 {
		t.Errorf("%d of eight were not asked", passed)
	}
}

// The database and the program say the same of two prints.
func TestTheDatabaseComparesAsTheProgramDoes(t *testing.T) {
	b := newBoard(t)
	seen := map[bool]int{}
	b.Look(b.villager, func(ctx context.Context, tx *pg.Tx) error {
		for turned := range 48 {
			p, q := printed(1, 0), printed(1, turned)
			if turned%3 == 0 { // few bits: near what says something
				p, q = picture.Print{0: 0xff, 1: 0xff, 2: byte(turned) * 5}, picture.Print{0: 0xff, 1: 0xff, 2: byte(turned) * 7}
			}
			var says bool
			if err := tx.GetContext(ctx, &says, `SELECT `+picture.AlikeSQL("$1::bit(256)", "$2::bit(256)"), p, q); err != nil {
				return err
			}
			if says != p.Alike(q) {
				t.Errorf("of %x and %x the database says %t", p, q, says)
			}
			seen[says]++
		}
		return nil
	})
	if len(seen) != 2 {
		t.Errorf("it always says the same: %v", seen)
	}
}
