package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fangpin/internal/columns"
	"fangpin/internal/deed"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

func staffCommand() *cobra.Command {
	c := &cobra.Command{Use: "staff", Short: "人员、角色与登录", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(staffAddCommand(), staffListCommand(), staffPasswordCommand())
	return c
}

// newcomer is a new member with what they sign in with.
type newcomer struct {
	who.Person
	login, initial string
}

func staffAddCommand() *cobra.Command {
	var a acting
	var m staff.Member
	var role, login string
	c := &cobra.Command{
		Use:   "add --county 410602 --by 编号 --name 王芳 --role clerk",
		Short: "新增人员，发放登录名和初始密码；一县的首位须为 system_admin，由本人登记，不写 --by",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if m.Name == "" || role == "" {
				return usage(errors.New("--name 和 --role 都要写"))
			}
			m.Role = who.Role(role)
			n, err := addStaff(c.Context(), a, m, login)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "已新增：%s，%s，编号 %d\n", n.Name, n.Role.Title(), n.ID)
			printInitial(c.OutOrStdout(), n.login, n.initial)
			return nil
		},
	}
	a.staffFlags(c)
	c.Flags().StringVar(&m.Name, "name", "", "姓名")
	c.Flags().StringVar(&role, "role", "", "角色："+roleCodes())
	c.Flags().StringVar(&m.Division, "division", "", "乡镇、村人员所属的十二位区划代码；县级人员不写")
	c.Flags().StringVar(&m.Agency, "agency", "", "部门报送员所在部门，如 医保局")
	c.Flags().StringVar(&login, "login", "", "登录名，小写字母和数字；不写则取姓名的拼音")
	return c
}

// roleCodes are the roles as the flag takes them.
func roleCodes() string {
	roles := make([]string, len(who.Roles()))
	for i, r := range who.Roles() {
		roles[i] = fmt.Sprintf("%s（%s）", string(r), r.Title())
	}
	return strings.Join(roles, "、")
}

// printInitial tells an initial password, once: nobody can read it again.
func printInitial(w io.Writer, login, initial string) {
	fmt.Fprintf(w, "登录名：%s\n初始密码：%s（只显示这一次，请当面交给本人，首次登录须修改）\n", login, initial)
}

// addStaff takes a member on who can sign in. Without --by it opens the office, for which nobody may be on the staff yet.
func addStaff(ctx context.Context, a acting, m staff.Member, login string) (n newcomer, err error) {
	if a.by == 0 && m.Role == who.SystemAdmin {
		return openStaff(ctx, a, m.Name, login)
	}
	err = a.do(ctx, func(o *office.Office, tx *pg.Tx) error {
		if n.Person, err = staff.Add(ctx, tx, m); err != nil {
			return err
		}
		n.login, n.initial, err = doorOf(o).Issue(ctx, tx, n.ID, login)
		return err
	})
	return n, err
}

func openStaff(ctx context.Context, a acting, name, login string) (n newcomer, err error) {
	if err := a.named(false); err != nil {
		return n, err
	}
	o, err := office.Open(ctx, a.dir)
	if err != nil {
		return n, err
	}
	defer office.Closing(o, &err)
	if err := o.Knows(ctx, a.county); err != nil {
		return n, err
	}
	n.Person = staff.Opener(a.county, name)
	return n, deed.Do(ctx, o.DB, n.Person, func(tx *pg.Tx) (err error) {
		if err = staff.Open(ctx, tx); err != nil {
			return err
		}
		n.login, n.initial, err = doorOf(o).Issue(ctx, tx, n.ID, login)
		return err
	})
}

func staffListCommand() *cobra.Command {
	var a acting
	c := &cobra.Command{
		Use:   "list --county 410602",
		Short: "列出在册人员",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.look(c.Context(), false, func(_ *office.Office, tx *pg.Tx) error {
				people, err := staff.Find(c.Context(), tx, staff.Filter{})
				if err == nil {
					printStaff(c.OutOrStdout(), people)
				}
				return err
			})
		},
	}
	a.countyFlags(c)
	return c
}

func printStaff(w io.Writer, people []who.Person) {
	rows := [][]string{{"编号", "姓名", "角色", "区划", "部门"}}
	for _, p := range people {
		rows = append(rows, []string{strconv.FormatInt(p.ID, 10), p.Name, p.Role.Title(), p.Division, p.Agency})
	}
	columns.Print(w, rows)
	fmt.Fprintf(w, "共 %d 人\n", len(people))
}
