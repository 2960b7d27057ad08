package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/demo/sample"
	"fangpin/internal/fault"
)

// sampleCommand writes an invented county (样例): its roster and one month of its departments' workbooks.
func sampleCommand() *cobra.Command {
	var dir string
	var o sample.Options
	c := &cobra.Command{
		Use:   "sample --dir 目录 [--rows 行数] [--seed 种子]",
		Short: "生成样例县：参保花名册和各部门当月报表（人员均为虚构）",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fault.Invalidf("多出的内容“%s”，sample 只用 --dir、--rows 和 --seed", args[0]))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usage(fault.Invalidf("请用 --dir 指定样例写到哪个目录"))
			}
			county, err := sample.Write(dir, o)
			if err != nil {
				return err
			}
			out := c.OutOrStdout()
			fmt.Fprintf(out, "%s  花名册 %d 人\n", county.Roster, county.People)
			for _, f := range county.Files {
				fmt.Fprintf(out, "%s  %s %s %d 行\n", f.Path, f.Agency, f.Kind, f.Rows)
			}
			fmt.Fprintf(out, "%s  %s %s %d 行（更正）\n", county.Correction.Path, county.Correction.Agency, county.Correction.Kind, county.Correction.Rows)
			fmt.Fprintf(out, "有意留下的错误 %d 处，逐格列于 样例说明.txt\n", len(county.Defects))
			return nil
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "写入的目录，没有则新建，同名文件被覆盖")
	c.Flags().IntVar(&o.Rows, "rows", 2000, "各部门报表的总行数，200 到 100000")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "随机种子，相同的种子和行数生成相同的文件")
	return c
}
