package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// acting is who works at the command line, and in which county.
type acting struct {
	dir    string
	county string
	by     int64 // the member of staff; 0 where nobody need be named
}

func (a *acting) countyFlags(c *cobra.Command) {
	dirFlag(c, &a.dir)
	c.Flags().StringVar(&a.county, "county", "", "县（区）代码，六位，如 410602")
}

func (a *acting) staffFlags(c *cobra.Command) {
	a.countyFlags(c)
	c.Flags().Int64Var(&a.by, "by", 0, "经办人编号，见 fangpin staff list")
}

// named is the mistake of leaving out who acts where.
func (a acting) named(byToo bool) error {
	switch {
	case a.county == "":
		return usage(errors.New("要写明县（区）：--county 410602"))
	case byToo && a.by == 0:
		return usage(errors.New("要写明经办人：--by 编号（fangpin staff list 列出编号）"))
	}
	return nil
}

// do opens the office and runs a verb as one deed of the member.
func (a acting) do(ctx context.Context, verb func(*office.Office, *pg.Tx) error) error {
	return a.within(ctx, office.Open, verb)
}

// knock is do for a verb that knocks at a door of the gate's.
func (a acting) knock(ctx context.Context, verb func(*office.Office, *pg.Tx) error) error {
	return a.within(ctx, office.OpenGate, verb)
}

func (a acting) within(ctx context.Context, open func(context.Context, string) (*office.Office, error), verb func(*office.Office, *pg.Tx) error) (err error) {
	if err := a.named(true); err != nil {
		return err
	}
	o, err := open(ctx, a.dir)
	if err != nil {
		return err
	}
	defer office.Closing(o, &err)
	if err := o.Knows(ctx, a.county); err != nil {
		return err
	}
	by, err := o.Member(ctx, a.county, a.by)
	if err != nil {
		return err
	}
	return deed.Do(ctx, o.DB, by, func(tx *pg.Tx) error { return verb(o, tx) })
}

// look opens the office and runs a read, as the member if one is named.
func (a acting) look(ctx context.Context, byToo bool, read func(*office.Office, *pg.Tx) error) error {
	return a.looking(ctx, office.Open, byToo, read)
}

// lookAround is look before a verb that knocks: where the gate has a user of its own, that user has no other login.
func (a acting) lookAround(ctx context.Context, read func(*office.Office, *pg.Tx) error) error {
	return a.looking(ctx, office.OpenGate, true, read)
}

func (a acting) looking(ctx context.Context, open func(context.Context, string) (*office.Office, error), byToo bool, read func(*office.Office, *pg.Tx) error) (err error) {
	if err := a.named(byToo); err != nil {
		return err
	}
	o, err := open(ctx, a.dir)
	if err != nil {
		return err
	}
	defer office.Closing(o, &err)
	if err := o.Knows(ctx, a.county); err != nil {
		return err
	}
	by := who.Person{County: a.county}
	if byToo {
		if by, err = o.Member(ctx, a.county, a.by); err != nil {
			return err
		}
	}
	return pg.Read(ctx, o.DB, by, func(tx *pg.Tx) error { return read(o, tx) })
}
