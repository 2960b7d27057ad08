package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"fangpin/internal/identity/signin"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// doorOf is where the office's people sign in, as far as the command line tends it. It keeps as many former passwords as the stricter policy
// asks for, whichever the pages are served with.
func doorOf(o *office.Office) *signin.Auth {
	return &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.DJCP3()}
}

func staffPasswordCommand() *cobra.Command {
	var a acting
	var member int64
	var login string
	c := &cobra.Command{
		Use:   "password --county 410602 --by 编号 --of 编号",
		Short: "重置一名人员的密码（由安全管理员）；尚无登录名的，发放登录名和初始密码（由系统管理员）",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if member == 0 {
				return usage(errors.New("要写明为谁重置：--of 编号（fangpin staff list 列出编号）"))
			}
			var name, initial string
			err := a.do(c.Context(), func(o *office.Office, tx *pg.Tx) (err error) {
				name, initial, err = renew(c.Context(), o, tx, member, login)
				return err
			})
			if err != nil {
				return err
			}
			printInitial(c.OutOrStdout(), name, initial)
			return nil
		},
	}
	a.staffFlags(c)
	c.Flags().Int64Var(&member, "of", 0, "为谁办理：人员编号")
	c.Flags().StringVar(&login, "login", "", "首次发放时的登录名；不写则取姓名的拼音")
	return c
}

// renew gives a member a new initial password, and a login name to one who has none yet.
func renew(ctx context.Context, o *office.Office, tx *pg.Tx, member int64, login string) (name, initial string, err error) {
	logins, err := signin.Logins(ctx, tx)
	if err != nil {
		return "", "", err
	}
	if had, ok := logins[member]; ok {
		initial, err = doorOf(o).Reset(ctx, tx, member)
		return had.Name, initial, err
	}
	return doorOf(o).Issue(ctx, tx, member, login)
}
