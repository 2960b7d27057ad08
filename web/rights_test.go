package web

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/identity/signin"
)

// Everybody asks for every page, of their own part and of others': whatever is not theirs is not there, nor named anywhere, and no page is
// heavy. Then everybody sends every form about what is not theirs, which does nothing; and at last about their own, by which the forms are
// known to be good.
func TestRights(t *testing.T) {
	log := listen(t)
	w, table := newWorld(t), readRights(t)
	scales := newScales(w.visitors[0].visitor)
	t.Run("pages", func(t *testing.T) {
		for _, g := range w.visitors {
			t.Run(g.name, func(t *testing.T) {
				t.Parallel()
				for _, r := range table {
					if r.method == http.MethodGet {
						w.look(t, g, r, scales)
					}
				}
			})
		}
	})
	if scales.weighed.Load() == 0 {
		t.Error("there is no page")
	}
	t.Run("filters", func(t *testing.T) { w.narrow(t, table) })
	t.Run("counts", func(t *testing.T) { w.count(t, table) })
	t.Run("forms about others", func(t *testing.T) { w.each(t, table, w.meddle) })
	t.Run("others in one's own forms", w.smuggle)
	t.Run("own forms", func(t *testing.T) { w.each(t, table, w.act) })
	t.Run("what remains", func(t *testing.T) { w.remains(t, log) })
}

// each tries the forms.
func (w *world) each(t *testing.T, table []right, try func(*testing.T, right)) {
	for _, r := range table {
		if r.method == http.MethodPost {
			try(t, r)
		}
	}
}

// tried are the corners that a page is asked for of: a role that reaches a whole county is not asked about each of its villages.
func (w *world) tried(r right, may leave) []*corner {
	switch {
	case may.refused() || !r.places():
		return w.corners[:1]
	case len(may.within) == len(w.corners)-1:
		return []*corner{w.corners[0], w.corners[len(w.corners)-1]}
	}
	return w.corners
}

// look asks for one page of every corner.
func (w *world) look(t *testing.T, g guest, r right, s *scales) {
	may := r.of[g.column]
	for _, c := range w.tried(r, may) {
		path := r.address(c)
		where := fmt.Sprintf("%s: GET %s (%s)", g.name, path, c.name)
		a := g.get(path)
		s.weigh(t, where, a)
		switch want := answers(g, r, c); {
		case want == http.StatusNotFound && a.status != want:
			w.absent(t, where, a, c, form{}, g.get(r.address(w.nowhere)), r)
		case want != 0 && a.status != want || a.status >= http.StatusInternalServerError:
			t.Errorf("%s answers %d, want %d: %s", where, a.status, want, saidIn(a.body))
		}
		content := opened(t, a)
		for next := a; next.next() != ""; content += opened(t, next) {
			next = g.get(next.next())
		}
		w.hides(t, where, content, g, may, path)
		w.keeps(t, where, r, a, content)
		for _, o := range w.corners {
			if may.named && a.status == http.StatusOK && may.reaches(o) && (!r.places() || o == c) && !strings.Contains(content, o.surname) &&
				!strings.HasPrefix(a.header.Get("Content-Type"), "image/") { // a photo is shown anew, and says no more
				t.Errorf("%s does not name the people of %s", where, o.name)
			}
		}
	}
}

// next is the page of a list that comes after this one.
func (a answer) next() string {
	if m := regexp.MustCompile(`<a href="([^"]*)" rel="next"`).FindStringSubmatch(a.body); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// hides fails the test if what was answered says anything of whom the guest must not read of; what they asked for may stand in it.
func (w *world) hides(t *testing.T, where, content string, g guest, may leave, asked ...string) {
	t.Helper()
	content = without(content, asked...)
	digits := runs(content)
	for _, o := range w.corners {
		words, ids := []string{o.surname}, o.ids
		switch {
		case may.reaches(o) && g.column == "adjuster": // whose case nobody has visited is nobody's
			h := o.homes["raised"]
			words, ids = []string{h.head, h.no}, []string{fmt.Sprint(h.claim), fmt.Sprint(h.household)}
		case may.reaches(o) && may.word != "log":
			continue
		case may.word == "log" && o.county == w.corners[0].county:
			ids = nil
		case g.column == "village", g.column == "township", o.county != w.corners[0].county:
			words = append(words, o.where...)
		}
		found := among(digits, ids)
		for _, word := range words {
			if strings.Contains(content, word) {
				found = word
			}
		}
		if found != "" {
			t.Errorf("%s tells of %s: %s", where, o.name, around(content, found))
		}
	}
}

// without is a text without what was asked for, be it a word of a form or of an address.
func without(text string, asked ...string) string {
	for _, word := range asked {
		for _, part := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("/?=&-", r) }) {
			if len(part) > 5 {
				text = strings.ReplaceAll(text, part, "")
			}
		}
	}
	return text
}

// meddle has everybody send a form who may not take the step, or not on what it is about: nothing is done, and nothing told.
func (w *world) meddle(t *testing.T, r right) {
	deeds := w.deeds()
	for _, g := range w.visitors {
		may := r.of[g.column]
		for _, c := range w.corners {
			if may.word == "open" || may.word == "all" || may.reaches(c) || may.refused() && c != w.corners[0] {
				continue
			}
			path, form := r.address(c), w.formOf(r.path, c)
			if own := w.corners[0]; c != own && path == r.address(own) && slices.Equal(form.pairs, w.formOf(r.path, own).pairs) {
				continue // nothing in it names the corner
			}
			where := fmt.Sprintf("%s: POST %s (%s)", g.name, path, c.name)
			a := g.fill(path, form)
			if want := answers(g, r, c); may.refused() && a.status != want {
				t.Errorf("%s answers %d, want %d: %s", where, a.status, want, saidIn(a.body))
			}
			if !may.refused() && a.status != http.StatusNotFound {
				w.absent(t, where, a, c, form, g.fill(r.address(w.nowhere), w.formOf(r.path, w.nowhere)), r)
			}
			content, asked := opened(t, a), slices.Concat(form.pairs, c.where, []string{path})
			w.hides(t, where, content, g, may, asked...)
			w.keeps(t, where, r, a, content, asked...)
		}
	}
	if now := w.deeds(); now != deeds {
		t.Errorf("POST %s did %d deeds for who may not", r.path, now-deeds)
	}
}

// absent fails the test unless an address or a form of what is not theirs is answered as one of what does not exist.
func (w *world) absent(t *testing.T, where string, a answer, o *corner, f form, none answer, r right) {
	t.Helper()
	if a.status < http.StatusBadRequest {
		t.Errorf("%s is obeyed", where)
		return
	}
	bare := func(a answer, asked ...string) string { return fmt.Sprint(a.status, without(saidIn(a.body), asked...)) }
	got, want := bare(a, slices.Concat(f.pairs, o.where, []string{r.address(o)})...), bare(none, append(w.formOf(r.path, w.nowhere).pairs, r.address(w.nowhere))...)
	if got != want {
		t.Errorf("%s is not answered as what does not exist:\n%s\n%s", where, got, want)
	}
}

// deeds counts them, but for a visitor's enrolling of the key that a signature needs.
func (w *world) deeds() int64 {
	return w.readID(`SELECT count(*) FROM deed WHERE verb <> $1`, signin.EnrolPasskeyStep.Verb)
}

// formBy is a form as those of a column send it: a matter is fed back by whom it was handed over to, and the usual one is a department's.
func (w *world) formBy(column, path string, usual form) form {
	if column == "township" && path == "/watches/feedback" {
		id := fmt.Sprint(w.corners[0].watch["handed"])
		return filled("id", id, "reason-"+id, "正在核查")
	}
	return usual
}

// act has everybody send a form about their own who may take the step: they are not refused, and somebody is obeyed.
func (w *world) act(t *testing.T, r right) {
	c, usual := w.corners[0], w.formOf(r.path, w.corners[0])
	var said []string
	done := usual.pairs == nil || r.of["nobody"].word == "open"
	for _, g := range w.visitors {
		may := r.of[g.column]
		if may.refused() || may.word == "open" || !may.reaches(c) && may.word != "all" {
			continue
		}
		form := w.formBy(g.column, r.path, usual)
		a := g.fill(r.address(c), form)
		if a.status == http.StatusForbidden || a.status == http.StatusNotFound || a.status >= http.StatusInternalServerError {
			t.Errorf("%s: POST %s answers %d: %s", g.name, r.path, a.status, saidIn(a.body))
		}
		done = done || a.status < http.StatusBadRequest
		said = append(said, fmt.Sprint(a.status, saidIn(a.body)))
		where, content, asked := fmt.Sprintf("%s: POST %s", g.name, r.path), opened(t, a), append(form.pairs, r.address(c))
		w.hides(t, where, content, g, may, asked...)
		w.keeps(t, where, r, a, content, asked...)
	}
	if !done {
		t.Errorf("POST %s does nothing for anybody, so that it proves nothing: %v", r.path, said)
	}
}

// fill sends a form, with its files if it has any.
func (v visitor) fill(path string, f form) answer {
	if f.files != nil {
		return v.send(path, f.files, f.pairs...)
	}
	return v.post(path, f.pairs...)
}

// answers is the status that an address answers with, 0 where the table does not say.
func answers(g guest, r right, c *corner) int {
	may := r.of[g.column]
	switch {
	case may.word == "open":
		return 0
	case may.refused() && g.column == "nobody":
		return http.StatusUnauthorized
	case may.refused():
		return http.StatusForbidden
	case r.places() && may.word != "all" && !may.reaches(c):
		return http.StatusNotFound
	}
	return http.StatusOK
}

// around is where a text holds a word.
func around(text, word string) string {
	i := strings.Index(text, word)
	from, to := max(0, i-120), min(len(text), i+len(word)+60)
	return strings.Join(strings.Fields(strings.ToValidUTF8(text[from:to], "")), " ")
}

// saidIn is why a page was refused.
func saidIn(body string) string {
	m := regexp.MustCompile(`(?s)<main.*?</main>`).FindString(body)
	return regexp.MustCompile(`(?s)<[^>]*>|\s+`).ReplaceAllString(m, " ")
}
