package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/internal/office"
)

func checkpointCommand() *cobra.Command {
	var dir, county string
	var anew bool
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
	return c
}
