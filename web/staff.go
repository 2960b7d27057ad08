package web

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

func staffRoutes() []route {
	const one = "/staff/{id:[0-9]+}"
	return []route{
		show("/staff", "人员", staffReaders, (*visit).people),
		show("/staff/new", "", []who.Role{who.SystemAdmin}, (*visit).newMember),
		act("/staff/new", staff.AddStep, (*visit).addMember, (*visit).newMember),
		show(one, "", staffReaders, (*visit).member),
		act(one+"/disable", staff.DisableStep, (*visit).disableMember, (*visit).member),
		act(one+"/issue", signin.IssueStep, (*visit).issueLogin, (*visit).member),
		act(one+"/reset", signin.ResetStep, (*visit).resetPassword, (*visit).member),
		act(one+"/unbind", signin.ResetTOTPStep, (*visit).unbind, (*visit).member),
		act(one+"/unlock", signin.UnlockStep, (*visit).unlock, (*visit).member),
		show("/deputies", "代理", staffReaders, (*visit).deputies),
		act("/deputies", staff.DeputeStep, (*visit).depute, (*visit).deputies),
		act("/deputies/{id:[0-9]+}/end", staff.EndDeputyStep, (*visit).endDeputy, (*visit).deputies),
		show("/signins", "登录日志", []who.Role{who.AuditAdmin}, (*visit).signins),
	}
}

// peoplePage is the list of staff.
type peoplePage struct {
	List  *listing
	Roles []who.Role
	Rows  []signin.Listed
}

func (v *visit) people() (err error) {
	p := peoplePage{List: v.listing("", "name", "role", "division"), Roles: who.Roles()}
	f := signin.People{Role: who.Role(p.List.Get("role")), Words: p.List.Get("q"), Window: p.List.window()}
	if p.Rows, p.List.Total, err = signin.FindPeople(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("staff/list", p)
}

// newMemberPage is the form for a new colleague.
type newMemberPage struct {
	Roles     []who.Role
	Divisions []choice
	Agencies  []string
}

func (v *visit) newMember() error {
	p := newMemberPage{Roles: who.Roles(), Agencies: reports.Agencies()}
	tree := area.Published()
	for _, t := range tree.Townships(v.by.County) {
		p.Divisions = append(p.Divisions, choice{t.Code, t.Short()})
		for _, one := range tree.Villages(t.Code) {
			p.Divisions = append(p.Divisions, choice{one.Code, t.Short() + " " + one.Short()})
		}
	}
	return v.show("staff/new", p)
}

// addMember takes a colleague on and shows their first password, this once.
func (v *visit) addMember() error {
	m := staff.Member{Name: v.value("name"), Role: who.Role(v.value("role")), Division: v.value("division"), Agency: v.value("agency")}
	var handed handedPage
	err := v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		handed.Person, err = staff.Add(ctx, tx, m)
		if err != nil {
			return err
		}
		handed.Login, handed.Password, err = v.Auth.Issue(ctx, tx, handed.Person.ID, v.value("login"))
		return err
	})
	if err != nil {
		return err
	}
	return v.show("staff/handed", handed)
}

// handedPage shows a first password once, to be handed over.
type handedPage struct {
	Person          who.Person
	Login, Password string
}

// memberPage is one member of staff.
type memberPage struct {
	signin.Listed
	Where    string
	Own      bool
	Needs    bool // a code at sign-in
	Deputies []staff.Deputy
	History  []deed.Event
}

func (v *visit) member() error {
	m, err := v.listed()
	if err != nil {
		return err
	}
	p := memberPage{Listed: m, Where: divisionName(m.Division), Own: m.ID == v.session.By.ID, Needs: signin.NeedsTOTP(m.Role)}
	if p.Deputies, err = staff.FindDeputies(v.ctx(), v.tx, staff.Deputies{Absent: m.ID}); err != nil {
		return err
	}
	key := strconv.FormatInt(m.ID, 10)
	if p.History, err = deed.History(v.ctx(), v.tx, deed.Ref{Table: "staff", Key: key}, deed.Ref{Table: "login", Key: key}); err != nil {
		return err
	}
	return v.show("staff/show", p)
}

// listed is the member of staff in the address.
func (v *visit) listed() (m signin.Listed, err error) {
	id, err := v.id("id")
	if err != nil {
		return m, err
	}
	found, _, err := signin.FindPeople(v.ctx(), v.tx, signin.People{ID: id})
	if err != nil {
		return m, err
	}
	if len(found) == 0 {
		return m, fault.NotFoundf("没有这名人员，请从人员列表进入")
	}
	return found[0], nil
}

// divisionName is a division as people say it.
func divisionName(code string) string {
	d, _ := area.Published().Lookup(code)
	return d.Short()
}

// sure asks for the box that a grave step has beside its button.
func (v *visit) sure(label string) error {
	if v.value("sure") == "" {
		return fault.Invalidf("请先勾选“%s”", label)
	}
	return nil
}

// onMember is one deed on the member in the address.
func (v *visit) onMember(said string, verb func(ctx context.Context, tx *pg.Tx, id int64) error) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/staff/%d", id), said)
}

func (v *visit) disableMember() error {
	if err := v.sure("确认停用，不能恢复"); err != nil {
		return err
	}
	return v.onMember("已停用，其登录即时失效", staff.Disable)
}

func (v *visit) unbind() error {
	return v.onMember("已解绑动态口令，下次登录时重新绑定", v.Auth.ResetTOTP)
}

func (v *visit) unlock() error { return v.onMember("已解除登录锁定", v.Auth.Unlock) }

func (v *visit) issueLogin() error {
	return v.hand(func(ctx context.Context, tx *pg.Tx, id int64) (string, string, error) {
		return v.Auth.Issue(ctx, tx, id, v.value("login"))
	})
}

func (v *visit) resetPassword() error {
	if err := v.sure("确认重置，原密码即时失效"); err != nil {
		return err
	}
	return v.hand(func(ctx context.Context, tx *pg.Tx, id int64) (string, string, error) {
		password, err := v.Auth.Reset(ctx, tx, id)
		return "", password, err
	})
}

// hand makes a first password for the member in the address and shows it, this once.
func (v *visit) hand(make func(ctx context.Context, tx *pg.Tx, id int64) (login, password string, err error)) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var handed handedPage
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if handed.Login, handed.Password, err = make(ctx, tx, id); err != nil {
			return err
		}
		handed.Person, err = staff.Get(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return v.show("staff/handed", handed)
}

// signinsPage is the log of who signed in.
type signinsPage struct {
	Login      string
	Rows       []signin.Entry
	Prev, Next string
}

func (v *visit) signins() (err error) {
	l := v.listing()
	p := signinsPage{Login: l.Get("login"), Prev: l.Prev()}
	if p.Rows, err = signin.Find(v.ctx(), v.tx, signin.Filter{Login: p.Login, Limit: pageSize, Offset: (l.Page - 1) * pageSize}); err != nil {
		return err
	}
	if len(p.Rows) == pageSize {
		p.Next = l.with("page", strconv.Itoa(l.Page+1))
	}
	if l.Page > 1 {
		p.Prev = l.with("page", strconv.Itoa(l.Page-1))
	}
	return v.show("staff/signins", p)
}
