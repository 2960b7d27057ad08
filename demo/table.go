package demo

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/shopspring/decimal"
	"golang.org/x/term"

	"fangpin/internal/columns"
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

// The table's columns, and how many places each takes; the last may be as wide as it is.
var (
	titles = []string{"步骤", "日期", "数量", "金额（元）", "用时", "说明"}
	widths = []int{10, 14, 14, 14, 8, 0}
	right  = []int{2, 3, 4}
)

func newTable(out, err io.Writer) *table { return &table{out: out, err: err, since: time.Now()} }

// head prints the title and the columns' names.
func (t *table) head(title string) {
	fmt.Fprintf(t.out, "%s\n\n", title)
	t.print(titles)
	t.since = time.Now()
}

// working shows what is being done until the next line.
func (t *table) working(what string) {
	t.quiet()
	f, ok := t.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return
	}
	t.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription("正在办理："+what),
		progressbar.OptionSpinnerType(14), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(false))
	_ = t.bar.RenderBlank()
}

// quiet takes the bar away.
func (t *table) quiet() {
	if t.bar != nil {
		_ = t.bar.Finish()
		t.bar = nil
	}
}

// done prints a step's line, with the time since the line before.
func (t *table) done(l line) {
	t.quiet()
	amount := ""
	if !l.Yuan.IsZero() {
		amount = yuan.Grouped(l.Yuan)
	}
	took := time.Since(t.since)
	t.since = time.Now()
	t.print([]string{l.Step, l.On, l.Count, amount, fmt.Sprintf("%.2f秒", took.Seconds()), l.Note})
}

func (t *table) print(cells []string) { columns.Line(t.out, cells, widths, right...) }
