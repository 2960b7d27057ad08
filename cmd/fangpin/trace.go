package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/payouts/bank"
)

func traceCommand() *cobra.Command {
	var dir, county, household string
	c := &cobra.Command{
		Use:   "trace --county 410602 业务参考号 | --household H000001",
		Short: "追溯：从代发文件的一笔款，逐步回到部门报表的单元格；或一户的监测帮扶，从线索到风险消除",
		Args: func(_ *cobra.Command, args []string) error {
			if county == "" || (len(args) == 1) == (household != "") || len(args) > 1 {
				return usage(fmt.Errorf("要写 --county，和一个业务参考号或 --household 户编号，例：fangpin trace --county 410602 123456-1"))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) (err error) {
			var payout int64
			if household == "" {
				if payout, err = payoutOf(args[0]); err != nil {
					return err
				}
			}
			o, err := office.Open(c.Context(), dir)
			if err != nil {
				return err
			}
			defer office.Closing(o, &err)
			if err := o.Knows(c.Context(), county); err != nil {
				return err
			}
			if household != "" {
				return o.TraceWatch(c.Context(), county, household, c.OutOrStdout())
			}
			return o.Trace(c.Context(), county, payout, c.OutOrStdout())
		},
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&county, "county", "", "县（区）代码，六位")
	c.Flags().StringVar(&household, "household", "", "户编号：追溯该户的监测帮扶")
	return c
}

// payoutOf reads a reference as the bank's file writes it, or the payout's bare number.
func payoutOf(word string) (int64, error) {
	if payout, _, ok := bank.ParseReference(word); ok {
		return payout, nil
	}
	payout, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0, fault.Invalidf("“%s”不是业务参考号，应如 123456-1", word)
	}
	return payout, nil
}
