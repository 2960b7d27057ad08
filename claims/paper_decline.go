package claims

import (
	"context"
	"fmt"
	"io"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/scheme"
)

// DeclinePaper prints what the household of a declined claim is told (不予赔付通知书): what was looked into, why nothing is paid, and to whom
// they may object. A declined claim has no 备案号: the household, the event and the round tell it from others.
func DeclinePaper(ctx context.Context, tx *pg.Tx, keys *secret.Keys, fonts *paper.Fonts, claim int64, w io.Writer) error {
	c, err := Get(ctx, tx, claim)
	if err != nil {
		return err
	}
	if c.Status != Declined || c.VoidReason != nil {
		return fault.Conflictf("这件案件没有作出不予赔付的结论，不出具不予赔付通知书")
	}
	found, err := Found(ctx, tx, []int64{claim})
	if err != nil {
		return err
	}
	to, err := registry.AddresseeOf(ctx, tx, keys, c.Household)
	if err != nil {
		return err
	}
	year, err := policy.Get(ctx, tx, c.Policy)
	if err != nil {
		return err
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	f := found[claim]
	out := fonts.New("不予赔付通知书", f.VisitedOn.Start())
	out.Title("不予赔付通知书")
	out.Note(fmt.Sprintf("户编号：%s（第 %d 轮查勘）　　户主公民身份号码：%s　　住址：%s", to.No, c.Round, to.IDNumber, to.Address()))
	out.Line(paper.Left, to.Head+"户：")
	out.Text(fmt.Sprintf("你户%s的“%s”事项，经保险机构查勘员于%s入户核查，结论为不予赔付。", c.EventOn.Chinese(), scheme.Title(c.Category), f.VisitedOn.Chinese()))
	out.Text("理由：" + strings.TrimSuffix(f.Why, "。") + "。")
	out.Text(fmt.Sprintf("对结论有异议的，可以向%s、%s或%s说明情况，情况属实的将重新查勘。监督电话：%s。", to.Committee, to.Township, office.Name, office.Phone))
	out.Seal(paper.Seal{By: year.Insurer})
	out.Boxes(paper.Box{Label: "送达人"}, paper.Box{Label: "收件人签字（按手印）"}, paper.Box{Label: "代收人及与户主关系"})
	return out.Write(w)
}
