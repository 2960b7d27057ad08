package watching

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/templates"
	"fangpin/web/kit"
)

func procedureRoutes() []kit.Route {
	const one = "/procedures/{id:[0-9]+}"
	return []kit.Route{
		kit.Show("/procedures", "监测程序", insiders, listProcedures),
		kit.Show("/procedures/new", "", monitoring.ProposeStep.Roles, newProcedure),
		kit.Show("/procedures/template.yaml", "", monitoring.ProposeStep.Roles, procedureTemplate),
		kit.Act("/procedures", monitoring.ProposeStep, proposeProcedure, newProcedure),
		kit.Show(one, "", insiders, showProcedure),
		kit.Show(one+"/source.yaml", "", insiders, procedureSource),
		kit.Act(one+"/adopt", monitoring.AdoptStep, adoptProcedure, showProcedure),
		kit.Act(one+"/refuse", monitoring.RejectStep, refuseProcedure, showProcedure),
	}
}

// proceduresPage is the list of procedures.
type proceduresPage struct {
	Rows    []procedureLine
	InForce int64 // the one by which a lead of today begins a watch; 0: none
}

type procedureLine struct {
	monitoring.Rule
	kit.SecondHand
	Over bool // its term has ended
}

func listProcedures(r *kit.Request) error {
	rules, err := monitoring.Rules(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	ids := make([]int64, len(rules))
	for i, one := range rules {
		ids[i] = one.ID
	}
	hands, err := r.SecondHands(foureyes.Procedure, ids)
	if err != nil {
		return err
	}
	var p proceduresPage
	for _, one := range rules {
		p.Rows = append(p.Rows, procedureLine{one, hands[one.ID], one.Term.To < r.Today()})
	}
	switch now, err := monitoring.InForce(r.Context(), r.Tx, r.Today()); fault.KindOf(err) {
	case fault.Blocked:
	case fault.Internal:
		if err != nil {
			return err
		}
		p.InForce = now.ID
	default:
		p.InForce = now.ID
	}
	return r.Show("watching/procedures/list", p)
}

// procedurePage is one procedure: as tables, and its source line by line.
type procedurePage struct {
	monitoring.Rule
	kit.SecondHand
	Plain   plain
	Lines   []sourceLine
	Own     bool // proposed by the person who looks: another confirms it
	History []deed.Event
}

// sourceLine is a line of a file, with what is said of it.
type sourceLine struct {
	N    int
	Text string
	Said []string
}

func showProcedure(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	rule, err := monitoring.GetRule(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	p := procedurePage{Rule: rule, Plain: plainly(rule.Procedure), Lines: linesOf(rule.Source)}
	for _, n := range rule.Notes {
		said(p.Lines, n.Line, n.Text)
	}
	if p.SecondHand, err = r.SecondHand(foureyes.Procedure, id, monitoring.RejectStep, fmt.Sprintf("/procedures/%d/refuse", id)); err != nil {
		return err
	}
	rows := []deed.Ref{kit.Ref("procedure", id), kit.Ref("procedure_adoption", id)}
	if p.Hand != nil {
		p.Own = p.Hand.By == r.By.ID
		rows = append(rows, kit.Ref("proposal", p.Hand.ID))
	}
	if p.History, err = deed.History(r.Context(), r.Tx, rows...); err != nil {
		return err
	}
	return r.Show("watching/procedures/show", p)
}

// linesOf are the lines of a source, with blanks that a page keeps: what stands under what is told by them alone.
func linesOf(source string) []sourceLine {
	var out []sourceLine
	for i, line := range strings.Split(strings.TrimRight(source, "\n"), "\n") {
		bare := strings.TrimLeft(line, " ")
		out = append(out, sourceLine{N: i + 1, Text: strings.Repeat("\u00a0", len(line)-len(bare)) + bare})
	}
	return out
}

// said adds what is said of a line; of one that is not there, to the last.
func said(lines []sourceLine, n int, text string) {
	i := min(max(n, 1), len(lines)) - 1
	lines[i].Said = append(lines[i].Said, text)
}

// procedureSource is the file as it was proposed: its SHA-256 is the procedure's hash.
func procedureSource(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	rule, err := monitoring.GetRule(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.File("监测程序-"+rule.Hash[:12]+".yaml", kit.YAML, func(w io.Writer) error {
		_, err := io.WriteString(w, rule.Source)
		return err
	})
}

// newProcedurePage is the form for a procedure; of one that was refused, its lines with what is wrong beside them.
type newProcedurePage struct {
	Lines []sourceLine
}

func newProcedure(r *kit.Request) error {
	var p newProcedurePage
	if source := r.PostForm.Get("source"); strings.TrimSpace(source) != "" {
		if _, mistakes := procedure.Read([]byte(source)); len(mistakes) > 0 {
			p.Lines = linesOf(source)
			for _, m := range mistakes {
				said(p.Lines, m.Line, m.Text)
			}
		}
	}
	return r.Show("watching/procedures/new", p)
}

// proposeProcedure takes a procedure as a file or as text. A file that is refused stands in the form's text, to be mended there.
func proposeProcedure(r *kit.Request) error {
	files, err := r.Uploads("file")
	if err != nil {
		return err
	}
	source := r.Given("source")
	if len(files) > 0 {
		source = string(files[0].Content)
	}
	source = strings.ReplaceAll(source, "\r\n", "\n") // as browsers send a text
	r.PostForm = url.Values{"source": {source}}
	if strings.TrimSpace(source) == "" {
		return fault.Invalidf("请选择程序文件，或把程序内容粘贴到文本框")
	}
	if _, mistakes := procedure.Read([]byte(source)); len(mistakes) > 0 {
		return fault.Invalidf("程序有 %d 处错误，逐行列在下面，请改正后再提出", len(mistakes))
	}
	var id int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.Propose(ctx, tx, []byte(source))
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/procedures/%d", id), "程序已提出，待另一人确认后生效")
}

func adoptProcedure(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	from, err := r.Date("from", "生效日期")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return monitoring.Adopt(ctx, tx, id, from) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/procedures/%d", id), "程序已确认，"+from.Chinese()+"起的线索按本程序办理")
}

func refuseProcedure(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return monitoring.Reject(ctx, tx, id, r.Value("reason")) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/procedures/%d", id), "程序已驳回")
}

// procedureTemplate is the procedure that a county starts from.
func procedureTemplate(r *kit.Request) error {
	source, err := templates.Procedures.ReadFile("procedures/heshan.yaml")
	if err != nil {
		return fmt.Errorf("read the procedure to start from: %w", err)
	}
	return r.File("监测程序模板.yaml", kit.YAML, func(w io.Writer) error {
		_, err := w.Write(source)
		return err
	})
}
