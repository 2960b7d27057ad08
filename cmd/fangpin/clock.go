package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/identity/timing"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// clockCommand tells whether a county's log lies ahead of the clock.
func clockCommand() *cobra.Command {
	var dir, county string
	c := &cobra.Command{
		Use:   "clock [--county 410602]",
		Short: "核对存证时间与数据库的时钟；超前的，由两名管理员更正（clock repair）",
		Args:  noMore,
		RunE: inOffice(&dir, func(c *cobra.Command, o *office.Office) error {
			counties, err := o.Chosen(c.Context(), county)
			if err != nil {
				return err
			}
			ahead := false
			for _, county := range counties {
				err := pg.Read(c.Context(), o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
					s, err := timing.Look(c.Context(), tx)
					if err == nil {
						ahead = ahead || s.Ahead()
						fmt.Fprintf(c.OutOrStdout(), "%s %s\n", county, s)
					}
					return err
				})
				if err != nil {
					return err
				}
			}
			if ahead {
				fmt.Fprintln(c.OutOrStdout(), "数据库的时钟不对的，先校准；时钟正确的，由系统管理员和安全管理员两人运行 fangpin clock repair")
				return errSaid
			}
			return nil
		}),
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&county, "county", "", "县（区）代码；不写则全部（需建表账号）")
	c.AddCommand(clockRepairCommand())
	return c
}

// clockRepairCommand has two administrators let deeds of the right time follow a log that lies ahead. Both sign in here: no deed of one alone would
// be taken.
func clockRepairCommand() *cobra.Command {
	var a acting
	var second int64
	var reason string
	c := &cobra.Command{
		Use:   "repair --county 410602 --by 系统管理员编号 --second 安全管理员编号 --reason 经过",
		Short: "更正超前的存证时间：系统管理员和安全管理员两人先后登录，共同办理",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if err := a.named(true); err != nil {
				return err
			}
			if second == 0 || reason == "" {
				return usage(errors.New("要写明第二名管理员（--second 编号）和理由（--reason 时钟拨快的经过）"))
			}
			ctx := c.Context()
			o, err := office.Open(ctx, a.dir)
			if err != nil {
				return err
			}
			defer office.Closing(o, &err)
			if err := o.Knows(ctx, a.county); err != nil {
				return err
			}
			other := a
			other.by, other.second = second, true
			return a.signedIn(ctx, o, func(by who.Person) error {
				return other.signedIn(ctx, o, func(with who.Person) error {
					var ahead time.Time
					err := deed.Do(ctx, o.DB, by, func(tx *pg.Tx) (err error) {
						ahead, err = timing.Repair(ctx, tx, with, reason)
						return err
					})
					if err == nil {
						fmt.Fprintf(c.OutOrStdout(), "已更正：%s 超前的存证时间 %s 不变，此后的办理以现在的时钟为准。核验（fangpin verify）会列出这次更正\n", a.county,
							ahead.In(calendar.China).Format("2006-01-02 15:04:05"))
					}
					return err
				})
			})
		},
	}
	a.staffFlags(c)
	c.Flags().Int64Var(&second, "second", 0, "第二名管理员的编号；登录名、密码、动态口令在终端输入，或取自 FANGPIN_SECOND_LOGIN、FANGPIN_SECOND_PASSWORD、FANGPIN_SECOND_CODE")
	c.Flags().StringVar(&reason, "reason", "", "时钟拨快的经过、怎样核对的")
	return c
}
