package webtest

import (
	"context"
	"regexp"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Tap presses a button that sends nothing: it changes the page.
func (b *Tab) Tap(button string) {
	b.t.Helper()
	n, err := b.page().button(button)
	b.must(err)
	b.must(b.click(n))
}

// Await waits until the words stand on the page, whichever page that is by then.
func (b *Tab) Await(words string) {
	b.t.Helper()
	b.must(b.through(func() error { _, err := later[bool](b.window, "comes", nil, words); return err }))
	b.must(b.told())
}

// Kept are the names of what the browser keeps of our pages.
func (b *Tab) Kept() []string {
	b.t.Helper()
	names, err := later[[]string](b.window, "held", nil)
	b.must(err)
	return names
}

// Network takes the network away, or gives it back.
func (b *Tab) Network(there bool) {
	b.t.Helper()
	b.watched.Lock()
	b.watched.offline = b.watched.offline || !there // of what it asked before, it may tell afterwards
	b.watched.Unlock()
	_, err := do(b.window, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		all := &network.Conditions{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1}
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{all}})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
	b.must(err)
}

// settle presses a button whose form a script sends, and waits for the answer.
func (w *window) settle(button *goquery.Selection) error {
	form := button.Closest("form")
	if err := w.click(button); err != nil {
		return err
	}
	return w.through(func() error { _, err := later[bool](w, "settled", form); return err })
}

// gone is how Chromium says that the page that was asked is no more.
var gone = regexp.MustCompile(`navigated or closed|context was destroyed|Cannot find context|Promise was collected`)

// through asks again on the page that came while one was asked.
func (w *window) through(wait func() error) error {
	for {
		err := wait()
		if err == nil || !gone.MatchString(err.Error()) {
			return err
		}
	}
}
