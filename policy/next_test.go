package policy_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/policy"
)

// A scheme waits for another person than who proposed it, until it is in force, refused or too old.
func TestWhatASchemeWaitsFor(t *testing.T) {
	proposer, approver, auditor := who.Person{ID: 1, Role: who.Clerk}, who.Person{ID: 2, Role: who.Approver}, who.Person{ID: 3, Role: who.Auditor}
	from, refused := calendar.On(2024, 1, 1), false
	for said, c := range map[string]struct {
		p    policy.Proposal
		hand *foureyes.Proposal
		by   who.Person
	}{
		"由您提出":        {policy.Proposal{ProposedBy: 1}, &foureyes.Proposal{}, proposer},
		"请逐行核对后确认":    {policy.Proposal{ProposedBy: 1}, &foureyes.Proposal{}, approver},
		"待县经办或县审批人确认": {policy.Proposal{ProposedBy: 1}, nil, auditor},
		"已驳回：改正后另提":   {policy.Proposal{ProposedBy: 1}, &foureyes.Proposal{Confirmed: &refused}, proposer},
		"过期未复核：改正后":   {policy.Proposal{ProposedBy: 1}, &foureyes.Proposal{Expired: true}, approver},
	} {
		if next := c.p.Next(c.hand, c.by).Text; !strings.Contains(next, said) {
			t.Errorf("%+v waits for %q, want %q", c.p, next, said)
		}
	}
	if next := (policy.Proposal{ProposedBy: 1, From: &from}).Next(nil, proposer); next.Text != "" {
		t.Errorf("a scheme in force waits for %q", next.Text)
	}
}

// A policy year waits for its roster, and then for its premium.
func TestWhatAPolicyYearWaitsFor(t *testing.T) {
	groups, billed := []policy.Group{{Heads: 10}}, decimal.NewFromInt(1000)
	for said, c := range map[string]struct {
		groups  []policy.Group
		rule    *policy.Rule
		premium policy.Fund
	}{
		"须先有生效的方案":        {nil, nil, policy.Fund{}},
		"待县经办生成参保名册。":     {nil, &policy.Rule{}, policy.Fund{}},
		"未收保费 1,000.00 元": {groups, &policy.Rule{}, policy.Fund{Billed: billed}},
		"保费已收齐":           {groups, &policy.Rule{}, policy.Fund{Billed: billed, Received: billed}},
	} {
		if next := (policy.Year{}).Next(c.groups, c.rule, c.premium).Text; !strings.Contains(next, said) {
			t.Errorf("a year waits for %q, want %q", next, said)
		}
	}
}
