package money

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"fangpin/internal/archive"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/publicity"
	"fangpin/web/kit"
)

func objectionRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/objections", "异议", noticeReaders, listObjections),
		kit.Show("/objections/{id:[0-9]+}", "", noticeReaders, showObjection),
		kit.Act("/objections/{id:[0-9]+}/files", payouts.ProveStep, prove, showObjection),
		kit.Show("/objections/{id:[0-9]+}/files/{n:[0-9]+}", "", noticeReaders, objectionFile),
		kit.Show("/objections/{id:[0-9]+}/answer.pdf", "", noticeReaders, answerPaper),
		kit.Act("/objections/{id:[0-9]+}/uphold", payouts.UpholdStep, uphold, showObjection),
		kit.Act("/objections/{id:[0-9]+}/dismiss", payouts.DismissStep, dismiss, showObjection),
	}
}

// objectionsPage is the list of objections.
type objectionsPage struct {
	List     *kit.List
	Villages []kit.Choice
	Outcomes []kit.Choice
	Rows     []payouts.ObjectionLine
}

// listObjections lists the objections in the person's part of the county.
func listObjections(r *kit.Request) error {
	p := objectionsPage{List: r.List("waiting", "village", "received"), Villages: r.Villages(),
		Outcomes: []kit.Choice{{Value: "open", Title: "待处理"}, {Value: "upheld", Title: "成立"}, {Value: "dismissed", Title: "不成立"}}}
	f := payouts.ObjectionFilter{Village: kit.Code(p.List.Get("village")), Outcome: p.List.Get("outcome"), Window: p.List.Window()}
	if of, err := strconv.ParseInt(p.List.Get("notice"), 10, 64); err == nil {
		f.Notices = pg.Only([]int64{of})
	}
	var err error
	if p.Rows, p.List.Total, err = payouts.FindObjections(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("money/objections/list", p)
}

// objectionPage is one objection, with the forms to decide it.
type objectionPage struct {
	payouts.ObjectionLine
	Adjusters []kit.Choice
	Party     bool // the person visited or assessed: they do not decide
	Own       bool // the person wrote it down: somebody else decides
	Proofs    []publicity.Proof
	Answer    *publicity.Answer
	History   []deed.Event
}

func showObjection(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p objectionPage
	if p.ObjectionLine, err = payouts.GetObjection(r.Context(), r.Tx, id); err != nil {
		return err
	}
	p.Party, p.Own = r.By.ID == p.Adjuster || r.By.ID == p.AssessedBy, r.By.ID == p.ReceivedBy
	if payouts.UpholdStep.May(r.By.Role) {
		if p.Adjusters, err = r.AtWork(who.Adjuster); err != nil {
			return err
		}
		before := fmt.Sprint(p.Adjuster) // somebody else goes
		p.Adjusters = slices.DeleteFunc(p.Adjusters, func(c kit.Choice) bool { return c.Value == before })
	}
	if p.Proofs, err = publicity.Proofs(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Answer, err = publicity.AnswerOf(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.History, err = deed.History(r.Context(), r.Tx, kit.Ref("objection", id)); err != nil {
		return err
	}
	return r.Show("money/objections/show", p)
}

// prove keeps a file that speaks for or against the objection.
func prove(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := payouts.GetObjection(r.Context(), tx, id); return err }); err != nil {
		return err // before the file is kept
	}
	file, err := r.Scan(archive.Objection, "file", "佐证材料")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return payouts.Prove(ctx, tx, id, file) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/objections/%d", id), "已补充佐证")
}

// objectionFile shows one of them.
func objectionFile(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.ID("n")
	if err != nil {
		return err
	}
	if _, err := payouts.GetObjection(r.Context(), r.Tx, id); err != nil {
		return err
	}
	proofs, err := publicity.Proofs(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(proofs, func(p publicity.Proof) bool { return int64(p.N) == n })
	if i < 0 {
		return fault.NotFoundf("没有找到这份佐证材料")
	}
	return r.Archived(proofs[i].File, fmt.Sprintf("异议佐证-%d-%d", id, n))
}

// answerPaper prints what whoever objected is told.
func answerPaper(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return r.Paper("异议答复书", func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.AnswerPaper(r.Context(), r.Tx, fonts, id, w)
	})
}

// opposePage is the form to record what somebody in the village has against a payout.
type opposePage struct{ payoutPage }

func toObject(r *kit.Request) error {
	p, err := readPayout(r)
	if err != nil {
		return err
	}
	return r.Show("money/objections/new", opposePage{p})
}

// object records it, on behalf of whoever came.
func object(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var made int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		made, err = payouts.Object(ctx, tx, id, r.Value("words"))
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/objections/%d", made), "已登记异议，处理前本笔救助金不会发放")
}

// uphold takes the payout back and sends the claim to an adjuster again.
func uphold(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	adjuster, err := r.Number("adjuster", "重新查勘的查勘员")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, id, r.Value("upheld_because"), adjuster, r.Sign)
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/objections/%d", id), "异议成立：本笔救助金已撤回，案件已交查勘员重新查勘")
}

func dismiss(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, id, r.Value("dismissed_because"), r.Sign)
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/objections/%d", id), "异议不成立：公示期照常计算")
}
