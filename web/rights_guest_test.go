package web

import (
	"context"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// guest is somebody who tries every address: a row of the table's columns, in somebody's browser.
type guest struct {
	name   string
	column string // of the table
	visitor
}

// invite signs everybody in who will visit.
func (w *world) invite() {
	own, village, township := w.corners[0], w.corners[2], w.corners[3]
	for _, p := range []who.Person{
		w.take(own.crew, staff.Member{Role: who.Reporter, Agency: own.agency}), own.clerk, own.approver, own.adjuster, own.assessor, own.sender, own.township, own.cadre,
		w.take(own.crew, staff.Member{Role: who.Auditor}), own.admin, own.security, w.take(own.crew, staff.Member{Role: who.AuditAdmin}),
	} {
		w.visitors = append(w.visitors, guest{p.Role.Title(), string(p.Role), w.as(p)})
	}
	for _, c := range []*corner{own, w.corners[4]} {
		c.noun["deputy"] = w.depute(c, c.first, c.last)
		admin := w.take(c.crew, staff.Member{Role: who.SystemAdmin})
		c.noun["signing"], c.noun["probation"] = w.proposeSigning(admin), w.proposeProbation(admin)
	}
	w.deputy(own, own.cadre, township.adjuster)
	w.deputy(own, own.clerk, village.cadre)
	w.visitors = append(w.visitors, guest{"未登录", "nobody", visitor{testSite: w.testSite}})
}

// proposeSigning has an administrator propose how a role signs.
func (w *world) proposeSigning(by who.Person) (id int64) {
	w.do(by, func(ctx context.Context, tx *pg.Tx) error {
		if err := signing.Propose(ctx, tx, nil, true, who.Clerk); err != nil {
			return err
		}
		proposed, err := signing.Settings(ctx, tx)
		if err == nil {
			id = proposed[0].ID
		}
		return err
	})
	return id
}

// proposeProbation has an administrator propose how long new accounts wait.
func (w *world) proposeProbation(by who.Person) (id int64) {
	w.do(by, func(ctx context.Context, tx *pg.Tx) error {
		if err := probation.Propose(ctx, tx, 5, nil); err != nil {
			return err
		}
		proposed, err := probation.Settings(ctx, tx)
		if err == nil {
			id = proposed[0].ID
		}
		return err
	})
	return id
}

// depute writes a deputy down for today.
func (w *world) depute(c *corner, absent, by who.Person) (id int64) {
	today := calendar.DateOf(w.Clock())
	id, err := w.DeputeBy(c.admin, c.security, staff.Deputy{Absent: absent.ID, Deputy: by.ID, From: today, To: today, Reason: "出差"})
	w.Must(err)
	return id
}

// deputy has somebody stand in for an absent colleague: they are judged by the column of the absent.
func (w *world) deputy(c *corner, absent, by who.Person) {
	w.depute(c, absent, by)
	v := w.as(by)
	_, err := w.site.Auth.StandIn(w.t.Context(), v.token, absent.ID)
	w.Must(err)
	w.visitors = append(w.visitors, guest{"代理" + absent.Role.Title(), string(absent.Role), v})
}

// nowhere is a corner that is not there.
func nowhere() *corner {
	c := &corner{name: "nowhere", surname: "无有", village: "999999999999", crew: &crew{}, homes: map[string]*home{}, noun: map[string]int64{}, watch: map[string]int64{}, digest: "00"}
	for _, f := range families {
		c.homes[f.name] = &home{household: pg.NewID(), payee: pg.NewID(), minor: pg.NewID(), claim: pg.NewID(), payout: pg.NewID(), place: pg.NewID(), list: pg.NewID()}
	}
	for _, noun := range []string{
		"report", "draft", "amended", "row", "proof", "notice", "posting", "fallen", "opposed", "disputed", "answered", "entry", "batch sent", "answer", "late", "doubted", "resolving", "refusing", "account", "account wrong", "account returned",
		"scheme", "policy", "premium", "proposal", "refused", "spare", "adjuster", "deputy", "signing", "probation", "leaf", "watch notice", "watch posting", "watch fallen", "unposted", "watch file", "minutes", "letter", "helper",
		"measured", "finished", "withdrawing", "applied", "declining", "passing", "push", "doubtful", "procedure", "procedure proposed", "procedure refused",
		"spot check", "sampled", "problem", "problem done", "grant", "grant wrong",
	} {
		c.noun[noun] = pg.NewID()
	}
	for _, one := range courses {
		c.watch[one.name] = pg.NewID()
	}
	c.spare.ID, c.second.ID = c.noun["spare"], pg.NewID()
	return c
}
