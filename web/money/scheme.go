package money

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/templates"
	"fangpin/web/kit"
)

func schemeRoutes() []kit.Route {
	policyReaders := []who.Role{who.Clerk, who.Approver, who.Assessor, who.Sender, who.Auditor}
	return []kit.Route{
		kit.Show("/schemes", "方案", schemeReaders, listSchemes),
		kit.Show("/schemes/new", "", policy.ProposeStep.Roles, newScheme),
		kit.Show("/schemes/template.yaml", "", policy.ProposeStep.Roles, schemeTemplate),
		kit.Act("/schemes", policy.ProposeStep, proposeScheme, newScheme),
		kit.Show("/schemes/{id:[0-9]+}", "", schemeReaders, showScheme),
		kit.Show("/schemes/{id:[0-9]+}/source.yaml", "", schemeReaders, schemeSource),
		kit.Act("/schemes/{id:[0-9]+}/adopt", policy.AdoptStep, adoptScheme, showScheme),
		kit.Act("/schemes/{id:[0-9]+}/refuse", policy.RefuseStep, refuseScheme, showScheme),
		kit.Show("/policies", "保单", policyReaders, listPolicies),
		kit.Act("/policies", policy.OpenStep, openPolicy, listPolicies),
		kit.Show("/policies/{id:[0-9]+}", "", policyReaders, showPolicy),
		kit.Act("/policies/{id:[0-9]+}/insure", policy.InsureStep, insure, showPolicy),
		kit.Act("/policies/{id:[0-9]+}/premium", policy.ReceivePremiumStep, receivePremium, showPolicy),
		kit.Show("/premiums/{id:[0-9]+}/voucher", "", policyReaders, premiumVoucher),
	}
}

// schemesPage is the list of schemes.
type schemesPage struct {
	Rows []schemeLine
}

type schemeLine struct {
	policy.Proposal
	kit.SecondHand
}

func listSchemes(r *kit.Request) (err error) {
	var p schemesPage
	found, err := policy.Proposals(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	ids := make([]int64, len(found))
	for i, s := range found {
		ids[i] = s.ID
	}
	hands, err := r.SecondHands(foureyes.Scheme, ids)
	if err != nil {
		return err
	}
	for _, s := range found {
		p.Rows = append(p.Rows, schemeLine{s, hands[s.ID]})
	}
	return r.Show("money/schemes/list", p)
}

// schemePage is one scheme, its source line by line.
type schemePage struct {
	policy.Proposal
	kit.SecondHand
	Lines   []string
	Own     bool // proposed by the person who looks: another confirms it
	Next    flow.Next
	History []deed.Event
}

func showScheme(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	found, err := policy.GetProposal(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	p := schemePage{Proposal: found, Lines: linesOf(found.Source), Own: found.ProposedBy == r.By.ID}
	if p.SecondHand, err = r.SecondHand(foureyes.Scheme, id, policy.RefuseStep, fmt.Sprintf("/schemes/%d/refuse", id)); err != nil {
		return err
	}
	p.Next = found.Next(p.Hand, r.By)
	rows := []deed.Ref{kit.Ref("scheme", id), kit.Ref("adoption", id)}
	if p.Hand != nil {
		rows = append(rows, kit.Ref("proposal", p.Hand.ID))
	}
	if p.History, err = deed.History(r.Context(), r.Tx, rows...); err != nil {
		return err
	}
	return r.Show("money/schemes/show", p)
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
func schemeSource(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	found, err := policy.GetProposal(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.File("理赔方案-"+found.Hash[:12]+".yaml", kit.YAML, func(w io.Writer) error {
		_, err := io.WriteString(w, found.Source)
		return err
	})
}

// newSchemePage is the form for a scheme.
type newSchemePage struct{}

func newScheme(r *kit.Request) error { return r.Show("money/schemes/new", newSchemePage{}) }

// proposeScheme takes a scheme as a file or as text. A file that is refused stands in the form's text, to be mended there.
func proposeScheme(r *kit.Request) error {
	files, err := r.Uploads("file")
	if err != nil {
		return err
	}
	source := r.Given("source")
	if len(files) > 0 {
		source = string(files[0].Content)
		r.PostForm = url.Values{"source": {source}}
	}
	if strings.TrimSpace(source) == "" {
		return fault.Invalidf("请选择方案文件，或把方案内容粘贴到文本框")
	}
	source = strings.ReplaceAll(source, "\r\n", "\n") // as browsers send a text
	var id int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = policy.Propose(ctx, tx, []byte(source))
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/schemes/%d", id), "方案已提出，待另一人确认后生效")
}

// adoptScheme puts a scheme in force.
func adoptScheme(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	from, err := r.Date("from", "生效日期")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return policy.Adopt(ctx, tx, id, from) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/schemes/%d", id), "方案已确认，"+from.Chinese()+"起生效")
}

// refuseScheme says that it shall not be in force.
func refuseScheme(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return policy.Refuse(ctx, tx, id, r.Value("reason")) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/schemes/%d", id), "方案已驳回")
}

// schemeTemplate is the scheme that a county starts from.
func schemeTemplate(r *kit.Request) error {
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		return fmt.Errorf("read the scheme to start from: %w", err)
	}
	return r.File("方案模板.yaml", kit.YAML, func(w io.Writer) error {
		_, err := w.Write(source)
		return err
	})
}
