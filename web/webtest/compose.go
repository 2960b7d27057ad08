package webtest

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Composing types into a field through an input method, with the Enter that takes over what was composed, and fails the test if that
// sends a form.
func (b *Tab) Composing(label, letters string) {
	b.t.Helper()
	n, err := b.page().field(label, typed)
	b.must(err)
	b.must(b.click(n))
	_, err = ask[string](b.window, "listen", nil)
	b.must(err)
	_, err = do(b.window, compose(letters))
	b.must(err)
	sent, err := ask[int](b.window, "sent", nil)
	b.must(err)
	if sent > 0 {
		b.must(errors.New("the Enter of an input method sent the form"))
	}
}

// compose is what a browser sees of an input method: a composition, an Enter marked as being for it (key code 229), and its end.
func compose(letters string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		length := int64(utf8.RuneCountInString(letters))
		_, err := cdp.Call(ctx, t, input.ImeSetComposition, input.ImeSetCompositionParams{Text: letters, SelectionStart: length, SelectionEnd: length})
		if err != nil {
			return err
		}
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 229})
			if err != nil {
				return err
			}
		}
		_, err = cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: letters})
		return err
	})
}
