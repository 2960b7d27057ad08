package webtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

// finding is what axe-core holds against a page.
type finding struct {
	Impact, ID, Help string
	Nodes            []struct{ Target []any }
}

// Axe fails the test, without ending it, on what axe-core finds serious or critical on the page as it stands.
func (b *Tab) Axe() {
	b.t.Helper()
	b.must(b.equip())
	findings, err := do(b.window, chromedp.Evaluate[[]finding](`axe.run({resultTypes: ["violations"], preload: false}).then(r => r.violations)`, chromedp.EvalAwaitPromise))
	b.must(err)
	var grave []string
	for _, f := range findings {
		if slices.Contains([]string{"serious", "critical"}, f.Impact) {
			for _, n := range f.Nodes {
				grave = append(grave, fmt.Sprintf("%s: %s at %v", f.ID, f.Help, n.Target))
			}
		}
	}
	if len(grave) > 0 {
		b.t.Errorf("axe-core finds on %s at %d px:\n  %s", b.Path(), b.screen.Width, strings.Join(grave, "\n  "))
	}
}

// equip gives the page axe-core, once.
func (w *window) equip() error {
	there, err := do(w, chromedp.Evaluate[bool]("'axe' in window"))
	if err != nil || there {
		return err
	}
	source, err := axe()
	if err != nil {
		return fmt.Errorf("axe-core is not there, run make test: %w", err)
	}
	_, err = do(w, chromedp.Evaluate[chromedp.Void](source))
	return err
}

// axe is the source of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	source, err := os.ReadFile(filepath.Join(root(), "web", "webtest", "node_modules", "axe-core", "axe.min.js"))
	return string(source), err
})
