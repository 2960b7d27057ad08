package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
)

// periodCommand answers when a period is over: the last day on stdout, and whether a notice may still move it on stderr.
func periodCommand() *cobra.Command {
	var from, days string
	var working, noExtend, pastWeekend bool
	c := &cobra.Command{
		Use:   "period --from 2024-09-23 --days 10",
		Short: "计算期限的最后一天（当日不计，至最后一天24时止）",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fault.Invalidf("多出的内容“%s”，period 只用 --from 和 --days 等选项", args[0]))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			start, err := calendar.ParseDate(from)
			if err != nil {
				return usage(fault.Invalidf("--from：%s", fault.Message(err)))
			}
			n, err := strconv.Atoi(days)
			if err != nil {
				return usage(fault.Invalidf("--days：“%s”不是天数，请填写整数，如 10", days))
			}
			last, provisional, err := calendar.Published().LastDay(start, n, calendar.Options{
				Working:     working,
				PastHoliday: !noExtend,
				PastWeekend: pastWeekend && !noExtend,
			})
			if err != nil {
				return usage(fault.Invalidf("--days：%s", fault.Message(err)))
			}
			fmt.Fprintln(c.OutOrStdout(), last)
			if provisional {
				sayProvisional(c.ErrOrStderr())
			}
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", "", "起算日（张贴日），当日不计，如 2024-09-23")
	c.Flags().StringVar(&days, "days", "", "期限天数，如 10")
	c.Flags().BoolVar(&working, "working", false, "按工作日计")
	c.Flags().BoolVar(&noExtend, "no-extend", false, "最后一天遇放假也不顺延")
	c.Flags().BoolVar(&pastWeekend, "past-weekend", false, "最后一天遇普通周末也顺延（调休上班日不算周末）")
	return c
}

// sayProvisional says that a day was counted where no notice is settled.
func sayProvisional(w io.Writer) {
	published := calendar.Published()
	fmt.Fprintf(w, "provisional 暂定：%s至%s以外尚无确定的放假安排，按普通周末计，公布后可能变动\n",
		published.First().Chinese(), published.Last().Chinese())
}
