package web

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/templates"
)

func schemeRoutes() []route {
	policyReaders := []who.Role{who.Clerk, who.Approver, who.Assessor, who.Sender, who.Auditor}
	return []route{
		show("/schemes", "方案", schemeReaders, (*visit).schemes),
		show("/schemes/new", "", policy.ProposeStep.Roles, (*visit).newScheme),
		show("/schemes/template.yaml", "", policy.ProposeStep.Roles, (*visit).schemeTemplate),
		act("/schemes", policy.ProposeStep, (*visit).proposeScheme, (*visit).newScheme),
		show("/schemes/{id:[0-9]+}", "", schemeReaders, (*visit).scheme),
		show("/schemes/{id:[0-9]+}/source.yaml", "", schemeReaders, (*visit).schemeSource),
		act("/schemes/{id:[0-9]+}/adopt", policy.AdoptStep, (*visit).adoptScheme, (*visit).scheme),
		show("/policies", "保单", policyReaders, (*visit).policies),
		act("/policies", policy.OpenStep, (*visit).openPolicy, (*visit).policies),
		show("/policies/{id:[0-9]+}", "", policyReaders, (*visit).policy),
		act("/policies/{id:[0-9]+}/insure", policy.InsureStep, (*visit).insure, (*visit).policy),
		act("/policies/{id:[0-9]+}/premium", policy.ReceivePremiumStep, (*visit).receivePremium, (*visit).policy),
	}
}

// schemesPage is the list of schemes.
type schemesPage struct {
	Rows []policy.Proposal
}

func (v *visit) schemes() (err error) {
	var p schemesPage
	if p.Rows, err = policy.Proposals(v.ctx(), v.tx); err != nil {
		return err
	}
	return v.show("schemes/list", p)
}

// schemePage is one scheme, its source line by line.
type schemePage struct {
	policy.Proposal
	Lines   []string
	Own     bool // proposed by the person who looks: another confirms it
	History []deed.Event
}

func (v *visit) scheme() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	found, err := policy.GetProposal(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	p := schemePage{Proposal: found, Lines: linesOf(found.Source), Own: found.ProposedBy == v.by.ID}
	if p.History, err = deed.History(v.ctx(), v.tx, ref("scheme", id), ref("adoption", id)); err != nil {
		return err
	}
	return v.show("schemes/show", p)
}

// linesOf are the lines of a source, with blanks that a page keeps: what stands under what is told by them alone.
func linesOf(source string) []string {
	lines := strings.Split(strings.TrimRight(source, "\n"), "\n")
	for i, line := range lines {
		bare := strings.TrimLeft(line, " ")
		lines[i] = strings.Repeat("\u00a0", len(line)-len(bare)) + bare
	}
	return lines
}

// schemeSource is the file as it was proposed: its SHA-256 is the scheme's hash.
func (v *visit) schemeSource() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	found, err := policy.GetProposal(v.ctx(), v.tx, id)
	if err != nil {
		return err
	}
	return v.file("理赔方案-"+found.Hash[:12]+".yaml", "application/yaml", func(w io.Writer) error {
		_, err := io.WriteString(w, found.Source)
		return err
	})
}

// newSchemePage is the form for a scheme.
type newSchemePage struct{}

func (v *visit) newScheme() error { return v.show("schemes/new", newSchemePage{}) }

// proposeScheme takes a scheme as a file or as text. A file that is refused stands in the form's text, to be mended there.
func (v *visit) proposeScheme() error {
	files, err := v.uploads("file")
	if err != nil {
		return err
	}
	source := v.r.FormValue("source")
	if len(files) > 0 {
		source = string(files[0].Content)
		v.r.PostForm = url.Values{"source": {source}}
	}
	if strings.TrimSpace(source) == "" {
		return fault.Invalidf("请选择方案文件，或把方案内容粘贴到文本框")
	}
	source = strings.ReplaceAll(source, "\r\n", "\n") // as browsers send a text
	var id int64
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = policy.Propose(ctx, tx, []byte(source))
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/schemes/%d", id), "方案已提出，待另一人确认后生效")
}

// adoptScheme puts a scheme in force.
func (v *visit) adoptScheme() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	from, err := v.date("from", "生效日期")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return policy.Adopt(ctx, tx, id, from) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/schemes/%d", id), "方案已确认，"+from.Chinese()+"起生效")
}

// schemeTemplate is the scheme that a county starts from.
func (v *visit) schemeTemplate() error {
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		return fmt.Errorf("read the scheme to start from: %w", err)
	}
	return v.file("方案模板.yaml", "application/yaml", func(w io.Writer) error {
		_, err := w.Write(source)
		return err
	})
}
