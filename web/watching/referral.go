package watching

import (
	"context"
	"fmt"
	"slices"
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
		kit.Show(one+"/{answer:[0-9]+}/paper", "", readers, referralPaper),
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
	Rows    []monitoring.Referral
	OnPaper bool // whoever looks enters letters
	Held    []kit.HeldFile
}

func showReferrals(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := referralPage{OnPaper: r.By.Role == who.Clerk, Held: r.Held(aboutLetter(id))}
	if p.Rows, err = monitoring.Referrals(r.Context(), r.Tx, monitoring.ReferralFilter{Watch: id}); err != nil {
		return err
	}
	if len(p.Rows) == 0 {
		return fault.NotFoundf("这一户没有转办事项，或不属于您的辖区、单位")
	}
	p.Referral = p.Rows[0]
	return r.Show("watching/referrals/show", p)
}

func aboutLetter(watch int64) string { return fmt.Sprintf("watch/%d/letter", watch) }

// answerReferral records what the office answers, or a letter of its. A letter's photo is archived first: whatever is wrong with the rest, it is not
// asked for again.
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
		return fault.Invalidf("请选择是否符合条件")
	}
	if r.By.Role == who.Clerk {
		if err := receiveLetter(r, &a); err != nil {
			return err
		}
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return monitoring.AnswerReferral(ctx, tx, a) }); err != nil {
		return err
	}
	return r.To("/watches/referrals", "已登记答复")
}

// receiveLetter takes the letter's photo and day.
func receiveLetter(r *kit.Request, a *monitoring.Recognition) (err error) {
	about := aboutLetter(a.Watch)
	err = r.Receive(about, "photo", func(ctx context.Context, name string, content []byte) (kit.HeldFile, error) {
		f, err := monitoring.Keep(ctx, r.Archive, "书面答复", name, content)
		return kit.HeldFile{Kind: f.Kind, File: f.File}, err
	})
	if err != nil {
		return err
	}
	if held := r.Held(about); len(held) > 1 {
		return fault.Invalidf("书面答复只收一份，请取消勾选多余的；有几页的，合成一个 PDF 再上传")
	} else if len(held) == 1 {
		a.Paper = held[0].File
	}
	a.Written, err = r.Date("written", "落款日期")
	return err
}

// referralPaper sends the letter's photo.
func referralPaper(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	answer, err := r.ID("answer")
	if err != nil {
		return err
	}
	sent, err := monitoring.Referrals(r.Context(), r.Tx, monitoring.ReferralFilter{Watch: id, Answered: true})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sent, func(s monitoring.Referral) bool { return s.Answer.ID == answer && s.Answer.Paper != nil })
	if i < 0 {
		return fault.NotFoundf("没有找到这份书面答复，请从转办事项重新进入")
	}
	return r.Archived(sent[i].Answer.Paper, "书面答复")
}
