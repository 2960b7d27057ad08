package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/publicity"
	"fangpin/reports"
	"fangpin/web/kit"
)

// watchProcedure is the procedure by which the corners' families are watched: one day of publicity, and a release a month after approval, so that all of
// it happens before the visitors come.
const watchProcedure = `name: 权限程序
county: "%s"
term: {from: 2024-01-01, to: 2027-12-31}
line: {per_head: 6700}
income: {months: 12, ends: procedure}
kinds: [脱贫不稳定户, 边缘易致贫户, 突发严重困难户]
leads: {hand_over: {day: 10}, check: {working_days: 20}, feedback: month_end}
door: [{then: enter}]
refer: [{income: below, to: 医保局, for: 低收入家庭认定}]
enter: [visit, apply, evaluate, post, review, compare, approve, announce, register, file]
publicity: {days: 1}
clear: {after: {months: 1, from: approve}, steps: [nominate, visit, evaluate, approve, mark]}
`

// courses are the watches of each corner, each named after what it waits for or what is done to it, and how far it has come: after the name the
// last step that was taken. Those with a measure have one ordered from the corner's department.
var courses = []struct {
	name string
	last procedure.Act
}{
	{"led", procedure.Lead}, {"agency", procedure.HandOver}, {"handed", procedure.HandOver}, {"applying", procedure.Visit}, {"feeding", procedure.Visit},
	{"refusing", procedure.Visit}, {"evaluating", procedure.Apply}, {"noting", procedure.Evaluate}, {"unposted", procedure.Evaluate}, {"opposed", procedure.Post},
	{"disputed", procedure.Post}, {"hung", procedure.Post}, {"reviewing", procedure.Post}, {"comparing", procedure.Review}, {"approving", procedure.Compare},
	{"announcing", procedure.Approve}, {"registering", procedure.Announce}, {"filing", procedure.Register}, {"planning", procedure.File}, {"measured", procedure.File},
	{"finished", procedure.File}, {"withdrawing", procedure.File}, {"nominated", procedure.File}, {"marking", procedure.File}, {"released", procedure.File},
	{"fallen", procedure.Evaluate},
}

// way is the order of the steps of a course.
var way = []procedure.Act{procedure.Lead, procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Compare,
	procedure.Approve, procedure.Announce, procedure.Register, procedure.File}

// past names the watches of a corner that have taken a step, but for some.
func past(did procedure.Act, but ...string) (names []string) {
	for _, c := range courses {
		if slices.Index(way, c.last) >= slices.Index(way, did) && !slices.Contains(but, c.name) {
			names = append(names, c.name)
		}
	}
	return names
}

func (c *corner) watchesOf(names []string) (ids []int64) {
	for _, name := range names {
		ids = append(ids, c.watch[name])
	}
	return ids
}

// propose puts a county's procedure in force, and leaves two that wait.
func (w *world) propose(c *crew) {
	source := fmt.Sprintf(watchProcedure, c.county)
	for into, text := range map[*int64]string{&c.procedure: source, &c.proposedProcedure: source + "# 修订\n", &c.refusedProcedure: source + "# 另稿\n"} {
		w.do(c.second, func(ctx context.Context, tx *pg.Tx) (err error) {
			*into, err = monitoring.Propose(ctx, tx, []byte(text))
			return err
		})
	}
	w.do(c.first, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Adopt(ctx, tx, c.procedure, calendar.On(2024, 1, 1))
	})
}

// watch has the corners' families watched: told of, visited and made public on one day, taken in when the notices have hung, released after a month.
func (w *world) watch() {
	for _, c := range w.corners {
		w.watchOver(c)
	}
	w.At("2024-09-11")
	for _, c := range w.corners {
		w.takeIn(c)
	}
	for _, c := range w.corners {
		w.push(c)
	}
	w.At("2024-10-11")
	for _, c := range w.corners {
		w.release(c)
	}
}

// watchOver leads a corner's families as far as their notices.
func (w *world) watchOver(c *corner) {
	c.watch = map[string]int64{}
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		var signals []monitoring.Signal
		for i := range courses {
			signals = append(signals, monitoring.Signal{Household: c.homes[families[i].name].household, Source: monitoring.Public, Risk: "因病",
				Words: c.surname + "家有人患" + illness + "，住" + c.surname + "医院"})
		}
		_, err := monitoring.Lead(ctx, tx, signals)
		return err
	})
	for i, one := range courses {
		c.watch[one.name] = w.readID(`SELECT id FROM watch WHERE household = $1`, c.homes[families[i].name].household)
	}
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		var to []monitoring.Handing
		for _, name := range past(procedure.HandOver) {
			to = append(to, monitoring.Handing{Watch: c.watch[name], To: map[string]string{"agency": c.agency, "feeding": c.agency}[name]})
		}
		return monitoring.HandOver(ctx, tx, to)
	})
	w.do(c.reporter, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: c.watch["feeding"], Words: c.surname + "家须入户"}})
	})
	w.visitWatched(c, past(procedure.Visit), procedure.AtRisk)
	w.do(c.township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: c.watch["feeding"], Opinion: c.surname + "家收入稳定"}})
	})
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		var signed []monitoring.Application
		for _, name := range past(procedure.Apply) {
			signed = append(signed, monitoring.Application{Watch: c.watch[name], Form: []monitoring.Attachment{{Kind: "申请及承诺授权书", File: w.picture(c, "申请"+name)}}})
		}
		return monitoring.Apply(ctx, tx, signed)
	})
	w.evaluateWatched(c, past(procedure.Evaluate))
	w.letter(c)
	w.hang(c)
	c.noun["minutes"] = w.readID(`SELECT n FROM evaluation WHERE watch = $1`, c.watch["reviewing"])
	c.noun["watch file"] = w.readID(`SELECT min(id) FROM watch_file WHERE watch = $1`, c.watch["reviewing"])
}

// doubt has a row of each corner's report asked about: the clerk has to say whether it is a lead.
func (w *world) doubt() {
	for _, c := range w.corners {
		c.noun["doubtful"] = w.readID(`SELECT min(id) FROM report_row WHERE report = $1`, c.noun["report"])
		home := c.homes["visited"]
		w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
			return reports.Conclude(ctx, tx, reports.Watch, []reports.Outcome{{Row: c.noun["doubtful"], Household: home.household, Person: home.payee,
				Result: reports.Doubtful, Reason: "请判定是否影响" + c.surname + "家"}})
		})
	}
}

// named is a list that names one of a corner's families; what it says of it is asked for, and so stands among the form's words.
func (w *world) named(c *corner) form {
	h := c.homes["returned"]
	no, head := cmp.Or(h.no, c.surname+"025"), cmp.Or(h.head, c.surname+"山")
	return form{[]string{"source", "public", "asked", no}, []attached{{"file", "名单.csv", []byte("姓名,户编号,情况\n" + head + "," + no + ",住院\n")}}}
}

// checked is the import of a list that the clerk was shown.
func (w *world) checked(c *corner) form {
	f := w.named(c)
	body := w.as(w.corners[0].clerk).send("/watches/import/check", f.files, f.pairs...).body
	return filled("source", "public", "asked", c.homes["returned"].no, "held", hidden(body, "held"), "seen", hidden(body, "seen"))
}

// apply has three of a corner's people tell of themselves, while their county's page is open.
func (w *world) apply() {
	open := func(on bool) {
		for _, o := range []pg.Office{{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000"}, {County: "520326", Name: "务川县乡村振兴局", Phone: "0851-0000000"}} {
			o.LateDays, o.SlackDays, o.SelfApply = 36500, 36500, on
			w.Must(pg.SetOffice(w.t.Context(), pgtest.Owner(w.t), o))
		}
	}
	open(true)
	for _, c := range w.corners {
		for noun, home := range map[string]string{"applied": "returned", "declining": "paid", "passing": "sent"} {
			w.Must(pg.Write(w.t.Context(), w.DB, who.Person{County: c.county}, func(tx *pg.Tx) error {
				_, err := monitoring.Send(w.t.Context(), tx, w.Keys, monitoring.SelfApplication{Name: c.homes[home].head, IDNumber: w.numberOf[c.homes[home].head],
					Phone: w.numbers[0], Village: kit.Code(c.village), Cause: "illness", Words: c.surname + "家有人患" + illness, Address: c.name})
				return err
			}))
			c.noun[noun] = w.readID(`SELECT max(id) FROM self_application WHERE name = $1`, c.homes[home].head)
		}
	}
	open(false)
}

// visitWatched finds the same at each of a corner's families.
func (w *world) visitWatched(c *corner, names []string, risk procedure.Risk) {
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		var visits []monitoring.Visit
		for _, name := range names {
			home := c.homes[families[slices.Index(past(procedure.Lead), name)].name]
			v := monitoring.Visit{Watch: c.watch[name], Members: []monitoring.Member{{Person: home.minor}}, Risk: risk, Labour: procedure.AbleLabour,
				Income: []monitoring.Income{{Source: monitoring.Wage, Amount: decimal.NewFromInt(3000), Words: c.surname + "家务工"}},
				Found:  c.surname + "家户主患" + illness, Photos: []monitoring.Attachment{{Kind: "入户照片", File: w.picture(c, "入户"+name+string(risk))}}}
			for _, s := range monitoring.Safeguards() {
				v.Safeguards = append(v.Safeguards, monitoring.Safeguard{Of: s})
			}
			visits = append(visits, v)
		}
		return monitoring.VisitFamilies(ctx, tx, visits)
	})
}

// letter is what the office of a family that was sent to it wrote, which the clerk entered.
func (w *world) letter(c *corner) {
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		sent, err := monitoring.Referrals(ctx, tx, monitoring.ReferralFilter{Watch: c.watch["comparing"]})
		if err != nil {
			return err
		}
		return monitoring.AnswerReferral(ctx, tx, monitoring.Recognition{Watch: sent[0].Watch, N: sent[0].N, To: sent[0].To, For: sent[0].For,
			Words: c.surname + "家有经营性车辆", Paper: w.picture(c, "复函"), Written: sent[0].On})
	})
	c.noun["letter"] = w.readID(`SELECT id FROM referral_answer WHERE watch = $1`, c.watch["comparing"])
}

func (w *world) evaluateWatched(c *corner, names []string) {
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		var held []monitoring.Evaluation
		for _, name := range names {
			held = append(held, monitoring.Evaluation{Watch: c.watch[name], Yes: 2, Passed: true, Present: c.surname + "甲、" + c.surname + "乙",
				Opinion: c.surname + "家属实", Minutes: w.picture(c, "评议"+name)})
		}
		return monitoring.Evaluate(ctx, tx, held)
	})
}

// hang makes two notices of a corner, and puts one of them up; two of its families are objected to.
func (w *world) hang(c *corner) {
	notify := func(noun string, names []string) {
		w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) (err error) {
			c.noun[noun], err = monitoring.Notify(ctx, tx, kit.Code(c.village), c.watchesOf(names))
			return err
		})
	}
	notify("unposted", []string{"unposted"})
	notify("watch fallen", []string{"fallen"})
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: c.noun["watch fallen"], On: calendar.DateOf(tx.Now), Photo: w.picture(c, "监测张贴，落下的")})
	})
	w.fall(w.readID(`SELECT id FROM posting WHERE notice = $1`, c.noun["watch fallen"]), c.second)
	notify("watch notice", past(procedure.Post))
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: c.noun["watch notice"], On: calendar.DateOf(tx.Now), Photo: w.picture(c, "监测张贴")})
	})
	c.noun["watch posting"] = w.readID(`SELECT id FROM posting WHERE notice = $1`, c.noun["watch notice"])
	for _, name := range []string{"opposed", "disputed"} {
		w.do(c.township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Object(ctx, tx, c.watch[name], calendar.DateOf(tx.Now), c.surname+"家有房有车")
		})
		c.noun["watch "+name] = w.readID(`SELECT id FROM objection WHERE watch = $1`, c.watch[name])
	}
}

// takeIn takes a corner's families in whose notice has hung, and orders measures.
func (w *world) takeIn(c *corner) {
	said := func(names []string) (out []monitoring.Decision) {
		for _, id := range c.watchesOf(names) {
			out = append(out, monitoring.Decision{Watch: id, Result: procedure.Pass, Opinion: c.surname + "家属实，同意"})
		}
		return out
	}
	numbered := func(names []string) (out []monitoring.Numbered) {
		for _, id := range c.watchesOf(names) {
			out = append(out, monitoring.Numbered{Watch: id, No: c.surname + "1号"})
		}
		return out
	}
	w.do(c.township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Review(ctx, tx, said(past(procedure.Review)))
	})
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Compare(ctx, tx, said(past(procedure.Compare)))
	})
	w.do(c.first, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Approve(ctx, tx, said(past(procedure.Approve)))
	})
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Announce(ctx, tx, numbered(past(procedure.Announce)))
	})
	w.do(c.township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Register(ctx, tx, numbered(past(procedure.Register)))
	})
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.File(ctx, tx, numbered(past(procedure.File)))
	})
	for _, name := range []string{"measured", "finished", "withdrawing"} {
		w.do(c.township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: c.watch[name], Kind: "医疗", To: c.agency, Waits: name == "measured", Words: c.surname + "家医疗救助"}})
		})
		c.noun[name] = w.readID(`SELECT n FROM measure WHERE watch = $1`, c.watch[name])
	}
	w.do(c.reporter, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: c.watch["finished"], N: int(c.noun["finished"]), Words: c.surname + "家已救助",
			Photos: []monitoring.Attachment{{Kind: "凭证", File: w.picture(c, "凭证")}}}})
	})
	w.do(c.township, func(ctx context.Context, tx *pg.Tx) (err error) {
		named, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: c.watch["planning"], Level: procedure.Village, Name: c.surname + "干部", Duty: "村支书"}})
		if err != nil {
			return err
		}
		c.noun["helper"] = named[0]
		return nil
	})
}

// outlined is what the health insurance of a corner's county would be told of the families under watch.
func (w *world) outlined(c *corner) (o monitoring.Outline) {
	w.Look(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		o, err = monitoring.OutlinePush(ctx, tx, "医保局", monitoring.Need{})
		return err
	})
	return o
}

// push tells the health insurance of a corner's county of the families under watch.
func (w *world) push(c *corner) {
	o := w.outlined(c)
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		c.noun["push"], err = monitoring.Push(ctx, tx, o.Agency, o.Does, monitoring.Need{}, o.Seen)
		return err
	})
}

// release lets two of a corner's families go, one of them up to its mark.
func (w *world) release(c *corner) {
	names := []string{"marking", "released"}
	ids := c.watchesOf(names)
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Nominate(ctx, tx, ids, c.surname+"家收入稳定")
	})
	w.visitWatched(c, names, procedure.NoRisk)
	w.evaluateWatched(c, names)
	w.do(c.first, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Approve(ctx, tx, []monitoring.Decision{{Watch: ids[0], Result: procedure.Pass, Opinion: "同意"}, {Watch: ids[1], Result: procedure.Pass, Opinion: "同意"}})
	})
	w.do(c.township, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Mark(ctx, tx, ids[1:]) })
}

// hireReporter takes on who reports from a corner.
func (w *world) hireReporter(c *corner) {
	c.reporter = w.take(c.crew, staff.Member{Role: who.Reporter, Agency: c.agency})
}

// watchForm is the form of an address of the watch, filled in about a corner, so that it would be accepted there.
func (w *world) watchForm(path string, c *corner) (form, bool) {
	id := func(name string) string { return fmt.Sprint(c.watch[name]) }
	own := w.corners[0]
	photo := func(pairs ...string) (form, bool) {
		return form{pairs, []attached{{"photo", "照片.png", snapshot(own)}}}, true
	}
	pairs := func(pairs ...string) (form, bool) { return filled(pairs...), true }
	if f, ok := w.overlookForm(path, c); ok {
		return f, true
	}
	switch path {
	case "/watches/doubtful/decide":
		return pairs("id", fmt.Sprint(c.noun["doubtful"]), "take", "no", "reason", "家庭稳定")
	case "/watches/import/check":
		return w.named(c), true
	case "/watches/import":
		return w.checked(c), true
	case "/watches/new":
		return pairs("household", fmt.Sprint(c.homes["returned"].household), "source", "public", "words", "住院")
	case "/watches/pushes/new":
		o := w.outlined(own)
		return pairs("partner", o.Agency, "purpose", o.Does, "seen", string(o.Seen))
	case "/applications/{id}/contact":
		return pairs("reason", "核对")
	case "/applications/{id}/admit":
		return pairs("id", "")
	case "/applications/{id}/decline":
		return pairs("declined_because", "不实")
	case "/applications/{id}/pass_on":
		return pairs("passed_because", "不在名册")
	case "/watches/hand_over":
		return pairs("id", id("led"), "to", "乡镇")
	case "/watches/feedback":
		return pairs("id", id("feeding"), "reason-"+id("feeding"), "不纳入")
	case "/watches/review", "/watches/compare", "/watches/approve":
		name := map[string]string{"/watches/review": "reviewing", "/watches/compare": "comparing", "/watches/approve": "approving"}[path]
		return pairs("id", id(name), "opinion", "属实", "result", "pass")
	case "/watches/announce":
		return pairs("id", id("announcing"))
	case "/watches/register":
		return pairs("id", id("registering"), "no-"+id("registering"), "G1")
	case "/watches/file":
		return pairs("id", id("filing"))
	case "/watches/not_taken":
		return pairs("id", id("refusing"), "reason-"+id("refusing"), "收入稳定")
	case "/watches/nominate":
		return pairs("id", id("nominated"), "opinion", "收入稳定")
	case "/watches/mark":
		return pairs("id", id("marking"))
	case "/watches/roll_back":
		return pairs("id", id("released"), "opinion", "不稳定")
	case "/watches/post":
		return pairs("id", id("noting"))
	case "/watches/notices/{id}/post", "/watches/{id}/apply":
		return photo("on", "2024-10-11")
	case "/watches/notices/{id}/down":
		return pairs("down_on", "2024-10-11", "why_down", "被大风刮落")
	case "/watches/notices/{id}/back":
		return pairs("why_back", "仍在墙上贴着")
	case "/watches/{id}/visit":
		return photo("visited_on", "2024-10-11", "lines", "4", "member", fmt.Sprint(c.homes[families[2].name].payee), "income.1", "3000", "safe-education", "good",
			"safe-medical", "good", "safe-housing", "good", "safe-water", "good", "risk", "yes", "found", "属实")
	case "/watches/{id}/evaluate":
		return photo("on", "2024-10-11", "present", "甲、乙、丙", "yes", "3", "passed", "yes", "opinion", "属实")
	case "/watches/{id}/referrals":
		return photo("n", "3", "office", "医保局", "matter", "低收入家庭认定", "recognised", "yes", "words", "经财产检索，符合条件", "written", "2024-10-11")
	case "/watches/{id}/answer":
		return pairs("answer", "done", "answer_words", "已办结")
	case "/watches/{id}/object":
		return pairs("object_on", "2024-10-11", "object_words", "有房")
	case "/watches/{id}/dismiss":
		return pairs("objection", fmt.Sprint(c.noun["watch opposed"]), "dismissed_because", "经核查不实")
	case "/watches/{id}/uphold":
		return pairs("objection", fmt.Sprint(c.noun["watch disputed"]), "upheld_because", "经核查属实")
	case "/watches/{id}/plan":
		return pairs("plan", "医疗救助")
	case "/watches/{id}/follow_up":
		return photo("on", "2024-10-11", "words", "稳定")
	case "/watches/{id}/helpers":
		return pairs("level", "village", "helper_name", "某人", "duty", "村支书")
	case "/watches/{id}/measures":
		return pairs("kind", "医疗", "to", "乡镇", "words", "救助", "on", "2024-10-11")
	case "/watches/{id}/measures/{n}/accept":
		return pairs("accept", "yes")
	case "/watches/{id}/measures/{n}/begin":
		return pairs("began", "2024-10-11")
	case "/watches/{id}/measures/{n}/done":
		return photo("on", "2024-10-11", "done_words", "已办")
	case "/watches/{id}/measures/{n}/judge":
		return pairs("effective", "yes")
	case "/watches/{id}/measures/{n}/withdraw":
		return pairs("withdrawn_because", "重复")
	case "/procedures/{id}/adopt":
		return pairs("from", "2024-12-01")
	case "/procedures/{id}/refuse":
		return pairs("reason", "有误")
	}
	return form{}, strings.HasPrefix(path, "/watches") || strings.HasPrefix(path, "/procedures")
}
