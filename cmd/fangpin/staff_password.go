package main

import (
	"errors"

	"github.com/spf13/cobra"

	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/office"
)

// doorOf is where the office's people sign in at the command line. It keeps as many former passwords as the stricter policy asks for, whichever
// the pages are served with.
func doorOf(o *office.Office) *signin.Auth {
	return &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.DJCP3()}
}

func staffPasswordCommand() *cobra.Command {
	var a acting
	asked := grant.Asked{What: grant.Reset}
	var code string
	c := &cobra.Command{
		Use:   "password --county 410602 --by 编号 --of 编号 --reason 理由",
		Short: "申请重置一名人员的密码（系统管理员或安全管理员），由另一类管理员批准",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked.Staff == 0 {
				return usage(errors.New("要写明为谁重置：--of 编号（fangpin staff list 列出编号）"))
			}
			return propose(c, a, asked, code)
		},
	}
	a.staffFlags(c)
	signingFlag(c, &code)
	c.Flags().Int64Var(&asked.Staff, "of", 0, "为谁办理：人员编号")
	c.Flags().StringVar(&asked.Reason, "reason", "", "申请理由，如 本人遗忘密码")
	return c
}
