package main

import (
	"encoding/csv"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/procedure"
)

func procedureRunCommand() *cobra.Command {
	var flags procedureFlags
	c := &cobra.Command{
		Use:   "run --procedure 程序.yaml --on 2024-05-31 办理记录.csv",
		Short: "按程序逐户推演办理记录，输出每户的状态、下一步和期限",
		Long: `按程序逐户推演办理记录，输出 family,state,next,due,kind,per_head,since,note，每户一行。

办理记录是 UTF-8 的 CSV，列为 family,date,event,detail；detail 写成 key=value，多项之间用分号隔开。
每户按日期先后写，--on 以后的不读。有一处不能办理的，整份不出结果，逐户列出第一处所在的行和原因。`,
		Args: oneFile,
		RunE: func(c *cobra.Command, args []string) error {
			p, on, err := flags.read(c)
			if err != nil {
				return err
			}
			return runProcedure(c.OutOrStdout(), c.ErrOrStderr(), p, on, args[0])
		},
	}
	flags.add(c, "推演到哪一天，如 2024-05-31")
	return c
}

var (
	eventColumns    = []string{"family", "date", "event", "detail"}
	standingColumns = []string{"family", "state", "next", "due", "kind", "per_head", "since", "note"}
)

const (
	mostEventBytes = 64 << 20
	mostEvents     = 1_000_000
	longestFamily  = 100 // characters
)

// runProcedure writes how each family stands, or refuses the file whole.
func runProcedure(w, warnings io.Writer, p *procedure.Procedure, on calendar.Date, path string) error {
	src, err := readEvents(path)
	if err != nil {
		return err
	}
	r := replay{csvFile: readCSV(src), p: p, on: on, of: map[string]*replayed{}}
	r.run()
	if len(r.defects) > 0 {
		return fault.Invalidf("%s", r.report())
	}
	out, provisional := r.standings()
	if provisional {
		sayProvisional(warnings)
	}
	return csv.NewWriter(w).WriteAll(out)
}

func readEvents(path string) ([]byte, error) {
	if about, err := os.Stat(path); err == nil && about.Size() > mostEventBytes {
		return nil, fault.Invalidf("办理记录 %s 超过 %d MB，请按乡镇分开", path, mostEventBytes>>20)
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Invalidf("读不到办理记录 %s，请核对路径：%w", path, err)
	}
	return src, nil
}

// replay is a file of events on its way through a procedure.
type replay struct {
	csvFile
	p     *procedure.Procedure
	on    calendar.Date
	order []*replayed
	of    map[string]*replayed
}

// replayed is one family of the file.
type replayed struct {
	name    string
	family  procedure.Family
	refused bool // its first impossible event was named; the rest is not judged
}

func (r *replay) run() {
	if len(r.defects) == 0 {
		r.judgeHeader(eventColumns, eventColumns, "")
	}
	if len(r.rows) > mostEvents {
		r.refuse(r.rows[mostEvents].line, 0, "", "超过 %d 行，请按乡镇分开", mostEvents)
	}
	if len(r.defects) > 0 {
		return
	}
	column := map[string]int{}
	for i, name := range r.header {
		column[name] = i
	}
	for _, row := range r.rows {
		cell := func(name string) string { return row.cells[column[name]] }
		r.take(row.line, cell("family"), cell("date"), cell("event"), cell("detail"))
	}
}

// take replays one line, unless it lies after the day.
func (r *replay) take(line int, family, date, event, detail string) {
	day, err := procedure.ParseDay(strings.TrimSpace(date))
	if err == nil && day > r.on {
		return
	}
	f := r.known(family)
	if f.refused {
		return
	}
	if err == nil {
		err = nameless(family)
	}
	if err == nil {
		err = f.apply(r.p, day, event, detail)
	}
	if err != nil {
		f.refused = true
		r.refuse(line, 0, "", "%s", fault.Message(err))
	}
}

func (r *replay) known(family string) *replayed {
	f, ok := r.of[family]
	if !ok {
		f = &replayed{name: family}
		r.of[family] = f
		r.order = append(r.order, f)
	}
	return f
}

func (f *replayed) apply(p *procedure.Procedure, day calendar.Date, event, detail string) error {
	e, err := procedure.ParseEvent(day, event, detail)
	if err != nil {
		return err
	}
	return f.family.Apply(p, e)
}

func nameless(family string) error {
	switch {
	case strings.TrimSpace(family) == "":
		return fault.Invalidf("family 空白，每一行都要写是哪一户")
	case utf8.RuneCountInString(family) > longestFamily || strings.ContainsFunc(family, unicode.IsControl):
		return fault.Invalidf("family 最多 %d 字，写在一行里", longestFamily)
	}
	return nil
}

// standings are the families in the order of their first line, and whether a day of theirs is provisional.
func (r *replay) standings() (out [][]string, provisional bool) {
	out = append(out, slices.Clone(standingColumns))
	for _, f := range r.order {
		s := f.family.Stand(r.p, r.on)
		provisional = provisional || s.Provisional
		perHead := ""
		if s.PerHead != nil {
			perHead = s.PerHead.StringFixed(2)
		}
		out = append(out, []string{
			f.name, string(s.State), string(s.Next), dayText(s.Due), s.Kind, perHead, dayText(s.Since), strings.Join(s.Notes, "；"),
		})
	}
	return out, provisional
}

func dayText(d *calendar.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}
