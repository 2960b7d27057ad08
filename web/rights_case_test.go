package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/kit"
)

// told are the columns of a corner's report, and what its lines say beside who they are about; blank is the day.
var told = map[string][][2]string{
	"hospital":  {{"出院日期", ""}, {"总费用", "40000.00"}, {"基本医保支付", "10000.00"}, {"个人自付", "30000.00"}},
	"disaster":  {{"灾害类型", "暴雨洪涝"}, {"发生日期", ""}, {"财产损失", "30000.00"}},
	"industry":  {{"产业名称", "生猪"}, {"发生日期", ""}, {"损失金额", "30000.00"}},
	"schooling": {{"学年", "2024-2025"}, {"学费", "9000.00"}},
}

// sheet is a corner's report of something on a day: a good line about one family, and one whose number is wrong.
func (w *world) sheet(c *corner, of, on string) []byte {
	good := w.numberOf[c.homes[of].head]
	wrong := good[:17] + string('0'+(good[17]-'0'+1)%10)
	w.numbers = append(w.numbers, wrong)
	head := []string{"姓名", "身份证号", "联系电话"}
	lines := [][]string{{c.homes[of].head, good, "13912349999"}, {c.surname + "错", wrong, "13912349999"}}
	for _, column := range told[c.kind] {
		head = append(head, column[0])
		for i := range lines {
			lines[i] = append(lines[i], cmp.Or(column[1], on))
		}
	}
	for title, value := range map[string]string{"hospital": "医疗机构", "schooling": "学校"} {
		if c.kind == title {
			head = append(head, value)
			for i := range lines {
				lines[i] = append(lines[i], c.surname+map[string]string{"hospital": "医院", "schooling": "小学"}[c.kind])
			}
		}
	}
	if c.kind == "hospital" {
		head = append(head, "结算单号")
		for i := range lines {
			lines[i] = append(lines[i], c.surname+of+string(rune('a'+i)))
		}
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	w.Must(out.Write(head))
	w.Must(out.WriteAll(lines))
	return b.Bytes()
}

// report takes in the report that raises a corner's first claim, and two that wait to be handed over.
func (w *world) report(c *corner) {
	ctx := w.t.Context()
	for _, r := range []struct{ noun, month, of, on string }{
		{"report", "2024-08", "visited", "2024-08-01"}, {"draft", "2024-09", "mistaken", "2024-09-01"}, {"amended", "2024-06", "raised", "2024-06-01"},
	} {
		content := w.sheet(c, r.of, r.on)
		month, err := reports.ParseMonth(r.month)
		w.Must(err)
		staged, err := reports.Stage(ctx, w.DB, w.Keys, w.site.Archive, c.clerk, reports.File{
			Agency: c.agency, Month: month, Name: c.surname + r.of + ".csv", Data: bytes.NewReader(content), Size: int64(len(content)),
		})
		w.Must(err)
		if staged.Rows != 1 {
			w.t.Fatalf("a report has the defects %v", staged.Defects)
		}
		w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
			c.noun[r.noun], err = reports.Accept(ctx, tx, staged, 0)
			return err
		})
	}
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return reports.HandOver(ctx, tx, []int64{c.noun["report"]})
	})
}

// reaching are the families of the corners whose case has come at least so far.
func reaching(corners []*corner, least stage, but ...string) (out []*home) {
	for _, c := range corners {
		for _, f := range families {
			if f.at >= least && !slices.Contains(but, f.name) {
				out = append(out, c.homes[f.name])
			}
		}
	}
	return out
}

func claimsOf(homes []*home) (ids []int64) {
	for _, h := range homes {
		ids = append(ids, h.claim)
	}
	return ids
}

func payoutsOf(homes []*home) (ids []int64) {
	for _, h := range homes {
		ids = append(ids, h.payout)
	}
	return ids
}

// work takes the cases of one county's corners as far as each shall go.
func (w *world) work(corners []*corner) {
	w.raise(corners)
	by := corners[0].crew
	w.do(by.clerk, func(ctx context.Context, tx *pg.Tx) error {
		var to []claims.Assignment
		for _, c := range corners {
			to = append(to, claims.Assignment{Claim: c.noun["told"], Adjuster: c.adjuster.ID})
			for _, h := range reaching([]*corner{c}, atEntrusted) {
				to = append(to, claims.Assignment{Claim: h.claim, Adjuster: c.adjuster.ID})
			}
		}
		return claims.Entrust(ctx, tx, to)
	})
	for _, c := range corners {
		w.visit(c)
	}
	w.do(by.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.File(ctx, tx, claimsOf(reaching(corners, atFiled)))
	})
	w.do(by.assessor, func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Assess(ctx, tx, claimsOf(reaching(corners, atAssessed)))
		return err
	})
	for _, h := range reaching(corners, atAssessed) {
		h.payout = w.readID(`SELECT id FROM payout WHERE claim = $1`, h.claim)
	}
	for _, c := range corners {
		w.publish(c)
		w.pay(c)
		w.burden(c)
	}
}

// raise screens the reports, and enters the other claims as screening would.
func (w *world) raise(corners []*corner) {
	by := corners[0].crew
	month, err := reports.ParseMonth("2024-08")
	w.Must(err)
	w.do(by.clerk, func(ctx context.Context, tx *pg.Tx) error { _, err := claims.Screen(ctx, tx, month); return err })
	var ids, households []int64
	for _, h := range reaching(corners, atRaised) {
		h.claim = pg.NewID()
		ids, households = append(ids, h.claim), append(households, h.household)
	}
	w.do(by.clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform(claims.ScreenStep.Verb, "测试案件")
		tx.Cover("claim", ids...)
		_, err := tx.ExecContext(ctx, `
			INSERT INTO claim (county, id, policy, scheme, household, category, event_key, event_on, class)
			SELECT $1, u.id, $2, $3, u.household, 'hospital', '2024/2024-09', $4, '低收入户'
			FROM unnest($5::bigint[], $6::bigint[]) AS u (id, household)`,
			tx.County, by.policy, by.scheme, claimstest.EventOn, pq.Array(ids), pq.Array(households))
		return err
	})
	for _, c := range corners {
		c.noun["row"] = w.readID(`SELECT id FROM report_row WHERE report = $1`, c.noun["report"])
		c.noun["told"] = w.readID(`SELECT claim FROM source WHERE report_row = $1`, c.noun["row"])
	}
}

// visit finds what is to be found in a corner, and has its village and township agree.
func (w *world) visit(c *corner) {
	here := []*corner{c}
	w.do(c.adjuster, func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, claimsOf(reaching(here, atFound)))
		for i := range findings {
			findings[i].Qualifies = findings[i].Claim != c.homes["declined"].claim
			findings[i].Why = c.surname + "家户主患" + illness + "，在" + c.surname + "医院住院"
			findings[i].Evidence[0].File = w.picture(c, fmt.Sprint("佐证", i))
		}
		if err != nil {
			return err
		}
		return claims.Investigate(ctx, tx, findings)
	})
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(claimsOf(reaching(here, atEndorsed)), true))
	})
	w.do(c.township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(claimsOf(reaching(here, atReviewed)), true))
	})
	c.noun["proof"] = w.readID(`SELECT id FROM evidence WHERE claim = $1`, c.homes["filed"].claim)
}

// publish announces and posts a corner's payouts, with objections to two of them, and clears what is to be cleared.
func (w *world) publish(c *corner) {
	here := []*corner{c}
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		c.noun["notice"], err = payouts.Announce(ctx, tx, kit.Code(c.village), payoutsOf(reaching(here, atAnnounced)))
		return err
	})
	for _, wall := range []int64{kit.Code(c.village), c.homes["raised"].place} {
		w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) (err error) {
			c.noun["posting"], err = publicity.Post(ctx, tx, publicity.Posting{Notice: c.noun["notice"], Place: wall, On: calendar.DateOf(tx.Now), Photo: w.picture(c, fmt.Sprint("张贴", wall))})
			return err
		})
	}
	for _, name := range []string{"opposed", "disputed", "answered"} {
		w.do(c.township, func(ctx context.Context, tx *pg.Tx) (err error) {
			c.noun[name], err = payouts.Object(ctx, tx, c.homes[name].payout, c.surname+"家有房有车")
			return err
		})
	}
	w.do(c.cadre, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Prove(ctx, tx, c.noun["answered"], w.picture(c, "户口簿"))
	})
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, c.noun["answered"], c.surname+"家没有房和车", stafftest.Sign)
	})
	c.noun["fallen"] = w.readID(`SELECT MIN(id) FROM posting WHERE notice = $1`, c.noun["notice"])
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payoutstest.Clear(ctx, tx, payoutsOf(reaching(here, atCleared)))
	})
	w.fall(c.noun["fallen"], c.second)
}

// fall has it said by another clerk, today, that a posting came down; the days of its notice, on which others stand, go on all the same.
func (w *world) fall(posting int64, by who.Person) {
	tx := pgtest.Super(w.t).MustBegin()
	tx.MustExec(`UPDATE fangpin.posting SET down_on = posted_on WHERE id = $1`, posting)
	tx.MustExec(`INSERT INTO fangpin.posting_change SELECT county, id, 1, posted_on, $2, clock_timestamp(), '被大风刮落', '' FROM fangpin.posting WHERE id = $1`, posting, by.ID)
	w.Must(tx.Commit())
}

// pay makes a list of each payout that goes on one, and takes it to the bank and back.
func (w *world) pay(c *corner) {
	for _, f := range families {
		if f.at < atListed {
			continue
		}
		h := c.homes[f.name]
		w.do(c.second, func(ctx context.Context, tx *pg.Tx) (err error) {
			h.list, err = payoutstest.Compose(ctx, tx, []int64{h.payout})
			return err
		})
		if f.at < atApproved {
			continue
		}
		for _, by := range []who.Person{c.first, c.last} {
			w.do(by, func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, h.list) })
		}
		if f.at < atSent {
			continue
		}
		w.do(c.sender, func(ctx context.Context, tx *pg.Tx) (err error) {
			c.noun["batch "+f.name], err = payouts.Send(ctx, tx, h.list, stafftest.Sign)
			return err
		})
	}
	c.noun["answer"] = w.answer(c, c.homes["paid"], bank.Paid)
	c.noun["answer returned"] = w.answer(c, c.homes["returned"], bank.Returned)
	c.noun["late"] = w.answer(c, c.homes["paid"], bank.Returned)        // its one line settles nothing until it is admitted
	for _, name := range []string{"doubted", "resolving", "refusing"} { // the bank returned them, and called them paid
		w.answer(c, c.homes[name], bank.Returned)
		c.noun[name] = w.answer(c, c.homes[name], bank.Paid)
	}
	document := w.picture(c, "银行证明")
	for _, name := range []string{"resolving", "refusing"} {
		w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.ProposeResolution(ctx, tx, payouts.Said{Answer: c.noun[name], Line: 1, File: document, Reason: c.surname + "家的流水"})
			return err
		})
	}
	w.answer(c, c.homes["called"], bank.Paid)
	late := w.answer(c, c.homes["called"], bank.Returned)
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Admit(ctx, tx, late, 1, stafftest.Sign) })
	c.noun["entry"] = w.readID(`SELECT min(id) FROM entry WHERE ref LIKE $1`, fmt.Sprintf("list/%d%%", c.homes["paid"].list))
}

// answer settles a family's payout as the bank says.
func (w *world) answer(c *corner, h *home, outcome bank.Outcome) int64 {
	content := w.bankSays(c, h, outcome)
	_, err := w.site.Archive.Put(w.t.Context(), bytes.NewReader(content))
	w.Must(err)
	var s payouts.Settled
	w.do(c.sender, func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = payouts.Settle(ctx, tx, content)
		return err
	})
	return s.Answer
}

// bankSays is the bank's file about one payout.
func (w *world) bankSays(c *corner, h *home, outcome bank.Outcome) []byte {
	p := bank.Line{Payout: h.payout, Attempt: 1, Outcome: outcome, Words: c.surname + "回盘" + string(outcome)}
	w.Must(pgtest.Super(w.t).GetContext(w.t.Context(), &p.Amount, `SELECT amount FROM payout WHERE id = $1`, h.payout))
	var file bytes.Buffer
	w.Must(bank.WriteAnswer(&file, []bank.Line{p}))
	return file.Bytes()
}

// burden gives a corner what else an office has: deaths, what another clerk recorded by mistake, heirs who are proposed, and an account that waits for a second clerk.
func (w *world) burden(c *corner) {
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		deaths := []registry.Death{}
		for _, family := range []string{"orphaned", "named", "misnamed", "buried"} {
			deaths = append(deaths, registry.Death{Person: c.homes[family].payee, On: calendar.DateOf(tx.Now)})
		}
		return registry.RecordDeath(ctx, tx, deaths)
	})
	w.do(c.second, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: c.homes["resolving"].minor, On: calendar.DateOf(tx.Now)}})
	})
	w.do(c.second, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: c.homes["resolving"].household, Name: "孤儿", On: calendar.DateOf(tx.Now)}})
	})
	c.noun["mistaken"] = w.readID(`SELECT id FROM label WHERE household = $1 AND label = '孤儿'`, c.homes["resolving"].household)
	for _, family := range []string{"named", "misnamed"} {
		w.do(c.second, func(ctx context.Context, tx *pg.Tx) error {
			return payouts.NameHeir(ctx, tx, c.homes[family].payout, c.homes[family].minor, "公证书")
		})
	}
	w.do(c.second, func(ctx context.Context, tx *pg.Tx) (err error) {
		number := "622848040257" + string(rune('0'+slices.Index(w.corners, c))) + "000000"
		w.numbers = append(w.numbers, number)
		if c.noun["account"], err = registry.AddAccount(ctx, tx, w.Keys, c.homes["returned"].payee, c.surname+"银行", number); err != nil {
			return err
		}
		number = "7" + number[1:]
		w.numbers = append(w.numbers, number)
		c.noun["account wrong"], err = registry.AddAccount(ctx, tx, w.Keys, c.homes["returned"].payee, c.surname+"银行", number)
		return err
	})
}

// readText reads one text past every wall.
func (w *world) readText(query string, of any) (s string) {
	w.t.Helper()
	w.Must(pgtest.Super(w.t).GetContext(w.t.Context(), &s, query, of))
	return s
}

// readID reads one number past every wall.
func (w *world) readID(query string, of any) (n int64) {
	w.t.Helper()
	w.Must(pgtest.Super(w.t).GetContext(w.t.Context(), &n, query, of))
	return n
}
