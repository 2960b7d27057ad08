package claims

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/scheme"
)

// judge holds a batch of findings to their claims: who may say it, when they were there, and whether what they bring can be assessed.
type judge struct {
	by      int64
	today   calendar.Date
	held    map[int64]Claim
	schemes map[int64]*scheme.Scheme
	homes   map[int64]int64  // a person's household
	living  map[int64]int    // how many live in a household by the roster
	told    map[int64][]Case // what was told, by claim
	called  map[int64]string // the claims, as people call them
}

func newJudge(ctx context.Context, tx *pg.Tx, held map[int64]Claim) (*judge, error) {
	j := &judge{by: tx.By.ID, today: calendar.DateOf(tx.Now), held: held, homes: map[int64]int64{}, living: map[int64]int{}}
	var ids, schemes, households []int64
	for id, c := range held {
		ids, schemes, households = append(ids, id), append(schemes, c.Scheme), append(households, c.Household)
	}
	var err error
	if j.told, err = Told(ctx, tx, ids); err != nil {
		return nil, err
	}
	if j.called, err = called(ctx, tx, held); err != nil {
		return nil, err
	}
	if j.schemes, err = policy.Schemes(ctx, tx, slices.Compact(slices.Sorted(slices.Values(schemes)))); err != nil {
		return nil, err
	}
	members, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only(households)})
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		j.homes[m.ID] = m.Household
		if m.DiedOn == nil {
			j.living[m.Household]++
		}
	}
	return j, nil
}

// judge refuses what cannot stand, and completes the finding with the claim's round, turn and event.
func (j *judge) judge(f *Finding) error {
	c, name := j.held[f.Claim], j.called[f.Claim]
	f.Round, f.Turn, f.Adjuster = c.Round, c.Turn, j.by
	why, err := words.Need("查勘情况和理由", f.Why)
	f.Why = why
	switch {
	case c.Adjuster == nil || *c.Adjuster != j.by:
		return fault.Forbiddenf("这件案件没有委托给您查勘，请由受委托的查勘员登记")
	case f.VisitedOn < *c.EntrustedOn || f.VisitedOn > j.today:
		return fault.Invalidf("%s：入户日期 %s 有误，应不早于委托日期 %s，也不晚于今天", name, f.VisitedOn.Chinese(), c.EntrustedOn.Chinese())
	case err != nil:
		return fault.Invalidf("%s：%w", name, err)
	case slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return strings.TrimSpace(e.Kind) == "" }):
		return fault.Invalidf("%s：请写明每份佐证材料的种类，如住院结算单、现场照片", name)
	case f.Qualifies && len(f.Evidence) == 0:
		return fault.Invalidf("%s：符合条件的须附至少一份佐证材料", name)
	case f.Qualifies && len(f.Cases) == 0:
		return fault.Invalidf("%s：符合条件的须填写核实数据", name)
	}
	if err := unfit(c.Category, f.Evidence); err != nil {
		return fault.Invalidf("%s：%w", name, err)
	}
	if err := j.ofTheClaim(c, f.Cases); err != nil {
		return err
	}
	f.Cases = Joined(j.told[c.ID], f.Cases)
	for i := range f.Cases {
		if err := j.examine(c, &f.Cases[i], i+1); err != nil {
			return err
		}
	}
	return j.compare(c, f)
}

// examine holds one case to its claim, and to the scheme that will assess it.
func (j *judge) examine(c Claim, k *Case, n int) error {
	name := j.called[c.ID]
	if reports.Serving(c.Category).OneEvent() {
		k.Event = c.EventKey // what happened once is one event, however many people it struck
	}
	switch {
	case c.Person != nil && k.Person != *c.Person:
		return fault.Invalidf("%s：第 %d 笔核实数据不是本案人员的，请核对", name, n)
	case k.Person != 0 && j.homes[k.Person] != c.Household:
		return fault.Invalidf("%s：第 %d 笔核实数据的人员不是本户成员，请核对", name, n)
	case k.On > j.today:
		return fault.Invalidf("%s：第 %d 笔核实数据的日期 %s 在今天之后，请核对", name, n, k.On.Chinese())
	}
	if err := j.refuseLong(c, *k, n); err != nil {
		return err
	}
	if err := j.refuseUnknown(c, *k, n); err != nil {
		return err
	}
	if err := j.refuseNegative(c, *k, n); err != nil {
		return err
	}
	_, err := j.schemes[c.Scheme].Start().Assess(scheme.Case{
		ID: strconv.Itoa(n), Category: c.Category, Class: c.Class, Household: strconv.FormatInt(c.Household, 10), Person: strconv.FormatInt(k.Person, 10),
		Date: k.On.Start(), Event: k.Event, SchoolYear: k.SchoolYear, Facts: k.Facts,
	})
	if refusal, ok := errors.AsType[scheme.Refusal](err); ok {
		return fault.Invalidf("%s：第 %d 笔核实数据不能核定，请更正：%s", name, n, inTitles(c.Category, refusal))
	}
	return err
}

// inTitles tells a scheme's refusal by the titles that people know the facts by.
func inTitles(category string, refusal scheme.Refusal) string {
	lines := make([]string, len(refusal))
	for i, r := range refusal {
		lines[i] = fmt.Sprintf("“%s”%s", FactTitle(category, r.Column), r.Text)
	}
	return strings.Join(lines, "；")
}
