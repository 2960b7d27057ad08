package webtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Tab is a person at a screen, with a session of their own. It clicks and types as a person does; a page that asks another host for
// something, breaks its own security policy, or whose script fails, fails the test.
type Tab struct {
	eyes
	*window
}

// window is what the person's tab is, however narrowly they look at it.
type window struct {
	ctx       context.Context
	base      *url.URL
	screen    Screen
	downloads string // a folder
	watched   watched
}

// patience is how long a page may take before the test is ended: far longer than any does.
const patience = time.Minute

// do runs one action in the tab.
func do[T any](w *window, a chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, a)
	if err != nil {
		err = errors.Join(err, w.watched.complaint())
	}
	return value, err
}

// In narrows what the person looks at.
func (b *Tab) In(words ...string) Person { return &Tab{b.narrowed(words), b.window} }

func (b *Tab) Open(path string) {
	b.t.Helper()
	u, err := b.base.Parse(path)
	b.must(err)
	answer, err := do(b.window, chromedp.NavigateResponse(u.String()))
	b.must(err)
	b.arrived(answer)
}

func (b *Tab) Follow(link string) {
	b.t.Helper()
	n, err := b.page().link(link)
	b.must(err)
	b.load(n)
}

func (b *Tab) Press(button string) {
	b.t.Helper()
	n, err := b.page().button(button)
	b.must(err)
	why, err := ask[string](b.window, "heldBack", n)
	b.must(err)
	if why != "" {
		b.must(fmt.Errorf("the form is not sent: %s", why))
	}
	kept, err := ask[bool](b.window, "kept", n)
	b.must(err)
	if kept {
		b.must(b.settle(n))
		b.arrived(nil)
		return
	}
	b.load(n)
}

// load clicks and waits for the page that comes.
func (b *Tab) load(n *goquery.Selection) {
	b.t.Helper()
	press, err := b.press(n)
	b.must(err)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, press)
	if err != nil {
		err = fmt.Errorf("no page came after a click on %s: %w", textOf(n), err)
	}
	b.must(err)
	b.arrived(answer)
}

// arrived fails on a broken server and on whatever the page did wrong.
func (b *Tab) arrived(answer *network.Response) {
	b.t.Helper()
	if answer != nil && answer.Status >= http.StatusInternalServerError {
		b.must(fmt.Errorf("%s: %d %s", answer.URL, answer.Status, answer.StatusText))
	}
	b.must(b.told())
}

// told is what the page did wrong until now: of what it did before it answers, it has told.
func (w *window) told() error {
	_, err := do(w, chromedp.Evaluate[int]("0"))
	return errors.Join(err, w.watched.complaint())
}

func (b *Tab) Unfold(summary string) {
	b.t.Helper()
	n, err := b.page().named("summary", "summary", summary)
	b.must(err)
	if n.Parent().Is("[open]") {
		return
	}
	b.must(b.click(n))
}

func (b *Tab) Download(words string) File {
	b.t.Helper()
	p := b.page()
	n, err := p.link(words)
	if err != nil {
		n, err = p.button(words)
	}
	b.must(err)
	press, err := b.press(n)
	b.must(err)
	f, err := b.receive(press)
	b.must(err)
	return f
}

// receive waits for the file that a click brings.
func (w *window) receive(click chromedp.Action[chromedp.Void]) (f File, err error) {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	begun := chromedp.BrowserEvents(ctx, browser.DownloadWillBegin)
	progress := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
	if _, err := chromedp.Run(ctx, click); err != nil {
		return f, err
	}
	var id string
	for e, err := range begun {
		if err != nil {
			return f, fmt.Errorf("no file came: %w", err)
		}
		id, f.Name = e.GUID, e.SuggestedFilename
		break
	}
	for e, err := range progress {
		switch {
		case err != nil:
			return f, fmt.Errorf("%s did not come: %w", f.Name, err)
		case e.GUID == id && e.State == browser.DownloadProgressStateCanceled:
			return f, fmt.Errorf("%s was not sent whole", f.Name)
		case e.GUID == id && e.State == browser.DownloadProgressStateCompleted:
			f.Content, err = os.ReadFile(filepath.Join(w.downloads, id))
			return f, err
		}
	}
	return f, fmt.Errorf("%s did not come", f.Name)
}

// close ends the session.
func (b *Tab) close() {
	if err := b.told(); err != nil {
		b.t.Error(err)
	}
	if err := chromedp.Cancel(b.ctx); err != nil {
		b.t.Errorf("close a tab: %v", err)
	}
}
