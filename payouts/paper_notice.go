package payouts

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
)

// NoticePaper prints a notice as it hangs on the wall (公示): what is public of it, a place for the village's seal, and by what an auditor
// can tell that it is the one in the books.
func NoticePaper(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, notice int64, w io.Writer) error {
	found, err := posters(ctx, tx, []int64{notice})
	if err != nil {
		return err
	}
	if err := found[0].headed(); err != nil {
		return err
	}
	return found[0].paper(fonts).Write(w)
}

// NoticePapers prints notices, each into what each opens for it. Nothing is opened for one that cannot be printed: the error names those,
// and the others are printed.
func NoticePapers(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, notices []int64, each func(notice int64) (io.WriteCloser, error)) error {
	found, err := posters(ctx, tx, notices)
	if err != nil {
		return err
	}
	var refused []string
	for _, p := range found {
		err := p.headed()
		if err == nil {
			err = p.paper(fonts).Into(func() (io.WriteCloser, error) { return each(p.ID) })
		}
		if fault.KindOf(err) == fault.Invalid {
			refused = append(refused, fault.Message(err))
		} else if err != nil {
			return err
		}
	}
	if len(refused) > 0 {
		return fault.Invalidf("%d 份公示中有 %d 份未生成，其余已生成：\n%s", len(found), len(refused), strings.Join(refused, "\n"))
	}
	return nil
}

// poster is a notice with what else is printed on it.
type poster struct {
	Public
	checkpoint string // the newest
}

// posters reads notices of the person's part of the county, in the order given.
func posters(ctx context.Context, tx *pg.Tx, ids []int64) ([]poster, error) {
	found, err := publics(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	checkpoint, err := deed.Printed(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]poster, len(found))
	for i, p := range found {
		out[i] = poster{p, checkpoint}
	}
	return out, nil
}

// headed refuses a notice with a family that has no head: nobody could be named.
func (p poster) headed() error {
	if at := slices.IndexFunc(p.Rows, func(r PublicRow) bool { return r.Head == "" }); at >= 0 {
		return fault.Invalidf("公示 %s 第 %d 行的户没有户主，请先在花名册中写明户主", p.number(), p.Rows[at].N)
	}
	return nil
}

// number is what people call the notice by (公示编号).
func (p poster) number() string {
	return fmt.Sprintf("%s〔%d〕%d号", p.Village, p.Year, p.Serial)
}

func (p poster) paper(fonts *paper.Fonts) *paper.Paper {
	label := p.Rows[0].Label
	out := fonts.New("公示", p.Dated.Start())
	out.Title(label + "金公示")
	out.Line(paper.Centre, "公示编号："+p.number())
	out.Text(fmt.Sprintf("经入户查勘、村两委和乡镇审核、%s备案，拟向%s%s以下 %s发放%s金，现予公示，请群众监督。公示期 %d 天，张贴当日不计。",
		p.Office, p.Township, p.Village, p.Extent(), label, p.Days))
	out.Table(p.table())
	if struck := p.Struck(); len(struck) > 0 {
		var sum decimal.Decimal
		for _, r := range struck {
			sum = sum.Add(r.Amount)
		}
		out.Text(fmt.Sprintf("以上标明“已撤回”的 %s共 %s 元，公示后已经撤回，不再发放；本页替换原张贴的公示，公示期照常计算。", extent(struck), yuan.Grouped(sum)))
	}
	out.Text(fmt.Sprintf("对以上内容有异议的，请在公示期内向%s、%s或%s口头或书面反映。监督电话：%s。", p.Committee, p.Township, p.Office, p.Phone))
	out.Seal(paper.Seal{By: p.Committee, On: p.Dated.Chinese(), Code: p.code(), Captions: []string{
		fmt.Sprintf("校验码：%X", p.Digest[:8]), "扫码核对公示摘要和存证检查点",
	}})
	return out
}

// code is what an auditor compares: the notice's digest, and the last checkpoint's origin, size and root.
func (p poster) code() string {
	return fmt.Sprintf("公示 %s\n摘要 %x\n存证\n%s", p.number(), p.Digest, p.checkpoint)
}

// table lists the rows under their natural villages, each with the days for which it hangs there.
func (p poster) table() paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Title: "序号", Width: 20, Align: paper.Centre}, {Title: "户主", Width: 48}, {Title: "家庭人口", Width: 24, Align: paper.Centre},
		{Title: "类别", Width: 32, Align: paper.Centre}, {Title: "金额（元）", Width: 32, Align: paper.Right},
	}}
	rows := byHamlet(p.Rows)
	for i, r := range rows {
		if i == 0 || r.Hamlet != rows[i-1].Hamlet {
			t.Rows = append(t.Rows, paper.Row{Span: true, Whose: "公示 " + p.number() + " 的自然村名", Cells: []string{r.heading(p.Village)}})
		}
		t.Rows = append(t.Rows, paper.Row{Whose: fmt.Sprintf("公示 %s 第 %d 行“%s”户", p.number(), r.N, r.Head), Cells: []string{
			fmt.Sprint(r.N), r.Head, fmt.Sprint(r.Persons), r.standing(), yuan.Grouped(r.Amount),
		}})
	}
	t.Sum = func(label string, from, to int) []string {
		sum := decimal.Zero
		for _, r := range rows[from:to] {
			sum = sum.Add(r.Amount)
		}
		return []string{label + "　" + extent(rows[from:to]), "", "", "", yuan.Grouped(sum)}
	}
	t.Foot = []paper.Row{{Span: true, Whose: "合计", Cells: []string{"合计人民币（大写）：" + yuan.Capital(p.Total)}}}
	return t
}

// byHamlet puts the rows of a natural village together, the villages in the order of their first rows.
func byHamlet(rows []PublicRow) []PublicRow {
	first := map[string]int{}
	for _, r := range slices.Backward(rows) {
		first[r.Hamlet] = r.N
	}
	return slices.SortedStableFunc(slices.Values(rows), func(a, b PublicRow) int { return first[a.Hamlet] - first[b.Hamlet] })
}

// standing is the label of what is paid, or that nothing is any more.
func (r PublicRow) standing() string {
	if r.Struck {
		return "已撤回"
	}
	return r.Label
}

// heading names the natural village and its days, which are filled in by hand as long as no clock runs there.
func (r PublicRow) heading(village string) string {
	name, days := r.Hamlet, "自　　年　月　日起至　　年　月　日止"
	if name == "" {
		name = village
	}
	if r.First != nil && r.Last != nil {
		days = fmt.Sprintf("自%s起至%s止", r.First.Chinese(), r.Last.Chinese())
	}
	return name + "　公示期：" + days
}
