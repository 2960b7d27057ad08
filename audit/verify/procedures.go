package verify

import (
	"slices"
	"strings"

	"fangpin/monitoring"
	"fangpin/procedure"
)

var proceduresCheck = Check{
	Name: "监测程序各栏与程序原文一致",
	Rule: "procedure.md: a county's procedure is one file, content-addressed",
	Proves: "each procedure reads from its source, and its hash, county, term, steps, days and rolls-on, by which the doors go, are those of " +
		"the source",
	Not:    "that the county's government decided this procedure",
	Shares: "procedure",
}

// procedures reads every procedure anew from its source, and compares the columns that the doors go by. What can be read serves the later checks.
func procedures(v *view) Result {
	check := Result{Check: proceduresCheck}
	for i := range v.procedures {
		r := &v.procedures[i]
		if _, ok := v.judge(r.first, monitoring.Engine); !ok {
			continue
		}
		check.Looked++
		if len(r.Source) > longest {
			check.find("procedure", r.key, "程序原文有 %d 字节，长得不合理", len(r.Source))
			continue
		}
		p, mistakes := procedure.Read([]byte(r.Source))
		if len(mistakes) > 0 {
			check.find("procedure", r.key, "程序原文不能解读")
			continue
		}
		v.ways[r.ID] = p
		for _, wrong := range r.against(p, v.county) {
			check.find("procedure", r.key, "所记%s与程序原文不符", wrong)
		}
	}
	return check
}

// against names the columns that are not those of the source.
func (r *procedureRow) against(p *procedure.Procedure, county string) (wrong []string) {
	var days null[int]
	var holiday, weekend bool
	if p.Publicity != nil {
		days, holiday, weekend = null[int]{V: p.Publicity.Days, Valid: true}, p.Publicity.PastHoliday, p.Publicity.PastWeekend
	}
	var released []procedure.Stage
	if p.Clear != nil {
		released = p.Clear.Steps
	}
	for _, c := range []struct {
		name string
		same bool
	}{
		{"校验值", p.Hash() == r.Hash}, {"县码", p.County == county}, {"期限", p.Term.From == r.From && p.Term.To == r.To},
		{"纳入步骤", printedSteps(p.Enter) == r.Enter}, {"退出步骤", printedSteps(released) == r.Clear}, {"公示天数", days == r.Days},
		{"顺延", holiday == r.PastHoliday && weekend == r.PastWeekend},
	} {
		if !c.same {
			wrong = append(wrong, c.name)
		}
	}
	return wrong
}

// printedSteps are steps as PostgreSQL prints a list of them.
func printedSteps(list []procedure.Stage) string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = string(s.Step)
	}
	return "{" + strings.Join(names, ",") + "}"
}

var procedureAdoptionsCheck = Check{
	Name:   "监测程序由另一人确认，在其期限内生效",
	Rule:   "domain §3 no. 1: a county adopts its own, in force by dates",
	Proves: "whoever proposed a procedure did not put it in force, and it came into force within its term",
	Not:    "that it was adopted on paper",
}

// procedureAdoptions: whoever proposed a procedure does not put it in force, and it is in force from a day of its term.
func procedureAdoptions(v *view) Result {
	check := Result{Check: procedureAdoptionsCheck, Looked: int64(len(v.procedureAdopted))}
	rules := by(v.procedures, func(p *procedureRow) int64 { return p.ID })
	for _, a := range v.procedureAdopted {
		switch p := rules[a.Procedure]; {
		case p == nil:
			check.find("procedure_adoption", a.key, "没有这个程序")
		case a.From < p.From || a.From > p.To:
			check.find("procedure_adoption", a.key, "生效日 %s 不在期限之内", a.From)
		case v.human(p.ProposedBy) == v.human(a.ConfirmedBy) || a.ProposedBy != p.ProposedBy:
			check.find("procedure_adoption", a.key, "由 %d 提出，由 %d 确认", p.ProposedBy, a.ConfirmedBy)
		}
	}
	return check
}

// procedureOn is the newest procedure that had begun by a day and was adopted before a deed, if its term is not over; 0 for none.
func (v *view) procedureOn(on date, leaf int64) int64 {
	var newest *procedureAdoptionRow
	for i := range v.procedureAdopted {
		if a := &v.procedureAdopted[i]; a.From <= on && a.first < leaf && (newest == nil || a.From > newest.From) {
			newest = a
		}
	}
	over := func(p procedureRow) bool { return newest != nil && p.ID == newest.Procedure && p.To < on }
	if newest == nil || slices.ContainsFunc(v.procedures, over) {
		return 0
	}
	return newest.Procedure
}

// deciding are the steps at which somebody judges a family.
var deciding = []procedure.Act{procedure.Evaluate, procedure.Review, procedure.Compare, procedure.Approve}

// turns tells whether an event leads back to the visit, ends a round or begins a release: the steps after it are of another round.
func turns(e procedure.Event) bool {
	switch e.Act {
	case procedure.Nominate, procedure.Uphold, procedure.RollBack:
		return true
	}
	return slices.Contains(deciding, e.Act) && e.Result != procedure.Pass
}
