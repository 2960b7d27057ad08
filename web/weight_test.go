package web

import (
	"strings"
	"sync/atomic"
	"testing"
)

// heaviest is what a page may weigh in bytes, with its style and script, not compressed and without photos: whoever may read it can do so over
// a slow line.
const heaviest = 60 << 10

// around is what every page brings: the style and the script.
func (v visitor) around() int { return len(v.get("/style.css").body) + len(v.get("/script.js").body) }

// scales weigh pages with what they bring.
type scales struct {
	around, forms int // what every page brings, and the script of those with forms
	weighed       atomic.Int64
}

func newScales(v visitor) *scales {
	return &scales{around: v.around(), forms: len(v.get("/form.js").body)}
}

// weigh fails the test if a page is too heavy; a file may be.
func (s *scales) weigh(t *testing.T, where string, a answer) {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return
	}
	s.weighed.Add(1)
	weight := len(a.body) + s.around
	if strings.Contains(a.body, `src="/form.js"`) {
		weight += s.forms
	}
	if weight > heaviest {
		t.Errorf("%s weighs %d bytes, more than %d", where, weight, heaviest)
	}
}
