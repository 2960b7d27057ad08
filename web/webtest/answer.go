package webtest

import (
	"mime"
	"net/http"
	"net/url"
)

// Answer is what an address answers, page or file.
type Answer struct {
	Status  int
	Kind    string // such as text/html
	Content []byte
	at      *url.URL
}

// Get asks for an address from the root and stays on the page that is there.
func (v *Visitor) Get(path string) Answer {
	v.t.Helper()
	u, err := v.base.Parse(path)
	v.must(err)
	r, err := http.NewRequest(http.MethodGet, u.String(), nil)
	v.must(err)
	answer, content := v.send(r, "same-origin")
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return Answer{answer.StatusCode, kind, content, u}
}

// Links are the addresses, from the root, of what a page links to and of the pictures on it.
func (a Answer) Links() (paths []string, err error) {
	p, err := parse(a.at, string(a.Content), false)
	if err != nil {
		return nil, err
	}
	p.part.Find("details").SetAttr("open", "") // what is folded can be unfolded
	for _, s := range seen(p.part, "a[href], img").EachIter() {
		u, err := a.at.Parse(attr(s, "href") + attr(s, "src"))
		if err != nil {
			return nil, err
		}
		paths = append(paths, u.RequestURI())
	}
	return paths, nil
}
