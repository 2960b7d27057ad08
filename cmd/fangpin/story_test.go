package main

import (
	"testing"

	"fangpin/internal/calendar"
	"fangpin/web/webtest"
)

// One month of a small county, told by its people at the pages, in the order of S2: over HTTP, without script or style. In a browser the
// same is told in browser_test.go.
func TestOneMonthOf鹤山区(t *testing.T) {
	t.Parallel()
	tell(openTown(t, func(t *testing.T, url string, _ bool) webtest.Person { return webtest.Visit(t, url) }, func(webtest.Person, string) {}))
}

// tell tells the story day by day.
func tell(n *town) {
	for _, chapter := range []struct {
		on   calendar.Date
		told func()
	}{
		{calendar.On(2024, 1, 5), n.takeOn},
		{calendar.On(2024, 1, 8), n.enrol},
		{calendar.On(2024, 1, 10), n.insure},
		{calendar.On(2024, 9, 5), n.report},
		{calendar.On(2024, 9, 9), n.screen},
		{calendar.On(2024, 9, 10), n.entrust},
		{calendar.On(2024, 9, 12), n.investigate},
		{calendar.On(2024, 9, 18), n.endorse},
		{calendar.On(2024, 9, 19), n.review},
		{calendar.On(2024, 9, 20), n.again},
		{calendar.On(2024, 9, 23), n.file},
		{calendar.On(2024, 9, 24), n.assess},
		{calendar.On(2024, 9, 26), n.announce},
		{calendar.On(2024, 9, 27), n.post},
		{calendar.On(2024, 9, 30), n.object},
		{calendar.On(2024, 10, 8), n.decide},
		{calendar.On(2024, 10, 9), n.clear},
		{calendar.On(2024, 10, 10), n.pay},
		{calendar.On(2024, 10, 11), n.visitAgain},
		{calendar.On(2024, 10, 14), n.settle},
		{calendar.On(2024, 10, 15), n.reissue},
		{calendar.On(2024, 10, 22), n.announceAgain},
		{calendar.On(2024, 11, 6), n.payAgain},
		{calendar.On(2024, 11, 15), n.audit},
	} {
		n.on(chapter.on)
		chapter.told()
	}
}
