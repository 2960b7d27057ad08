package watching

import (
	"context"
	"strconv"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

func referralRoutes() []kit.Route {
	const one = "/watches/{id:[0-9]+}/referrals"
	return []kit.Route{
		kit.Show("/watches/referrals", "", readers, listReferrals),
		kit.Show(one, "", readers, showReferrals),
		kit.Act(one, monitoring.ReferralStep, answerReferral, showReferrals),
	}
}

// referralsPage lists the families that the procedure sends to offices.
type referralsPage struct {
	List   *kit.List
	Rows   []monitoring.Referral
	Nobody []string // offices of which nobody is at work here
}

func listReferrals(r *kit.Request) error {
	p := referralsPage{List: r.List()}
	f := monitoring.ReferralFilter{Open: p.List.Get("state") == "", Answered: p.List.Get("state") == "answered"}
	found, err := monitoring.Referrals(r.Context(), r.Tx, f)
	if err != nil {
		return err
	}
	p.List.Total = len(found)
	if r.By.Role != who.Reporter {
		if p.Nobody, err = monitoring.Nobody(r.Context(), r.Tx, found); err != nil {
			return err
		}
	}
	first := min(p.List.Window().Offset, len(found))
	p.Rows = found[first:min(first+kit.PageSize, len(found))]
	return r.Show("watching/referrals/list", p)
}

// referralPage is what one family was sent for, and the forms to answer.
type referralPage struct {
	monitoring.Referral
	Rows []monitoring.Referral
}

func showReferrals(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p referralPage
	if p.Rows, err = monitoring.Referrals(r.Context(), r.Tx, monitoring.ReferralFilter{Watch: id}); err != nil {
		return err
	}
	if len(p.Rows) == 0 {
		return fault.NotFoundf("这一户没有转办事项，或不属于您的辖区、单位")
	}
	p.Referral = p.Rows[0]
	return r.Show("watching/referrals/show", p)
}

// answerReferral records what the office answers.
func answerReferral(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.Value("n"))
	if err != nil {
		return fault.Invalidf("没有选中转办事项，请刷新后重选")
	}
	a := monitoring.Recognition{Watch: id, N: n, To: r.Value("office"), For: r.Value("matter"), Words: r.Value("words")}
	switch r.Value("recognised") {
	case "yes":
		a.Recognised = true
	case "no":
	default:
		return fault.Invalidf("请选择是否予以认定")
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return monitoring.AnswerReferral(ctx, tx, a) }); err != nil {
		return err
	}
	return r.To("/watches/referrals", "已登记答复")
}
