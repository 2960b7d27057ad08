package web

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

// claimsPage is the list of claims.
type claimsPage struct {
	List       *listing
	Statuses   []choice
	Categories []choice
	Villages   []choice
	Adjusters  []choice // to narrow to, and to entrust to
	Rows       []claimRow
	Batch      *claimBatch // what can be done with many at once; nil: nothing
}

// claimRow is a claim beside what became of it in money.
type claimRow struct {
	claims.Row
	Payout *payouts.Payout // of its current round
	State  string
	Late   bool
	Mine   bool // it waits for the finding of the person who looks
}

// claimBatch is one step for many claims of the list.
type claimBatch struct {
	Do      string
	Assigns bool   // it asks for adjusters
	Decides bool   // it asks which way
	Opines  bool   // it asks for an opinion
	Action  string // where the form goes, with the list's own address so that it is found again
	All     string // which claims the whole list is of; empty where one page shows it all

	step flow.Step
	path string
}

// claims lists what the person may see.
func (v *visit) claims() error {
	p := claimsPage{List: v.listing("due", "village", "no", "date"), Villages: v.villages()}
	p.List.path = "/claims" // a batch that was refused is shown under its own address
	for _, s := range claims.Statuses() {
		p.Statuses = append(p.Statuses, choice{string(s), s.Title()})
	}
	p.Categories = categories()
	var err error
	if v.by.All() && v.by.Role != who.Adjuster {
		if p.Adjusters, err = v.adjusters(); err != nil {
			return err
		}
	}
	f := v.filterClaims(p.List.query)
	f.Window = p.List.window()
	found, total, err := claims.Rows(v.ctx(), v.tx, f)
	if err != nil {
		return err
	}
	p.List.Total = total
	if p.Rows, err = v.claimRows(found); err != nil {
		return err
	}
	p.Batch = v.claimBatch(f.Status, p.List.query, total)
	if p.Batch != nil && p.List.Pages() > 1 {
		all, err := claims.IDs(v.ctx(), v.tx, f)
		if err != nil {
			return err
		}
		p.Batch.All = asSeen(all)
	}
	return v.show("claims/list", p)
}

// fileNumber is a 备案号 as papers write it: 2024-12.
var fileNumber = regexp.MustCompile(`^([0-9]{4})-([0-9]{1,7})$`)

// filterClaims reads the filters of the list from its address. Whatever makes no sense there is as if it were not. What waits for an
// adjuster's finding is what waits for theirs, not what was given to another.
func (v *visit) filterClaims(query url.Values) claims.RowFilter {
	f := claims.RowFilter{Category: query.Get("category"), Village: code(query.Get("village")), Late: query.Get("late") != "", Words: query.Get("q")}
	if s := claims.Status(query.Get("status")); slices.Contains(claims.Statuses(), s) {
		f.Status = s
	}
	f.Adjuster, _ = strconv.ParseInt(query.Get("adjuster"), 10, 64)
	if v.by.Role == who.Adjuster && f.Status == claims.Entrusted {
		f.Adjuster = v.by.ID
	}
	if m := fileNumber.FindStringSubmatch(f.Words); m != nil {
		f.Words = ""
		f.Year, _ = strconv.Atoi(m[1])
		f.No, _ = strconv.Atoi(m[2])
	}
	return f
}

// claimRows sets the payouts beside the claims of a page.
func (v *visit) claimRows(found []claims.Row) ([]claimRow, error) {
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	paid, err := payouts.Find(v.ctx(), v.tx, payouts.Filter{Claims: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	of := map[[2]int64]*payouts.Payout{}
	for i, p := range paid {
		of[[2]int64{p.Claim, int64(p.Round)}] = &paid[i]
	}
	rows := make([]claimRow, len(found))
	for i, c := range found {
		r := claimRow{Row: c, Payout: of[[2]int64{c.ID, int64(c.Round)}], State: c.Claim.State()}
		if c.Status != claims.Entrusted {
			r.DueOn = nil // nothing else of a claim has a day
		}
		r.Mine = c.Status == claims.Entrusted && c.VoidReason == nil && *c.Adjuster == v.by.ID
		if r.Late = r.DueOn != nil && *r.DueOn < v.today(); r.Payout != nil {
			r.State = r.Payout.Status.Title()
		}
		rows[i] = r
	}
	return rows, nil
}

// adjusters are those at work.
func (v *visit) adjusters() (out []choice, err error) {
	people, err := staff.Find(v.ctx(), v.tx, staff.Filter{Role: who.Adjuster})
	for _, p := range people {
		out = append(out, choice{strconv.FormatInt(p.ID, 10), p.Name})
	}
	return out, err
}

// batches are the steps that can be taken for many claims at once, by the status they wait at.
var batches = map[claims.Status]claimBatch{
	claims.Screened:     {step: claims.EntrustStep, Do: "委托查勘", path: "/claims/entrust", Assigns: true},
	claims.Investigated: {step: claims.EndorseStep, Do: "村两委审核", path: "/claims/endorse", Opines: true},
	claims.Endorsed:     {step: claims.ReviewStep, Do: "乡镇审核", path: "/claims/review", Decides: true, Opines: true},
	claims.Reviewed:     {step: claims.FileStep, Do: "备案", path: "/claims/file"},
}

// claimBatch is the step that the listed claims wait for, if the person may take it: only where all of them stand at one status.
func (v *visit) claimBatch(at claims.Status, query url.Values, total int) *claimBatch {
	b, ok := batches[at]
	if !ok || total == 0 || !b.step.May(v.by.Role) {
		return nil
	}
	b.Action = b.path + "?" + query.Encode()
	return &b
}
