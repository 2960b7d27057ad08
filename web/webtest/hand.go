package webtest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
)

//go:embed hand.js
var hand string

// ask calls a function of hand.js, with the element first and what else it takes, and answers what it answers.
func ask[T any](w *window, function string, n *goquery.Selection, more ...any) (T, error) {
	return asked[T](w, function, n, more)
}

// later is ask of what is answered by and by.
func later[T any](w *window, function string, n *goquery.Selection, more ...any) (T, error) {
	return asked[T](w, function, n, more, chromedp.EvalAwaitPromise)
}

func asked[T any](w *window, function string, n *goquery.Selection, more []any, options ...chromedp.EvaluateOption) (T, error) {
	arguments := "null"
	if n != nil {
		arguments = fmt.Sprintf("document.querySelector(%q)", selector(n))
	}
	for _, m := range more {
		text, err := json.Marshal(m)
		if err != nil {
			return *new(T), err
		}
		arguments += "," + string(text)
	}
	return do(w, chromedp.Evaluate[T](hand+"."+function+"("+arguments+")", options...))
}

// show is what is on the screen; nil before the first page.
func (w *window) show(t testing.TB) *page {
	t.Helper()
	p, err := w.read()
	if err != nil {
		t.Fatalf("read the screen: %v", err)
	}
	return p
}

func (w *window) read() (*page, error) {
	location, err := do(w, chromedp.Location())
	if err != nil || location == "about:blank" {
		return nil, err
	}
	source, err := ask[string](w, "show", nil)
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(location)
	if err != nil {
		return nil, err
	}
	return parse(at, source, true)
}

// click presses the mouse on an element, or a finger.
func (w *window) click(n *goquery.Selection) error {
	press, err := w.press(n)
	if err == nil {
		_, err = do(w, press)
	}
	return err
}

// press is a click on an element that can be reached where it stands.
func (w *window) press(n *goquery.Selection) (chromedp.Action[chromedp.Void], error) {
	at, err := ask[struct {
		X, Y float64
		Why  string
	}](w, "aim", n)
	switch {
	case err != nil:
		return nil, err
	case at.Why != "":
		return nil, fmt.Errorf("%s %s", goquery.NodeName(n), at.Why)
	case w.screen.Touch:
		return chromedp.TapXY(at.X, at.Y), nil
	}
	return chromedp.MouseClickXY(at.X, at.Y), nil
}

// selector is the CSS path from the document's root to the element.
func selector(n *goquery.Selection) (path string) {
	for ; n.Length() > 0; n = n.Parent() {
		path = fmt.Sprintf(">%s:nth-child(%d)", goquery.NodeName(n), n.Index()+1) + path
	}
	return path[1:]
}
