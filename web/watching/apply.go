package watching

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

// publicRoutes are for who has no account (自主申报). Until the county opens them they are no addresses: nobody can tell them from any other.
func publicRoutes() []kit.Route {
	return []kit.Route{
		kit.Open(http.MethodGet, "/apply/{county:[0-9]+}", showApply, nil),
		kit.Open(http.MethodPost, "/apply/{county:[0-9]+}", sendApply, showApply),
	}
}

// applyPage is the form on which a family tells of itself.
type applyPage struct {
	County    string // its code
	Office    pg.Office
	Townships []townshipChoice
	Causes    []monitoring.Cause
	Days      int
}

// townshipChoice is a township with its villages, to choose from.
type townshipChoice struct {
	Title    string
	Villages []kit.Choice
}

// appliedPage says that an application was received: the same to everybody.
type appliedPage struct {
	Office  pg.Office
	Receipt string
	Until   calendar.Date
}

// visitor is who comes to the county's page: nobody who is known, whoever has signed in.
func visitor(r *kit.Request) who.Person { return who.Person{County: mux.Vars(r.Request)["county"]} }

// opened is the office of the county whose page is open. Of any other there is no such page.
func opened(r *kit.Request) (office pg.Office, err error) {
	none := fault.NotFoundf("没有这个页面，请从首页进入")
	by := visitor(r)
	if _, err := area.Published().County(by.County); err != nil {
		return office, none
	}
	err = pg.Read(r.Context(), r.DB, by, func(tx *pg.Tx) error {
		on, err := monitoring.SelfApplies(r.Context(), tx)
		switch {
		case err != nil:
			return err
		case !on:
			return none
		}
		office, err = pg.OfficeOf(r.Context(), tx)
		return err
	})
	if errors.Is(err, pg.ErrNoCounty) {
		return office, none
	}
	return office, err
}

func showApply(r *kit.Request) error {
	office, err := opened(r)
	if err != nil {
		return err
	}
	p := applyPage{County: office.County, Office: office, Causes: monitoring.Causes, Days: monitoring.SelfDays}
	tree := area.Published()
	for _, t := range tree.Townships(office.County) {
		choice := townshipChoice{Title: t.Name}
		for _, v := range tree.Villages(t.Code) {
			choice.Villages = append(choice.Villages, kit.Choice{Value: v.Code, Title: v.Short()})
		}
		p.Townships = append(p.Townships, choice)
	}
	return r.Show("watching/apply/form", p)
}

// sendApply keeps what was told. It is no deed: nobody is known who would answer for it.
func sendApply(r *kit.Request) error {
	office, err := opened(r)
	if err != nil {
		return err
	}
	if r.Value("consent") != "yes" {
		return fault.Invalidf("请先阅读并勾选同意，再提交")
	}
	village, err := strconv.ParseInt(r.Value("village"), 10, 64)
	if err != nil {
		return fault.Invalidf("请选择所在的村（社区）")
	}
	told := monitoring.SelfApplication{
		Name: r.Value("name"), IDNumber: r.Value("id_number"), Phone: r.Value("phone"), Village: village, Cause: r.Value("cause"), Words: r.Value("words"),
		Address: signin.Network(r.Address()),
	}
	p := appliedPage{Office: office, Until: r.Today() + monitoring.SelfDays}
	err = pg.Write(r.Context(), r.DB, visitor(r), func(tx *pg.Tx) (err error) {
		p.Receipt, err = monitoring.Send(r.Context(), tx, r.Keys, told)
		return err
	})
	if err != nil {
		return err
	}
	return r.Show("watching/apply/received", p)
}
