package paper

import (
	"fmt"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/jung-kurt/gofpdf"
)

// code draws a text as a QR code, its corner at x and y: rectangles, which print sharp. No text is no code.
func (s *setter) code(text string) func(pdf *gofpdf.Fpdf, x, y float64) {
	nothing := func(*gofpdf.Fpdf, float64, float64) {}
	if text == "" {
		return nothing
	}
	made, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		if s.err == nil {
			s.err = fmt.Errorf("QR code: %w", err)
		}
		return nothing
	}
	return func(pdf *gofpdf.Fpdf, x, y float64) {
		modules := made.Bounds().Dx()
		side := codeSide / float64(modules)
		for row := range modules {
			for column := 0; column < modules; column++ {
				length := dark(made, column, row)
				if length > 0 {
					pdf.Rect(x+float64(column)*side, y+float64(row)*side, float64(length)*side, side, "F")
				}
				column += length // where the run ends, it is light
			}
		}
	}
}

// dark is how many dark modules stand beside each other from a column on.
func dark(code barcode.Barcode, column, row int) (length int) {
	for column+length < code.Bounds().Dx() {
		if r, _, _, _ := code.At(column+length, row).RGBA(); r != 0 {
			break
		}
		length++
	}
	return length
}
