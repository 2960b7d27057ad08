package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/monitoring"
	"fangpin/procedure"
)

var selfApplicationsCheck = Check{
	Name: "自主申报由村里先办、转乡镇后由乡镇或县办，一件一次办结",
	Rule: "decision 0027: what is sent is no deed, what is done about it is",
	Proves: "what cadres did about each application is numbered without a gap and done by a deed of its own name; the village decides, and once it has " +
		"passed one on the township or the county; each is decided once and nothing follows; what was taken up became, by the same deed, a lead of the " +
		"watch that it names, in the cadre's part of the county",
	Not: "anything of the applications themselves, which nobody answers for and no deed covers: who applied, when, whether within two days, whether the " +
		"family is the applicant's (the door holds that)",
}

// selfVerbs are the deeds by which applications are worked.
var selfVerbs = map[string]string{
	"admit": monitoring.AdmitStep.Verb, "decline": monitoring.DeclineStep.Verb, "pass_on": monitoring.PassOnStep.Verb, "reveal": monitoring.ContactStep.Verb,
}

// selfApplications takes each application through what was done about it.
func selfApplications(v *view) Result {
	check, p := Result{Check: selfApplicationsCheck, Looked: int64(len(v.selfSteps))}, v.reaching()
	of := groupBy(v.selfSteps, func(s *selfStepRow) int64 { return s.Application })
	led := v.ledBy()
	for _, steps := range sorted(of, cmp.Compare[int64]) {
		slices.SortFunc(steps, func(a, b *selfStepRow) int { return cmp.Compare(a.N, b.N) })
		passed, decided := false, false
		for i, s := range steps {
			if wrong := cmp.Or(s.follows(v, i+1, passed, decided), s.took(p, led)); wrong != "" {
				check.find("self_application_step", s.key, "%s", wrong)
			}
			passed = passed || s.Did == "pass_on"
			decided = decided || s.Did == "admit" || s.Did == "decline"
		}
	}
	return check
}

// ledBy are the watches that deeds recorded leads of which no report told, by leaf.
func (v *view) ledBy() map[int64]map[int64]bool {
	told := groupBy(v.signals, (*signalRow).at)
	led := map[int64]map[int64]bool{}
	for i := range v.watchEvents {
		e := &v.watchEvents[i]
		if e.Event != string(procedure.Lead) || !slices.ContainsFunc(told[e.at()], (*signalRow).byOneself) {
			continue
		}
		if led[e.first] == nil {
			led[e.first] = map[int64]bool{}
		}
		led[e.first][e.Watch] = true
	}
	return led
}

// byOneself tells whether a signal may be of what a family told of itself.
func (r *signalRow) byOneself() bool {
	return r.Source == string(monitoring.Direct) || r.Source == string(monitoring.Public)
}

// follows says why a step was none to take then.
func (r *selfStepRow) follows(v *view, n int, passed, decided bool) string {
	a, ok := v.act(r.first)
	switch {
	case r.N != n:
		return fmt.Sprintf("序号应为 %d", n)
	case decided:
		return "已经办结，不能再办理"
	case passed && r.Did == "pass_on":
		return "已经转过乡镇"
	case selfVerbs[r.Did] == "" || ok && a.verb != selfVerbs[r.Did]:
		return fmt.Sprintf("第 %d 号存证不是办理这一项的", r.first)
	case ok && (a.role == who.Village) == passed:
		return map[bool]string{true: "已转乡镇，不再由村里办理", false: "没有转乡镇，应由村里先办"}[passed]
	}
	return ""
}

// took says why an application did not become what the step says.
func (r *selfStepRow) took(p reach, led map[int64]map[int64]bool) string {
	if r.Did != "admit" {
		return map[bool]string{true: "没有受理，却记有监测事项", false: ""}[r.Watch.Valid]
	}
	if !r.Watch.Valid || !led[r.first][r.Watch.V] {
		return "受理没有形成所记监测事项的线索"
	}
	return p.outside(r.first, p.family[r.Watch.V])
}
