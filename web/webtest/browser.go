package webtest

import (
	"cmp"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Browser is one running Chromium, without a window, for as long as the test lasts.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// shell is Chromium without what is drawn around a page: a third of the work. Its own words, as on a file button, are English, so the
// pictures of the READMEs are taken in the whole one, which FANGPIN_TEST_BROWSER names (make pictures).
const shell = "chromium-headless-shell"

// Pictured tells whether the tests are run for their pictures: of every page, and in the browser that is named for it.
func Pictured() bool { return os.Getenv("FANGPIN_TEST_BROWSER") != "" }

// Start starts Debian's Chromium, which may talk to this machine only.
func Start(t testing.TB) *Browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(cmp.Or(os.Getenv("FANGPIN_TEST_BROWSER"), shell)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, // it sees our own pages only, and some machines that run tests have no sandbox to offer
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Env("LANGUAGE=zh_CN"), // with chromium-l10n its own words are Chinese
		chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("accept-lang", "zh-CN"),
	)
	ctx, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	ctx, _ = chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("stop Chromium: %v", err)
		}
	})
	return &Browser{t, ctx}
}

// For is the same browser for another test, such as one of t.Run.
func (b *Browser) For(t testing.TB) *Browser { return &Browser{t, b.ctx} }

// Screen is what somebody looks at, in CSS pixels.
type Screen struct {
	Width, Height int64
	Touch         bool
}

var (
	Desk  = Screen{1280, 900, false}
	Phone = Screen{360, 740, true}
)

// Open puts somebody in front of the server at the address: a session of their own, not signed in.
func (b *Browser) Open(address string, s Screen) *Tab {
	b.t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, _ := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	w := &window{ctx: ctx, base: base, screen: s, downloads: b.t.TempDir(), watched: watched{host: base.Host}}
	tab := &Tab{eyes{t: b.t, show: func() *page { return w.show(b.t) }}, w}
	if err := chromedp.Do(ctx, s.emulate(), w.keepDownloads()); err != nil {
		b.t.Fatalf("open a tab: %v", err)
	}
	if err := chromedp.Listen(ctx, w.watched.take); err != nil {
		b.t.Fatalf("watch a tab: %v", err)
	}
	b.t.Cleanup(func() { tab.close() })
	return tab
}

// Resize gives the person another screen, at once.
func (b *Tab) Resize(s Screen) {
	b.t.Helper()
	_, err := do(b.window, s.emulate())
	b.must(err)
	b.screen = s
}

func (s Screen) emulate() chromedp.Action[chromedp.Void] {
	if s.Touch {
		return chromedp.EmulateViewport(s.Width, s.Height, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	return chromedp.EmulateViewport(s.Width, s.Height)
}

// keepDownloads has the session's downloads left in its folder, under names that the browser gives.
func (w *window) keepDownloads() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		yes := true
		_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior:         browser.SetDownloadBehaviorBehaviorAllowAndName,
			BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
			DownloadPath:     w.downloads, EventsEnabled: &yes,
		})
		return err
	})
}

// root is the folder of the module: the first above the test's own with a go.mod, or the test's own. A binary built with -trimpath does
// not know where its source lay.
func root() string {
	for dir := "."; ; dir = filepath.Join("..", dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if at, err := filepath.Abs(dir); err != nil || at == filepath.Dir(at) {
			return "."
		}
	}
}
