package audit

import (
	"cmp"
	"maps"
	"slices"
)

// sources: every live claim was raised from rows of reports handed over, of its own household; a row lies in one live claim and says so;
// a settlement lies in one.
func sources(v *view) Check {
	check := Check{Name: "每件案件有报送线索，每条线索只入一件案件", Looked: int64(len(v.sources))}
	raised, taken, settled := map[int64]bool{}, map[int64]int{}, map[string][]int64{}
	for i := range v.sources {
		s := &v.sources[i]
		raised[s.Claim] = true
		if s.Live {
			taken[s.Told]++
		}
		if s.Live && s.Tag.Valid {
			settled[s.Tag.V] = append(settled[s.Tag.V], s.Claim)
		}
		if wrong := s.wrong(v); wrong != "" {
			check.find("source", s.key, "%s", wrong)
		}
	}
	for _, c := range v.claims {
		if !c.VoidReason.Valid && !raised[c.ID] {
			check.find("claim", c.key, "没有报送线索")
		}
	}
	check.taken(v, taken)
	for _, claims := range sorted(settled, cmp.Compare[string]) {
		once := map[int64]bool{}
		for _, c := range claims {
			once[c] = true
		}
		if len(once) > 1 {
			check.find("claim", slices.Max(slices.Collect(maps.Keys(once))), "同一结算单入了 %d 件有效案件", len(once))
		}
	}
	return check
}

func (s *sourceRow) wrong(v *view) string {
	told, claim := v.told[s.Told], v.claim[s.Claim]
	if told == nil || claim == nil {
		return "没有这条线索或这件案件"
	}
	report := v.report[told.Report]
	switch {
	case s.Live == claim.VoidReason.Valid:
		return "有效与否与案件不符"
	case s.Tag != told.Tag:
		return "结算单标记与线索不符"
	case report == nil || report.Status != "handed_over":
		return "所在月报没有交办"
	case s.Live && told.Household != null[int64]{V: claim.Household, Valid: true}:
		return "线索不是本户的"
	}
	return ""
}

// taken holds what each reported row says of itself to the claims it lies in.
func (c *Check) taken(v *view, taken map[int64]int) {
	for i := range v.reported {
		r := &v.reported[i]
		switch n := taken[r.ID]; {
		case n > 1:
			c.find("report_row", r.key, "入了 %d 件有效案件", n)
		case n == 1 && r.Outcome.V != "claim":
			c.find("report_row", r.key, "已入案件，所记不是纳入")
		case n == 0 && r.Outcome.V == "claim":
			c.find("report_row", r.key, "所记为纳入，没有案件")
		}
	}
}
