package payouts

import (
	"context"
	"fmt"
	"io"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/publicity"
)

// AnswerPaper prints what whoever objected is told in writing (异议答复书): what was objected to what, what was decided and why, and where else to
// turn. It names neither who objected, whom the office may have promised silence, nor anybody of the family beyond what hung on the wall.
func AnswerPaper(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, objection int64, w io.Writer) error {
	o, err := GetObjection(ctx, tx, objection)
	if err != nil {
		return err
	}
	a, err := publicity.AnswerOf(ctx, tx, objection)
	switch {
	case err != nil:
		return err
	case o.Open():
		return fault.Conflictf("这件异议还没有处理，不出具答复书")
	case a == nil:
		return fault.Conflictf("这件异议在启用答复书以前已经处理，没有答复书文号")
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	on := calendar.DateOf(*o.DecidedAt)
	out := fonts.New("异议答复书", on.Start())
	out.Title("异议答复书")
	out.Note(a.No())
	out.Line(paper.Left, "反映人：")
	out.Text(fmt.Sprintf("你于%s对%s%s公示中%s一户提出的异议收悉。你反映：%s。", o.On.Chinese(), o.In, o.NoticeNo, o.Head, strings.TrimRight(o.Words, "。.")))
	out.Text(fmt.Sprintf("处理结果：异议%s。理由：%s。", o.Outcome(), strings.TrimRight(*o.Reason, "。.")))
	if o.Stands() {
		out.Text("该户本笔救助金已经撤回，由另一名查勘员重新入户查勘，结果将重新公示。")
	} else {
		out.Text("该户本笔救助金继续办理。")
	}
	out.Text(fmt.Sprintf("对处理结果不服的，可以向%s或上级主管部门反映。监督电话：%s。", office.Name, office.Phone))
	out.Seal(paper.Seal{By: office.Name})
	out.Boxes(paper.Box{Label: "送达人"}, paper.Box{Label: "反映人签收（要求保密的可不签）"}, paper.Box{Label: "送达日期"})
	return out.Write(w)
}
