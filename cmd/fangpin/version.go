package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/internal/build"
	"fangpin/migrations"
)

// versionCommand says which program this is, for a question to us, a bundle that another wrote, or before an upgrade.
func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "显示本程序的版本：提交、编译环境、数据库结构",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			schema, err := migrations.Latest()
			if err != nil {
				return err
			}
			code, err := migrations.Code()
			if err != nil {
				return err
			}
			this := build.This()
			fmt.Fprintf(c.OutOrStdout(), "fangpin %s\n提交日期 %s\n编译环境 %s\n数据库结构 %d\n函数与视图 %.12s\n",
				this.Commit, this.Day, this.Go, schema, migrations.Hash(code))
			return nil
		},
	}
}
