package pg

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

// Ids are made here, not by the database: 41 bits of milliseconds since 2020, 8 bits drawn when the program starts, 14 bits
// counted. They rise with time, fit BIGINT, and need no round trip; a primary key turns the unlikely collision of two
// programs into a refused statement.
const (
	drawnBits   = 8
	countedBits = 14
)

var ids struct {
	sync.Mutex
	drawn   int64
	last    int64
	counted int64
}

func init() {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("pg: no randomness: " + err.Error())
	}
	ids.drawn = int64(binary.BigEndian.Uint64(b[:]) >> (64 - drawnBits))
}

var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// NewID makes one id.
func NewID() int64 { return NewIDs(1)[0] }

// NewIDs makes n ids in rising order.
func NewIDs(n int) []int64 {
	ids.Lock()
	defer ids.Unlock()
	out := make([]int64, n)
	for i := range out {
		if now := time.Since(epoch).Milliseconds(); now > ids.last {
			ids.last, ids.counted = now, 0
		} else if ids.counted++; ids.counted == 1<<countedBits {
			ids.last, ids.counted = ids.last+1, 0 // run ahead of the clock rather than wait for it
		}
		out[i] = (ids.last<<drawnBits|ids.drawn)<<countedBits | ids.counted
	}
	return out
}
