package main

import (
	"testing"

	"fangpin/web/webtest"
)

// The month in a browser: by clicks and typing, the office at 1280 px, the village and the adjuster at 360 px.
func TestOneMonthInABrowser(t *testing.T) {
	t.Parallel()
	tell(openTown(t, screens(t), func(p webtest.Person, name string) {
		tab := p.(*webtest.Tab)
		tab.Axe()
		tab.Shoot("story-" + name)
	}))
}

// The Enter that takes over what an input method composed sends no form: not one of a single field, not one of several.
func TestAnInputMethodSendsNothing(t *testing.T) {
	t.Parallel()
	n := openTown(t, screens(t), func(webtest.Person, string) {})
	c := n.as(clerk).(*webtest.Tab)
	c.Follow("查找")
	c.Composing("姓名", "zhang shoutian")
	a := n.as(admin).(*webtest.Tab)
	a.Follow("人员")
	a.Follow("新增人员")
	a.Composing("姓名", "liu guiying")
}

// screens seats people in a browser, each at a screen of their own.
func screens(t *testing.T) seat {
	browser := webtest.Start(t)
	return func(_ *testing.T, url string, small bool) webtest.Person {
		if small {
			return browser.Open(url, webtest.Phone)
		}
		return browser.Open(url, webtest.Desk)
	}
}
