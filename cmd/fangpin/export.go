package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"fangpin/audit/bundle"
	"fangpin/internal/fault"
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
	work := inOffice(&dir, func(c *cobra.Command, o *office) error {
		return o.exportBundle(c.Context(), county, out, c.OutOrStdout())
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
func (o *office) exportBundle(ctx context.Context, only, out string, w io.Writer) error {
	counties, err := o.chosen(ctx, only)
	if err != nil {
		return err
	}
	if len(counties) > 1 {
		return usage(fault.Invalidf("本系统开设了 %d 个县（区），请用 --county 写明代码", len(counties)))
	}
	if err := o.bundle(ctx, counties[0], out); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s 证据包已导出：%s\n", counties[0], out)
	fmt.Fprintf(w, "核验：fangpin verify --bundle %s --key checkpoint.pub（公钥在 %s，请另行交给审计人员，不要随包传送）\n", out, o.KeyDir)
	return nil
}

// bundle writes one county's bundle, whole or not at all.
func (o *office) bundle(ctx context.Context, county, out string) error {
	half := beside(out, ".part")
	file, err := os.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fault.Conflictf("另一次导出正在写 %s；如果没有，请删除 %s 后重试", out, half)
	}
	if err != nil {
		return fault.Invalidf("写不了证据包 %s：%w", out, err)
	}
	defer os.Remove(half)
	err = bundle.Write(ctx, o.DB, county, o.bundling(ctx), file)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(half, out)
}

// bundling is what a bundle is made with beside the database.
func (o *office) bundling(ctx context.Context) bundle.Office {
	return bundle.Office{Keys: string(o.KeyDir), Notes: o.place.notes(), Files: func(sha []byte) error { return o.whole(ctx, sha) }}
}
