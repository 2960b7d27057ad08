package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/office"
)

// migrateCommand brings the database's schema up to this program's.
func migrateCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "migrate [--dir D]",
		Short: "建立或升级数据库表结构（升级前请先备份）",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if err := office.RefuseHalf(dir); err != nil {
				return err
			}
			p, err := office.Found(c.Context(), dir)
			if err != nil {
				return err
			}
			defer office.Closing(p, &err)
			if !c.Flags().Changed("dir") {
				makes, err := p.MakesKeys(c.Context())
				if err != nil {
					return err
				}
				if makes {
					return usage(fault.Invalidf("新建数据库时要生成密钥，请用 --dir 写明密钥和附件存放的目录，以后各命令都写同一个；丢失密钥无法找回"))
				}
			}
			applied, err := p.Migrate(c.Context())
			if err != nil {
				return err
			}
			for _, file := range applied {
				fmt.Fprintf(c.OutOrStdout(), "已执行 %s\n", file)
			}
			fmt.Fprintf(c.OutOrStdout(), "数据库结构已是最新，本次执行 %d 个升级文件\n", len(applied))
			return nil
		},
	}
	dirFlag(c, &dir)
	return c
}
