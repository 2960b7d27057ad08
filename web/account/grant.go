package account

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

func grantRoutes() []kit.Route {
	const one = "/grants/{id:[0-9]+}"
	return []kit.Route{
		kit.Show("/grants", "授权", staffReaders, listGrants),
		kit.Show(one, "", staffReaders, showGrant),
		kit.Knock(one+"/confirm", grant.ConfirmStep, confirmGrant, showGrant),
		kit.Act(one+"/refuse", grant.RefuseStep, refuseGrant, showGrant),
		kit.Open(http.MethodGet, "/enrol", showEnrolment, nil),
		kit.Open(http.MethodPost, "/enrol", takeUp, showEnrolment),
		kit.Send("/account/told", nil, acknowledge, nil),
	}
}

// askMember asks for a new colleague.
func askMember(r *kit.Request) error {
	return ask(r, grant.Asked{What: grant.Member, Login: r.Value("login"), Particulars: particulars(r), Namesake: r.Value("namesake") != "",
		Member: staff.Member{Name: r.Value("name"), Role: who.Role(r.Value("role")), Division: r.Value("division"), Agency: r.Value("agency")}})
}

func askDetails(r *kit.Request) error {
	return askOf(r, grant.Asked{What: grant.Details, Particulars: particulars(r)})
}

func askReset(r *kit.Request) error     { return askOf(r, grant.Asked{What: grant.Reset}) }
func askUnbinding(r *kit.Request) error { return askOf(r, grant.Asked{What: grant.Unbind}) }

func particulars(r *kit.Request) grant.Particulars {
	return grant.Particulars{No: r.Value("no"), Unit: r.Value("unit"), Phone: r.Value("phone"), IDNumber: r.Value("id_number")}
}

// askOf asks for something of the member in the address.
func askOf(r *kit.Request, asked grant.Asked) (err error) {
	if asked.Staff, err = r.ID("id"); err != nil {
		return err
	}
	return ask(r, asked)
}

// ask asks for a right and shows the proposer's half code, this once.
func ask(r *kit.Request, asked grant.Asked) error {
	asked.Reason = r.Value("why_" + string(asked.What))
	r.Once = "。启用码第一段只显示一次：没有抄下的，请另一位管理员驳回这一项，再重新提出"
	var id int64
	var half signin.Half
	err := r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, half, err = grant.Propose(ctx, tx, r.Keys, asked, r.Sign)
		return err
	})
	if err != nil {
		return err
	}
	return handOver(r, id, half, false)
}

// handedPage shows a half code once, to be handed over.
type handedPage struct {
	grant.Grant
	Half   signin.Half
	Second bool // the granter's; else the proposer's
}

// handOver shows a half code, or goes to the grant where there is none.
func handOver(r *kit.Request, id int64, half signin.Half, second bool) error {
	if half == "" {
		return r.To(fmt.Sprintf("/grants/%d", id), map[bool]string{false: "已提出，请另一类管理员批准", true: "已批准"}[second])
	}
	g, err := grantOf(r, id)
	if err != nil {
		return err
	}
	return r.Show("account/staff/handed", handedPage{g, half, second})
}

// grantOf is a grant as it stands after what was just done.
func grantOf(r *kit.Request, id int64) (g grant.Grant, err error) {
	err = r.Read(func(tx *pg.Tx) (err error) {
		g, err = grant.Get(r.Context(), tx, id)
		return err
	})
	return g, err
}

// grantsPage lists what was asked for.
type grantsPage struct {
	All  bool
	Rows []grant.Grant
}

func listGrants(r *kit.Request) (err error) {
	p := grantsPage{All: r.Value("all") != ""}
	if p.Rows, err = grant.Find(r.Context(), r.Tx, grant.Filter{Waiting: !p.All}); err != nil {
		return err
	}
	return r.Show("account/staff/grants", p)
}

// grantPage is one, in words.
type grantPage struct {
	grant.Grant
	Where       string
	Mine        bool // the person may decide it
	Until, Used *time.Time
}

func showGrant(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	g, err := grant.Get(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	p := grantPage{Grant: g, Where: area.Name(g.Division), Mine: g.Mine(r.By)}
	if p.Until, p.Used, err = grant.Until(r.Context(), r.Tx, id); err != nil {
		return err
	}
	return r.Show("account/staff/grant", p)
}

func confirmGrant(r *kit.Request) error {
	if err := sure(r, "已核对本人和事项"); err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	r.Once = "。启用码第二段只显示一次：没有抄下的，请重新提出“重设密码”"
	var half signin.Half
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		half, err = grant.Confirm(ctx, tx, r.Auth, id, r.Value("id_number"), r.Sign)
		return err
	})
	if err != nil {
		return err
	}
	return handOver(r, id, half, true)
}

func refuseGrant(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return grant.Refuse(ctx, tx, id, r.Value("reason")) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/grants/%d", id), "已驳回")
}

// enrolmentPage is where a member takes a sign-in up.
type enrolmentPage struct{ Counties []signin.Office }

func showEnrolment(r *kit.Request) error {
	counties, err := signin.Counties(r.Context(), r.DB)
	if err != nil {
		return err
	}
	return r.Show("account/signin/enrol", enrolmentPage{counties})
}

// takeUp takes both half codes and the member's own password.
func takeUp(r *kit.Request) error {
	fresh := r.Given("fresh")
	if fresh != r.Given("again") {
		return fault.Invalidf("两次填写的密码不一致，请重新填写")
	}
	session, token, err := r.Auth.TakeUp(r.Context(), signin.Taking{County: r.Value("county"), Login: r.Value("login"), Password: fresh, Address: r.Address(),
		Halves: [2]signin.Half{signin.Half(r.Value("one")), signin.Half(r.Value("two"))}})
	if err != nil {
		return err
	}
	r.Say("登录已启用，密码只有您本人知道")
	return rise(r, session, token)
}

// acknowledge notes that the person has read what was done to their sign-in.
func acknowledge(r *kit.Request) error {
	upto, err := r.Number("upto", "最后一条")
	if err != nil {
		return err
	}
	if err := r.Auth.Acknowledge(r.Context(), r.Token(), upto); err != nil {
		return err
	}
	return r.To(kit.Ours(r.Value("back")), "")
}
