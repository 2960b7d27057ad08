package webtest

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/cdp"
	screen "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Shoot leaves a picture of the whole page in var/shots, under the name and .png.
func (b *Tab) Shoot(name string) {
	b.t.Helper()
	picture, err := do(b.window, shoot)
	b.must(err)
	folder := filepath.Join(root(), "var", "shots")
	b.must(os.MkdirAll(folder, 0o755))
	b.must(os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
}

// shoot takes the picture. Packing it as small as PNG can would take longer than the page did.
func shoot(ctx context.Context, t *chromedp.Target) ([]byte, error) {
	yes := true
	shot, err := cdp.Call(ctx, t, screen.CaptureScreenshot, screen.CaptureScreenshotParams{CaptureBeyondViewport: &yes, OptimizeForSpeed: &yes})
	return shot.Data, err
}
