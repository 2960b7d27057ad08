package security

import (
	"sync"
	"time"
)

// Counter counts what is refused within an hour, by its kind and its source: a member of the staff, or else a network. It is one process's, and
// begins anew with it and with each hour. The zero value is ready.
type Counter struct {
	mu   sync.Mutex
	hour time.Time
	seen map[source]int64
}

type source struct {
	county  string
	kind    Kind
	staff   int64
	network string
}

// mostSources is how many are told apart in an hour. What comes from yet others is counted together, so that whoever has many addresses fills
// neither our memory nor the disk.
const mostSources = 2000

// count counts one more, and answers it as it is to be told: of a source that is not told apart any more, without its network.
func (c *Counter) count(now time.Time, county string, h Happened) (Happened, int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if hour := now.Truncate(time.Hour); !hour.Equal(c.hour) {
		c.hour, c.seen = hour, map[source]int64{}
	}
	from := source{county, h.Kind, h.Staff, h.Network}
	if h.Staff != 0 {
		from.network = "" // a person is the same from wherever
	} else if c.seen[from] == 0 && len(c.seen) >= mostSources {
		h.Network, from.network = "", ""
	}
	c.seen[from]++
	return h, c.seen[from]
}
