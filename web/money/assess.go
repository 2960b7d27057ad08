package money

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// assessPage is what waits for its amount, and what came to nothing.
type assessPage struct {
	List *kit.List
	Zero bool // the claims that came to nothing are listed
	Rows []payouts.ClaimRow
	All  shown.Rows // which claims wait in all; empty where one page shows them
}

// toAssess lists the filed claims that wait, in the order in which they are assessed, or those of which nothing is paid.
func toAssess(r *kit.Request) error {
	p := assessPage{List: r.List()}
	p.List.Path = "/payouts/assess"
	p.Zero = p.List.Get("zero") != ""
	read := payouts.Waiting
	if p.Zero {
		read = payouts.Unpaid
	}
	var err error
	if p.Rows, p.List.Total, err = read(r.Context(), r.Tx, p.List.Window()); err != nil {
		return err
	}
	if !p.Zero && p.List.Pages() > 1 {
		all, err := payouts.Pending(r.Context(), r.Tx)
		if err != nil {
			return err
		}
		p.All = shown.Of(all)
	}
	return r.Show("money/payouts/assess", p)
}

// assess fixes the amounts of the claims ticked, or of all that wait.
func assess(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	var made payouts.Awards
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if r.Value("all") != "" {
			made, err = payouts.AssessAll(ctx, tx, r.Shown("all"))
			return err
		}
		made, err = payouts.Assess(ctx, tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	said, onward := awarded(made)
	return r.To("/payouts/assess", said, onward...)
}

// awarded says what an assessment came to, and leads to the claims that are paid nothing. It names nobody: the browser keeps it.
func awarded(made payouts.Awards) (said string, onward []kit.Choice) {
	said = fmt.Sprintf("已核定 %d 件，其中 %d 件有应付金额，合计 %s 元", len(made.Payouts)+len(made.Zero), len(made.Payouts), yuan.Grouped(made.Total))
	if n := len(made.Zero); n > 0 {
		said += fmt.Sprintf("；%d 件无应付金额，须告知该户", n)
		onward = []kit.Choice{{Value: "/payouts/assess?zero=1", Title: "查看无应付金额的案件"}}
	}
	return said, onward
}
