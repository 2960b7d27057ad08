package webtest

// Fits fails the test, without ending it, if the page is wider than the screen: one would have to push it to and fro to read it.
func (b *Tab) Fits() {
	b.t.Helper()
	wide, err := ask[string](b.window, "wide", nil)
	b.must(err)
	if wide != "" {
		b.t.Errorf("%s is wider than its screen of %d px: %s", b.Path(), b.screen.Width, wide)
	}
}
