package webtest

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mostTabs is after how many presses of Tab nobody goes on looking.
const mostTabs = 120

// Reach presses Tab until a link, a button or a field of that name has the focus, as somebody does who has no mouse.
func (b *Tab) Reach(name string) {
	b.t.Helper()
	var passed []string
	for range mostTabs {
		b.Key(kb.Tab)
		at, err := ask[string](b.window, "focused", nil)
		b.must(err)
		if strings.Join(strings.Fields(at), " ") == name {
			return
		}
		passed = append(passed, at)
	}
	b.must(fmt.Errorf("no Tab leads to %s, but to %s", name, quoted(passed)))
}

// Key presses a key where the focus is: it moves in a drop-down, or ticks a box.
func (b *Tab) Key(key string) {
	b.t.Helper()
	_, err := do(b.window, chromedp.KeyEvent(key))
	b.must(err)
}

// Enter presses Enter where the focus is, and waits for the page that comes.
func (b *Tab) Enter() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
	if err != nil {
		err = fmt.Errorf("no page came after Enter: %w", err)
	}
	b.must(err)
	b.arrived(answer)
}
