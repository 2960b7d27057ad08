package webtest

import (
	"context"
	"fmt"
	"path/filepath"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func (b *Tab) Fill(label, value string) {
	b.t.Helper()
	n, err := b.page().field(label, typed)
	b.must(err)
	b.must(takes(n, value))
	b.must(b.write(n, value))
	got, err := ask[string](b.window, "value", n)
	b.must(err)
	if got != value {
		b.must(fmt.Errorf("the field %s holds %q after %q was typed", label, got, value))
	}
}

// long is how many characters nobody types: they are pasted.
const long = 200

func (w *window) write(n *goquery.Selection, value string) error {
	if _, timed := layouts[attr(n, "type")]; timed {
		_, err := ask[string](w, "give", n, value)
		return err
	}
	if err := w.click(n); err != nil {
		return err
	}
	full, err := ask[bool](w, "take", n)
	switch {
	case err != nil:
		return err
	case value == "" && full:
		_, err = do(w, chromedp.KeyEvent(kb.Delete))
	case utf8.RuneCountInString(value) > long:
		_, err = do(w, paste(value))
	default:
		_, err = do(w, chromedp.KeyEvent(value))
	}
	return err
}

func paste(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

func (b *Tab) Choose(label, option string) {
	b.t.Helper()
	n, err := b.page().option(label, option)
	b.must(err)
	if !n.Is("option") {
		b.must(b.click(n))
		return
	}
	_, err = ask[string](b.window, "pick", n)
	b.must(err)
}

func (b *Tab) Check(label string) {
	b.t.Helper()
	n, err := b.page().field(label, checkbox)
	b.must(err)
	if !n.Is("[checked]") {
		b.must(b.click(n))
	}
}

func (b *Tab) Attach(label string, files ...string) {
	b.t.Helper()
	n, err := b.page().field(label, upload)
	b.must(err)
	b.must(attachable(n, files))
	whole, err := absolute(files)
	b.must(err)
	_, err = do(b.window, chromedp.SetUploadFiles(chromedp.CSS(selector(n)), whole))
	b.must(err)
}

// absolute are the files' whole paths: Chromium ends a page that is given others.
func absolute(files []string) (whole []string, err error) {
	for _, f := range files {
		if f, err = filepath.Abs(f); err != nil {
			return nil, err
		}
		whole = append(whole, f)
	}
	return whole, nil
}
