package casework

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// claimsPage is the list of claims.
type claimsPage struct {
	List       *kit.List
	Statuses   []kit.Choice
	Categories []kit.Choice
	Villages   []kit.Choice
	Adjusters  []kit.Choice // to narrow to, and to entrust to
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
	Assigns bool       // it asks for adjusters
	Decides string     // what passing is called, where it asks which way; else empty
	Opines  bool       // it asks for an opinion
	Action  string     // where the form goes, with the list's own address so that it is found again
	All     shown.Rows // which claims the whole list is of; empty where one page shows it all

	step flow.Step
	path string
}

// listClaims lists what the person may see.
func listClaims(r *kit.Request) error {
	p := claimsPage{List: r.List("due", "village", "no", "date"), Villages: r.Villages()}
	p.List.Path = "/claims" // a batch that was refused is shown under its own address
	for _, s := range claims.Statuses() {
		p.Statuses = append(p.Statuses, kit.Choice{Value: string(s), Title: s.Title()})
	}
	p.Categories = kit.Categories()
	var err error
	if r.By.All() && r.By.Role != who.Adjuster {
		if p.Adjusters, err = r.AtWork(who.Adjuster); err != nil {
			return err
		}
	}
	f := filterClaims(r, p.List.Query)
	f.Window = p.List.Window()
	found, total, err := claims.Rows(r.Context(), r.Tx, f)
	if err != nil {
		return err
	}
	p.List.Total = total
	if p.Rows, err = claimRows(r, found); err != nil {
		return err
	}
	p.Batch = batchFor(r, f.Status, p.List.Query, total)
	if p.Batch != nil && p.List.Pages() > 1 {
		all, err := claims.IDs(r.Context(), r.Tx, f)
		if err != nil {
			return err
		}
		p.Batch.All = shown.Of(all)
	}
	return r.Show("casework/claims/list", p)
}

// fileNumber is a 备案号 as papers write it: 2024-12.
var fileNumber = regexp.MustCompile(`^([0-9]{4})-([0-9]{1,7})$`)

// filterClaims reads the filters of the list from its address. Whatever makes no sense there is as if it were not. What waits for an
// adjuster's finding is what waits for theirs, not what was given to another.
func filterClaims(r *kit.Request, query url.Values) claims.RowFilter {
	f := claims.RowFilter{Category: query.Get("category"), Village: kit.Code(query.Get("village")), Late: query.Get("late") != "", Words: query.Get("q")}
	if s := claims.Status(query.Get("status")); slices.Contains(claims.Statuses(), s) {
		f.Status = s
	}
	f.Adjuster, _ = strconv.ParseInt(query.Get("adjuster"), 10, 64)
	if r.By.Role == who.Adjuster && f.Status == claims.Entrusted {
		f.Adjuster = r.By.ID
	}
	if m := fileNumber.FindStringSubmatch(f.Words); m != nil {
		f.Words = ""
		f.Year, _ = strconv.Atoi(m[1])
		f.No, _ = strconv.Atoi(m[2])
	}
	return f
}

// claimRows sets the payouts beside the claims of a page.
func claimRows(r *kit.Request, found []claims.Row) ([]claimRow, error) {
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	paid, err := payouts.Find(r.Context(), r.Tx, payouts.Filter{Claims: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	of := map[[2]int64]*payouts.Payout{}
	for i, p := range paid {
		of[[2]int64{p.Claim, int64(p.Round)}] = &paid[i]
	}
	rows := make([]claimRow, len(found))
	for i, c := range found {
		row := claimRow{Row: c, Payout: of[[2]int64{c.ID, int64(c.Round)}], State: c.Claim.State()}
		if c.Status != claims.Entrusted {
			row.DueOn = nil // nothing else of a claim has a day
		}
		row.Mine = c.Status == claims.Entrusted && c.VoidReason == nil && *c.Adjuster == r.By.ID
		if row.Late = row.DueOn != nil && *row.DueOn < r.Today(); row.Payout != nil {
			row.State = row.Payout.Status.Title()
		}
		rows[i] = row
	}
	return rows, nil
}

// batches are the steps that can be taken for many claims at once, by the status they wait at.
var batches = map[claims.Status]claimBatch{
	claims.Screened:     {step: claims.EntrustStep, Do: "委托查勘", path: "/claims/entrust", Assigns: true},
	claims.Investigated: {step: claims.EndorseStep, Do: "村两委审核", path: "/claims/endorse", Decides: "同意，报乡镇", Opines: true},
	claims.Endorsed:     {step: claims.ReviewStep, Do: "乡镇审核", path: "/claims/review", Decides: "通过，报县备案", Opines: true},
	claims.Reviewed:     {step: claims.FileStep, Do: "备案", path: "/claims/file"},
}

// batchFor is the step that the listed claims wait for, if the person may take it: only where all of them stand at one status.
func batchFor(r *kit.Request, at claims.Status, query url.Values, total int) *claimBatch {
	b, ok := batches[at]
	if !ok || total == 0 || !b.step.May(r.By.Role) {
		return nil
	}
	b.Action = b.path + "?" + query.Encode()
	return &b
}
