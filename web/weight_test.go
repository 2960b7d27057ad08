package web

import (
	"net/http"
	"strings"
	"testing"
)

// heaviest is what a page may weigh in bytes, with its style and script, not compressed and without photos.
const heaviest = 60 << 10

// around is what every page brings: the style and the script.
func (v visitor) around() int { return len(v.get("/style.css").body) + len(v.get("/script.js").body) }

// Whoever may read a page can do so over a slow line.
func TestNoPageIsHeavy(t *testing.T) {
	w := newWorld(t)
	weighed := 0
	for _, g := range w.visitors {
		around := g.around()
		for _, r := range readRights(t) {
			if r.method != http.MethodGet || r.of[g.column].refused() {
				continue
			}
			path := r.address(w.corners[0])
			a := g.get(path)
			if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				continue
			}
			weighed++
			weight := len(a.body) + around
			if strings.Contains(a.body, `src="/form.js"`) {
				weight += len(g.get("/form.js").body)
			}
			if weight > heaviest {
				t.Errorf("%s: %s weighs %d bytes", g.name, path, weight)
			}
		}
	}
	if weighed == 0 {
		t.Error("there is no page")
	}
}
