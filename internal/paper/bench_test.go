package paper

import (
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// A thousand notices with the glyphs read once, beside the bare library, which loads the whole font for each: fewer of those, scaled.
func BenchmarkThousandNotices(b *testing.B) {
	const notices, bare, rows = 1000, 10, 12
	var ours, theirs time.Duration
	var grown uint64
	for b.Loop() {
		fonts, before, start := machine(b), inUse(), time.Now()
		for i := range notices {
			if err := roll(fonts, rows).Write(io.Discard); err != nil {
				b.Fatal(err)
			}
			if i%100 == 99 {
				b.StopTimer()
				grown = max(grown, inUse()-min(before, inUse()))
				b.StartTimer()
			}
		}
		ours += time.Since(start) / notices
		start = time.Now()
		for range bare {
			bareNotice(b, rows)
		}
		theirs += time.Since(start) / bare
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N)/1000, "ms/notice")
	b.ReportMetric(float64(theirs.Microseconds())/float64(b.N)/1000, "ms/bare")
	b.ReportMetric(float64(theirs)/float64(ours), "times-faster")
	b.ReportMetric(float64(grown)/1e6, "MB-grown")
}

// inUse is how much of the heap is in use after a collection.
func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// bareNotice prints the same words, lines and code with the library alone; names beyond the basic plane would end it.
func bareNotice(b *testing.B, rows int) {
	b.Helper()
	system, err := fontFiles(systemFolders()...)
	if err != nil {
		b.Fatal(err)
	}
	font, err := os.ReadFile(exactly(system, wenKai)[0])
	if err != nil {
		b.Fatal(err)
	}
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes("text", "", font)
	pdf.SetFont("text", "", bodySize)
	pdf.AddPage()
	for _, block := range roll(nil, rows).blocks {
		switch block := block.(type) {
		case paragraph:
			pdf.MultiCell(156, pitch, block.text, "", "", false)
		case Table:
			for _, row := range block.Rows {
				for i, cell := range row.Cells {
					if !strings.ContainsFunc(cell, func(char rune) bool { return char > 0xFFFF }) {
						pdf.CellFormat(block.Columns[i].Width, 8, cell, "1", 0, "", false, 0, "")
					}
				}
				pdf.Ln(-1)
			}
		case Seal:
			(&setter{}).code(block.Code)(pdf, 28, 200)
			pdf.MultiCell(156, pitch, block.By, "", "", false)
		}
	}
	if err := pdf.Output(io.Discard); err != nil {
		b.Fatal(err)
	}
}
