package main

import (
	"strings"

	"github.com/spf13/cobra"

	"fangpin/demo"
	"fangpin/internal/office"
)

// demoCommand works one month of the sample county (演示), see package demo.
func demoCommand() *cobra.Command {
	var dir, procedure string
	var exit bool
	var s office.Serving
	c := &cobra.Command{
		Use:   "demo [--dir 目录] [--procedure heshan] [--exit] [--addr localhost:8080]",
		Short: "演示：用样例县走完一个月，从部门月报到账目核验，再打开网页供各岗位登录",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			serve := &s
			if exit {
				serve = nil
			}
			return demo.Run(c.Context(), dir, procedure, serve, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	c.Flags().StringVar(&dir, "dir", "var/demo", "演示目录：已有的演示会清空重来，其他目录不会动")
	c.Flags().StringVar(&procedure, "procedure", demo.Heshan, "样例县按哪一份监测帮扶程序办理："+strings.Join(demo.Procedures(), "、"))
	c.Flags().BoolVar(&exit, "exit", false, "办完即退出，不打开网页")
	c.Flags().StringVar(&s.Addr, "addr", "localhost:8080", "网页的监听地址")
	return c
}
