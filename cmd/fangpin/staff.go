package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/internal/staff"
	"fangpin/internal/who"
)

func staffCommand() *cobra.Command {
	c := &cobra.Command{Use: "staff", Short: "人员与角色", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(staffAddCommand(), staffListCommand())
	return c
}

func staffAddCommand() *cobra.Command {
	var a acting
	var m staff.Member
	var role string
	c := &cobra.Command{
		Use:   "add --county 410602 --by 编号 --name 王芳 --role clerk",
		Short: "新增人员；一县的首位须为 system_admin，由本人登记，不写 --by",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if m.Name == "" || role == "" {
				return usage(errors.New("--name 和 --role 都要写"))
			}
			m.Role = who.Role(role)
			p, err := addStaff(c.Context(), a, m)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "已新增：%s，%s，编号 %d\n", p.Name, p.Role.Title(), p.ID)
			return nil
		},
	}
	a.staffFlags(c)
	c.Flags().StringVar(&m.Name, "name", "", "姓名")
	c.Flags().StringVar(&role, "role", "", "角色，如 clerk（县经办）、adjuster（查勘员）、township（乡镇经办）")
	c.Flags().StringVar(&m.Division, "division", "", "乡镇、村人员所属的十二位区划代码；县级人员不写")
	c.Flags().StringVar(&m.Agency, "agency", "", "部门报送员所在部门，如 医保局")
	return c
}

// addStaff takes a member on. Without --by it opens the office, for which nobody may be on the staff yet.
func addStaff(ctx context.Context, a acting, m staff.Member) (p who.Person, err error) {
	if a.by == 0 && m.Role == who.SystemAdmin {
		return openStaff(ctx, a, m.Name)
	}
	err = a.do(ctx, func(_ *office, tx *pg.Tx) error {
		p, err = staff.Add(ctx, tx, m)
		return err
	})
	return p, err
}

func openStaff(ctx context.Context, a acting, name string) (p who.Person, err error) {
	if err := a.named(false); err != nil {
		return p, err
	}
	o, err := openOffice(ctx, a.dir)
	if err != nil {
		return p, err
	}
	defer closing(o, &err)
	if err := o.knows(ctx, a.county); err != nil {
		return p, err
	}
	p = staff.Opener(a.county, name)
	return p, deed.Do(ctx, o.DB, p, func(tx *pg.Tx) error { return staff.Open(ctx, tx) })
}

func staffListCommand() *cobra.Command {
	var a acting
	c := &cobra.Command{
		Use:   "list --county 410602",
		Short: "列出在册人员",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.look(c.Context(), false, func(_ *office, tx *pg.Tx) error {
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
	align(w, rows)
	fmt.Fprintf(w, "共 %d 人\n", len(people))
}
