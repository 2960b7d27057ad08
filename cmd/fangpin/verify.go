package main

import (
	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/passkey"
)

func verifyCommand() *cobra.Command {
	var dir, county string
	var root fingerprint
	var carried carried
	c := &cobra.Command{
		Use:   "verify [--county 410602 | --bundle FILE [--key FILE] [--note FILE]] [--root 指纹]",
		Short: "核验：不信任系统写下的任何结果，逐项重新推算，指出不符之处",
		Args:  noMore,
	}
	here := inOffice(&dir, func(c *cobra.Command, o *office.Office) error {
		return o.Verify(c.Context(), county, root.asked, c.OutOrStdout())
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		if carried.bundle != "" && (county != "" || c.Flags().Changed("dir")) {
			return usage(fault.Invalidf("核验证据包不用数据库，--bundle 不与 --county、--dir 一起用"))
		}
		carried.root = root.asked
		if carried.bundle != "" {
			return carried.verify(c.Context(), c.OutOrStdout())
		}
		if carried.key != "" || len(carried.notes) > 0 {
			return usage(fault.Invalidf("--key 和 --note 与 --bundle 一起用"))
		}
		return here(c, args)
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&county, "county", "", "核验哪个县（区）；不写则核验全部（需建表账号）")
	c.Flags().StringVar(&carried.bundle, "bundle", "", "不用数据库，核验这个证据包")
	c.Flags().StringVar(&carried.key, "key", "", "另行取得的公钥文件（checkpoint.pub）；不写则用证据包自带的")
	c.Flags().Var(&root, "root", "信任根登记表上的指纹：本县现行的信任根须是它；核验数据库、证据包都可用")
	c.Flags().StringArrayVar(&carried.notes, "note", nil, "另行保存的检查点文件，可写多次")
	return c
}

// fingerprint is a root of trust's as it is typed.
type fingerprint struct{ asked *passkey.Fingerprint }

func (f *fingerprint) String() string { return "" }
func (f *fingerprint) Type() string   { return "指纹" }

func (f *fingerprint) Set(text string) error {
	read, err := passkey.ParseFingerprint(text)
	if err != nil {
		return fault.Invalidf("信任根的指纹是十三组、每组四个字母或数字，请照登记表重新输入")
	}
	f.asked = &read
	return nil
}
