package demo

import (
	"context"
	"fmt"
	"os"

	"github.com/shopspring/decimal"

	"fangpin/demo/sample"
	"fangpin/internal/archive"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/templates"
)

// furnish writes the workbooks, opens the county's office and takes its people on.
func (m *month) furnish(ctx context.Context, in string, rows int) (err error) {
	if m.in, err = sample.Write(in, sample.Options{Seed: 1, Rows: rows}); err != nil {
		return err
	}
	if m.reported, err = reports.ParseMonth(sample.Month); err != nil {
		return err
	}
	// Every posting of 2024 is recorded today: the one setting that differs from a real county's.
	err = m.Place.Set(ctx, pg.Office{County: County, Name: "鹤山区乡村振兴局（演示）", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, RPID: "localhost"})
	if err != nil {
		return err
	}
	m.on(calendar.On(2024, 1, 4))
	return m.hire(ctx)
}

// enrol reads the roster; a second clerk confirms the accounts that the first entered.
func (m *month) enrol(ctx context.Context) error {
	roster, err := m.readRoster(ctx)
	if err != nil {
		return err
	}
	lines, err := roster.Whole()
	if err != nil {
		return err
	}
	var enrolled registry.Enrolment
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		if _, err := registry.OpenPlaces(ctx, tx); err != nil {
			return err
		}
		enrolled, err = registry.Enrol(ctx, tx, m.Keys, lines)
		return err
	})
	if err != nil {
		return err
	}
	if err := m.confirmAccounts(ctx); err != nil {
		return err
	}
	m.done(line{Step: "建户", Count: fmt.Sprintf("%d 人", enrolled.Persons), Note: fmt.Sprintf("%d 户，账户 %d 个，均经第二人复核", enrolled.Households, enrolled.Accounts)})
	return nil
}

// readRoster reads the households' file, once.
func (m *month) readRoster(ctx context.Context) (roster registry.Roster, err error) {
	if m.roster != nil {
		return *m.roster, nil
	}
	f, err := os.Open(m.in.Roster)
	if err != nil {
		return roster, fmt.Errorf("open roster: %w", err)
	}
	defer office.Closing(f, &err)
	info, err := f.Stat()
	if err != nil {
		return roster, fmt.Errorf("open roster: %w", err)
	}
	if roster, err = registry.ReadRoster(ctx, f, info.Size(), info.Name(), County, area.Published()); err == nil {
		m.roster = &roster
	}
	return roster, err
}

// confirmAccounts is the second pair of eyes: the colleague confirms whatever the first clerk entered.
func (m *month) confirmAccounts(ctx context.Context) error {
	return m.do(ctx, m.people.colleague, func(tx *pg.Tx) error {
		ids, err := registry.Unconfirmed(ctx, tx)
		if err != nil {
			return err
		}
		return registry.ConfirmAccounts(ctx, tx, ids, m.sign)
	})
}

// insure adopts the scheme, opens the policy year, and books its premium.
func (m *month) insure(ctx context.Context) error {
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		return fmt.Errorf("read the demonstration's scheme: %w", err)
	}
	var scheme int64
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) (err error) {
		scheme, err = policy.Propose(ctx, tx, source)
		return err
	})
	if err != nil {
		return err
	}
	first, last := calendar.On(2024, 1, 1), calendar.On(2024, 12, 31)
	err = m.do(ctx, m.people.first, func(tx *pg.Tx) error { return policy.Adopt(ctx, tx, scheme, first) })
	if err != nil {
		return err
	}
	var insured policy.Insured
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		m.policy, err = policy.Open(ctx, tx, policy.Year{Insurer: "演示保险公司", From: first, To: last, PerHead: decimal.NewFromInt(100)})
		if err != nil {
			return err
		}
		insured, err = policy.Insure(ctx, tx, m.policy)
		return err
	})
	if err != nil {
		return err
	}
	voucher, err := m.keep(ctx, archive.Voucher, Picture(m.policy))
	if err != nil {
		return err
	}
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		_, err := policy.ReceivePremium(ctx, tx, m.policy, insured.Premium, m.today(), voucher)
		return err
	})
	if err != nil {
		return err
	}
	m.done(line{Step: "参保", Count: fmt.Sprintf("%d 人", insured.Heads), Yuan: insured.Premium, Note: groupsOf(insured.Groups)})
	return nil
}

func groupsOf(groups []policy.Group) (words string) {
	for i, g := range groups {
		if i > 0 {
			words += "，"
		}
		words += fmt.Sprintf("%s %d 人", g.Class, g.Heads)
	}
	return words
}
