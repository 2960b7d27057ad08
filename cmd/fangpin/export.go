package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/office"
)

func exportCommand() *cobra.Command {
	c := &cobra.Command{Use: "export 内容", Short: "导出：供审计人员带走核验的证据包", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(exportBundleCommand())
	return c
}

func exportBundleCommand() *cobra.Command {
	var dir, county, out string
	c := &cobra.Command{
		Use:   "bundle [--county 410602] --out FILE",
		Short: "导出证据包（ZIP）：不用数据库、不含个人信息，任何人可用 fangpin verify --bundle 重新推算",
		Args:  noMore,
	}
	work := inOffice(&dir, func(c *cobra.Command, o *office.Office) error {
		return exportBundle(c.Context(), o, county, out, c.OutOrStdout())
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		if out == "" {
			return usage(fault.Invalidf("请用 --out 指定证据包文件，如 --out 证据包.zip"))
		}
		if err := absent(out); err != nil {
			return err
		}
		return work(c, args)
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&county, "county", "", "县（区）代码；只开设了一个县（区）时可不写")
	c.Flags().StringVar(&out, "out", "", "证据包文件，不能是已有的文件")
	return c
}

// exportBundle writes one county's bundle to a new file and tells what to carry beside it.
func exportBundle(ctx context.Context, o *office.Office, only, out string, w io.Writer) error {
	counties, err := o.Chosen(ctx, only)
	if err != nil {
		return err
	}
	if len(counties) > 1 {
		return usage(fault.Invalidf("本系统开设了 %d 个县（区），请用 --county 写明代码", len(counties)))
	}
	if err := o.Bundle(ctx, counties[0], out); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s 证据包已导出：%s\n", counties[0], out)
	fmt.Fprintf(w, "核验：fangpin verify --bundle %s --key checkpoint.pub（公钥在 %s，请另行交给审计人员，不要随包传送）\n", out, o.KeyDir)
	return nil
}
