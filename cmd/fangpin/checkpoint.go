package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/internal/office"
)

func checkpointCommand() *cobra.Command {
	var dir, county string
	var anew bool
	var two reconciling
	c := &cobra.Command{
		Use:   "checkpoint [--county 410602]",
		Short: "存证：为至今的全部操作签一个检查点，并存库外一份",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			open := office.Open
			if anew {
				open = office.OpenAnew
			}
			o, err := open(c.Context(), dir)
			if err != nil {
				return err
			}
			defer office.Closing(o, &err)
			counties, err := o.Chosen(c.Context(), county)
			if err != nil {
				return err
			}
			make := o.Checkpoint
			if anew {
				make = o.CheckpointAnew
			}
			for _, county := range counties {
				if anew {
					if err := two.reconcile(c.Context(), o, dir, county); err != nil {
						return err
					}
				}
				n, err := make(c.Context(), county)
				if err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "%s 已存证 %d 次操作，检查点在 %s\n", county, n.Size, o.Place.Notes())
			}
			_, err = o.Sweep(c.Context())
			return err
		},
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&county, "county", "", "县（区）代码；不写则全部（需建表账号）")
	c.Flags().BoolVar(&anew, "anew", false, "数据库确已退回到旧的状态，或库外的检查点文件已丢失时：原有文件移到一旁，按数据库现状另起检查点。须先与银行核对已付款项")
	c.Flags().Int64Var(&two.clerk, "by", 0, "与 --anew 一起：对账的县经办编号；登录名、密码、动态口令在终端输入，或取自 FANGPIN_LOGIN、FANGPIN_PASSWORD、FANGPIN_CODE")
	c.Flags().Int64Var(&two.approver, "second", 0, "与 --anew 一起：共同对账的县审批人编号；登录同上，取自 FANGPIN_SECOND_LOGIN 等")
	c.Flags().StringVar(&two.statement, "statement", "", "与 --anew 一起：银行流水（PDF 或照片），存入附件")
	c.Flags().StringVar(&two.found, "reason", "", "与 --anew 一起：对账结果，银行已收到而数据库中没有的款项怎样处理")
	return c
}
