package main

import (
	"testing"

	"fangpin/web/webtest"
)

// The month in a browser: by clicks and typing, the office at 1280 px, the village and the adjuster at 360 px.
func TestOneMonthInABrowser(t *testing.T) {
	browser := webtest.Start(t)
	tell(openTown(t, func(t *testing.T, url string, small bool) webtest.Person {
		if small {
			return browser.Open(url, webtest.Phone)
		}
		return browser.Open(url, webtest.Desk)
	}, func(p webtest.Person, name string) {
		tab := p.(*webtest.Tab)
		tab.Axe()
		tab.Shoot("story-" + name)
	}))
}
