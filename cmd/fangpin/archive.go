package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"fangpin/internal/office"
)

// archiveCommand compares the archive with the database.
func archiveCommand() *cobra.Command {
	var dir string
	var sweep bool
	c := &cobra.Command{
		Use:   "archive [--sweep]",
		Short: "附件与数据库核对：逐份读取，缺失、损坏的逐条列出",
		Args:  noMore,
		RunE: inOffice(&dir, func(c *cobra.Command, o *office.Office) error {
			if sweep {
				s, err := o.Sweep(c.Context())
				if err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "已清理：%s\n", s)
			}
			found, err := o.Compare(c.Context())
			if err != nil {
				return err
			}
			return reportCompared(c.OutOrStdout(), found)
		}),
	}
	dirFlag(c, &dir)
	c.Flags().BoolVar(&sweep, "sweep", false, "先清理上传中断留下的：暂存行和没有写完的附件满一天的，没有记录引用的附件满三十天的（网页服务每天自动清理）")
	return c
}

// reportCompared ends with errSaid if anything is missing or corrupt.
func reportCompared(w io.Writer, c office.Compared) error {
	for _, wrong := range c.Wrong {
		fmt.Fprintln(w, wrong)
	}
	if n := c.Unkept.Files + c.Unkept.Halves; n > 0 {
		fmt.Fprintf(w, "另有 %d 份没有记录引用或没有写完的旧附件，可清理：fangpin archive --sweep\n", n)
	}
	if len(c.Wrong) > 0 {
		fmt.Fprintf(w, "附件与数据库不符：%d 条记录的附件缺失或损坏，请从较早的备份中找回\n", len(c.Wrong))
		return errSaid
	}
	fmt.Fprintf(w, "附件与数据库相符：%d 份逐份读取，内容与记录一致\n", c.Files)
	return nil
}
