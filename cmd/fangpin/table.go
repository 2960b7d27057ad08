package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rivo/uniseg"
	"github.com/schollz/progressbar/v3"
	"github.com/shopspring/decimal"
	"golang.org/x/term"

	"fangpin/internal/yuan"
)

// table prints a month's steps as they are done, a line each; on a terminal a bar below shows the step at work.
type table struct {
	out   io.Writer
	err   io.Writer
	bar   *progressbar.ProgressBar
	since time.Time
}

// line is one step's result. Yuan is left out where a step moves no money.
type line struct {
	Step  string // 步骤
	On    string // 办理日期
	Count string // 件数, with its unit
	Yuan  decimal.Decimal
	Note  string // 说明
}

var columns = []struct {
	title string
	width int
	right bool
}{{"步骤", 10, false}, {"日期", 14, false}, {"数量", 14, true}, {"金额（元）", 14, true}, {"用时", 8, true}, {"说明", 0, false}}

func newTable(out, err io.Writer) *table { return &table{out: out, err: err, since: time.Now()} }

// head prints the title and the columns' names.
func (t *table) head(title string) {
	fmt.Fprintf(t.out, "%s\n\n", title)
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.title
	}
	t.print(names)
	t.since = time.Now()
}

// working shows what is being done until the next line.
func (t *table) working(what string) {
	f, ok := t.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return
	}
	t.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription("正在办理："+what),
		progressbar.OptionSpinnerType(14), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(false))
	_ = t.bar.RenderBlank()
}

// done prints a step's line, with the time since the line before.
func (t *table) done(l line) {
	if t.bar != nil {
		_ = t.bar.Finish()
		t.bar = nil
	}
	amount := ""
	if !l.Yuan.IsZero() {
		amount = yuan.Grouped(l.Yuan)
	}
	took := time.Since(t.since)
	t.since = time.Now()
	t.print([]string{l.Step, l.On, l.Count, amount, fmt.Sprintf("%.2f秒", took.Seconds()), l.Note})
}

// print writes one line, each cell as wide as its column: a Chinese character takes two places.
func (t *table) print(cells []string) {
	var b strings.Builder
	for i, c := range columns {
		pad := strings.Repeat(" ", max(0, c.width-uniseg.StringWidth(cells[i])))
		if c.right {
			b.WriteString(pad + cells[i] + "  ")
		} else {
			b.WriteString(cells[i] + pad + "  ")
		}
	}
	fmt.Fprintln(t.out, strings.TrimRight(b.String(), " "))
}
