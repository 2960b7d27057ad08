package money

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// shownSingly is up to how many payouts the page of choosing lists one by one; above, a village is chosen first.
const shownSingly = 300

// course is which of the two kinds of lists is composed: of what was cleared, or of what is paid again.
type course struct{ Again bool }

// Path is where its forms are sent.
func (c course) Path() string {
	if c.Again {
		return "/lists/again"
	}
	return "/lists/compose"
}

// candidatesPage chooses what goes on a list.
type candidatesPage struct {
	course
	Villages []candidateVillage
	Singly   bool
	Only     string // the village that the page is narrowed to
	sums
}

// candidateVillage is a village with its payouts that wait.
type candidateVillage struct {
	Value, Title string
	Rows         []payouts.Candidate
	sums
}

// sums count payouts and add them up, in yuan; those that cannot be paid yet are counted apart.
type sums struct {
	Count, Blocked int
	Sum            decimal.Decimal
}

func (s *sums) add(c payouts.Candidate) {
	if c.Trouble != "" {
		s.Blocked++
		return
	}
	s.Count++
	s.Sum = s.Sum.Add(c.Amount)
}

func candidates(r *kit.Request) error      { return course{}.candidates(r) }
func candidatesAgain(r *kit.Request) error { return course{Again: true}.candidates(r) }

func (c course) candidates(r *kit.Request) error {
	p := candidatesPage{course: c, Only: r.URL.Query().Get("village")}
	found, err := payouts.Candidates(r.Context(), r.Tx, payouts.CandidateFilter{Village: kit.Code(p.Only), Again: c.Again})
	if err != nil {
		return err
	}
	p.Singly = len(found) <= shownSingly
	for _, one := range found {
		key := fmt.Sprintf("%012d", one.Village)
		if n := len(p.Villages); n == 0 || p.Villages[n-1].Value != key {
			p.Villages = append(p.Villages, candidateVillage{Value: key, Title: one.Township + " " + one.In})
		}
		last := &p.Villages[len(p.Villages)-1]
		last.Rows = append(last.Rows, one)
		last.add(one)
		p.add(one)
	}
	return r.Show("money/lists/compose", p)
}

// chosenPage shows what the list will be, before it is made.
type chosenPage struct {
	course
	Rows []payouts.Candidate
	sums
	Capital string
	Funds   int             // from how many policy years; a list is of one
	Left    decimal.Decimal // what that year's fund can still pay, in yuan
	Short   decimal.Decimal // how much it lacks for the list, in yuan; zero or less: nothing
}

// checkChosen goes from choosing to looking at what was chosen.
func checkChosen(r *kit.Request) error { return r.Within(chosen) }
func checkAgain(r *kit.Request) error  { return r.Within(chosenAgain) }

func chosen(r *kit.Request) error      { return course{}.chosen(r) }
func chosenAgain(r *kit.Request) error { return course{Again: true}.chosen(r) }

func (c course) chosen(r *kit.Request) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	found, err := payouts.Candidates(r.Context(), r.Tx, payouts.CandidateFilter{Again: c.Again})
	if err != nil {
		return err
	}
	p := chosenPage{course: c, Rows: ticked(found, ids, r.All("whole"))}
	if len(p.Rows) == 0 {
		return fault.Invalidf("请先勾选要列入花名册的救助金；已列入其他花名册的不再显示")
	}
	funds := map[int64]bool{}
	for _, one := range p.Rows {
		p.add(one)
		funds[one.Fund] = true
	}
	p.Capital, p.Funds = yuan.Capital(p.Sum), len(funds)
	fund, err := payouts.FundOf(r.Context(), r.Tx, p.Rows[0].Fund)
	if err != nil {
		return err
	}
	p.Left = fund.Left()
	if !c.Again { // the fund has paid for it once
		p.Short = p.Sum.Sub(p.Left)
	}
	return r.Show("money/lists/chosen", p)
}

// ticked are the payouts of the ids, and all that can be paid of whole villages.
func ticked(found []payouts.Candidate, ids []int64, villages []string) (out []payouts.Candidate) {
	single, whole := make(map[int64]bool, len(ids)), make(map[int64]bool, len(villages))
	for _, id := range ids {
		single[id] = true
	}
	for _, village := range villages {
		whole[kit.Code(village)] = true
	}
	for _, c := range found {
		if single[c.ID] || whole[c.Village] && c.Trouble == "" {
			out = append(out, c)
		}
	}
	return out
}

func compose(r *kit.Request) error      { return composeBy(r, payouts.Compose) }
func composeAgain(r *kit.Request) error { return composeBy(r, payouts.ComposeAgain) }

func composeBy(r *kit.Request, verb func(context.Context, *pg.Tx, []int64, shown.Total) (int64, error)) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	total, err := r.Amount("total", "合计")
	if err != nil {
		return err
	}
	var made payouts.List
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		id, err := verb(ctx, tx, ids, shown.Total{Decimal: total})
		if err != nil {
			return err
		}
		made, err = payouts.GetList(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/lists/%d", made.ID), fmt.Sprintf("已编制 %s，%d 笔，合计 %s 元，待县审批人审批", made.Name(), made.Rows, made.Total.StringFixed(2)))
}
