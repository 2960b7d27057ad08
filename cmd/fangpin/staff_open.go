package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// founding is what whoever owns the database does with two administrators.
type founding struct {
	acting
	people string // the file that names them
	anyway bool
	verb   func(ctx context.Context, o *office.Office, tx *pg.Tx, two grant.Founders) ([]grant.Founded, error)
	by     func(county string, two grant.Founders) who.Person
}

func staffOpenCommand() *cobra.Command {
	return foundingCommand("open", "登记一县最初的系统管理员和安全管理员各一人（用建表账号，即 MIGRATE_URL）", founding{
		verb: func(ctx context.Context, o *office.Office, tx *pg.Tx, two grant.Founders) ([]grant.Founded, error) {
			return grant.Open(ctx, tx, doorOf(o), two)
		},
		by: func(county string, two grant.Founders) who.Person { return staff.Opener(county, two.System.Name) },
	})
}

func staffRecoverCommand() *cobra.Command {
	return foundingCommand("recover", "没有管理员能批准时，重设系统管理员和安全管理员各一人（用建表账号）；三十天内每个岗位的首页都会显示", founding{
		verb: func(ctx context.Context, o *office.Office, tx *pg.Tx, two grant.Founders) ([]grant.Founded, error) {
			return grant.Recover(ctx, tx, doorOf(o), two)
		},
		by: func(county string, _ grant.Founders) who.Person { return who.Person{County: county} },
	})
}

func foundingCommand(name, short string, f founding) *cobra.Command {
	c := &cobra.Command{
		Use:   name + " --county 410602 --people 管理员.csv",
		Short: short,
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			founded, err := f.found(c.Context())
			if err != nil {
				return err
			}
			for _, p := range founded {
				printFounded(c.OutOrStdout(), p)
			}
			return nil
		},
	}
	f.countyFlags(c)
	if name == "recover" {
		c.Flags().BoolVar(&f.anyway, "anyway", false, "本县还有系统管理员和安全管理员在册，但都不能办理：已核实，仍要重设")
	}
	c.Flags().StringVar(&f.people, "people", "", "两名管理员的 CSV，表头：角色,姓名,工号,身份证号,手机号,单位,登录名")
	return c
}

// found reads who they are and lets the owner's word be one deed.
func (f founding) found(ctx context.Context) (founded []grant.Founded, err error) {
	if err := f.named(false); err != nil {
		return nil, err
	}
	if f.people == "" {
		return nil, usage(errors.New("要写明两名管理员：--people 管理员.csv"))
	}
	two, err := readFounders(f.people)
	if err != nil {
		return nil, err
	}
	two.Anyway = f.anyway
	o, err := office.Open(ctx, f.dir)
	if err != nil {
		return nil, err
	}
	defer office.Closing(o, &err)
	if err := o.Knows(ctx, f.county); err != nil {
		return nil, err
	}
	err = o.Place.Deed(ctx, time.Now, f.by(f.county, two), func(tx *pg.Tx) (err error) {
		founded, err = f.verb(ctx, o, tx, two)
		return err
	})
	return founded, err
}

// printFounded tells both halves of one of them, once, each on a line to be cut off: two people hand them over.
func printFounded(w io.Writer, p grant.Founded) {
	fmt.Fprintf(w, "%s，%s，编号 %d，登录名：%s\n", p.Name, p.Role.Title(), p.ID, p.Login)
	for i, half := range p.Halves {
		fmt.Fprintf(w, "  启用码第%s段：%s\n", []string{"一", "二"}[i], half)
	}
	fmt.Fprintln(w, "  启用码只显示这一次，七天内有效，请当面交给本人；本人在登录页“首次启用或重设密码”自己设定密码")
}

var founderColumns = []string{"角色", "姓名", "工号", "身份证号", "手机号", "单位", "登录名"}

// readFounders reads who the two administrators are.
func readFounders(path string) (two grant.Founders, err error) {
	file, err := os.Open(path)
	if err != nil {
		return two, fault.NotFoundf("打不开文件 %s，请核对路径", path)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.FieldsPerRecord = len(founderColumns)
	rows, err := in.ReadAll()
	if err != nil || len(rows) != 3 || strings.TrimPrefix(strings.Join(rows[0], ","), "\ufeff") != strings.Join(founderColumns, ",") {
		return two, fault.Invalidf("文件 %s 应是 UTF-8 的 CSV，共三行七列，首行为：%s；其余两行为系统管理员和安全管理员", path, strings.Join(founderColumns, ","))
	}
	seen := map[string]bool{}
	for _, cells := range rows[1:] {
		f := grant.Founder{Name: cells[1], Login: cells[6], Particulars: grant.Particulars{No: cells[2], IDNumber: cells[3], Phone: cells[4], Unit: cells[5]}}
		seen[cells[0]] = true
		switch cells[0] {
		case who.SystemAdmin.Title():
			two.System = f
		case who.SecurityAdmin.Title():
			two.Security = f
		}
	}
	if !seen[who.SystemAdmin.Title()] || !seen[who.SecurityAdmin.Title()] {
		return two, fault.Invalidf("文件 %s 的两行，角色须是系统管理员、安全管理员各一人", path)
	}
	return two, nil
}
