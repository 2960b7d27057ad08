package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fangpin/internal/columns"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

func staffCommand() *cobra.Command {
	c := &cobra.Command{Use: "staff", Short: "人员、角色与登录", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(staffOpenCommand(), staffAddCommand(), staffPasswordCommand(), staffGrantCommand(), staffListCommand(), staffRecoverCommand())
	return c
}

func staffAddCommand() *cobra.Command {
	var a acting
	asked := grant.Asked{What: grant.Member}
	var role, code string
	c := &cobra.Command{
		Use:   "add --county 410602 --by 编号 --name 王芳 --role clerk --no 工号 --unit 单位 --phone 手机号 --reason 理由",
		Short: "申请新增人员（系统管理员或安全管理员），由另一类管理员批准；一县最初的两名管理员用 staff open",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked.Member.Name == "" || role == "" {
				return usage(errors.New("--name 和 --role 都要写"))
			}
			if err := a.named(true); err != nil {
				return err
			}
			id, err := answer("FANGPIN_ID_NUMBER", "新增人员的身份证号", false)
			if err != nil {
				return err
			}
			asked.Member.Role, asked.IDNumber = who.Role(role), id
			return propose(c, a, asked, code)
		},
	}
	a.staffFlags(c)
	signingFlag(c, &code)
	c.Flags().StringVar(&asked.Member.Name, "name", "", "姓名")
	c.Flags().StringVar(&role, "role", "", "角色："+roleCodes())
	c.Flags().StringVar(&asked.Member.Division, "division", "", "乡镇、村人员所属的十二位区划代码；县级人员不写")
	c.Flags().StringVar(&asked.Member.Agency, "agency", "", "部门报送员所在部门，如 医保局")
	c.Flags().StringVar(&asked.Login, "login", "", "登录名，小写字母和数字；不写则取姓名的拼音")
	c.Flags().StringVar(&asked.No, "no", "", "工号")
	c.Flags().StringVar(&asked.Unit, "unit", "", "单位")
	c.Flags().StringVar(&asked.Phone, "phone", "", "手机号")
	c.Flags().StringVar(&asked.Reason, "reason", "", "申请理由，如 调入")
	c.Flags().BoolVar(&asked.Namesake, "namesake", false, "已核对：与在岗的同名人员不是同一人")
	return c
}

// signingFlag asks for a code to sign with.
func signingFlag(c *cobra.Command, code *string) {
	c.Flags().StringVar(code, "code", "", "经办人手机验证器上的下一个六位数字：须签名的事项用（本县准许管理员用动态口令签名的；否则在网页上用通行密钥办理）")
}

// roleCodes are the roles as the flag takes them.
func roleCodes() string {
	roles := make([]string, len(who.Roles()))
	for i, r := range who.Roles() {
		roles[i] = fmt.Sprintf("%s（%s）", string(r), r.Title())
	}
	return strings.Join(roles, "、")
}

// propose asks for a right and tells the proposer's half code, once.
func propose(c *cobra.Command, a acting, asked grant.Asked, code string) error {
	var id int64
	var half signin.Half
	err := a.do(c.Context(), func(o *office.Office, tx *pg.Tx) (err error) {
		id, half, err = grant.Propose(c.Context(), tx, o.Keys, asked, typed(doorOf(o), code))
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "已提出：%s，授权编号 %d，待另一类管理员批准\n", asked.What.Title(), id)
	printHalf(c.OutOrStdout(), "一", half)
	return nil
}

// printHalf tells a half code, once: nobody can read it again.
func printHalf(w io.Writer, which string, half signin.Half) {
	if half != "" {
		fmt.Fprintf(w, "启用码第%s段：%s（只显示这一次，请当面交给本人，不要交给另一位管理员）\n", which, half)
	}
}

func staffGrantCommand() *cobra.Command {
	var a acting
	var id int64
	var code string
	c := &cobra.Command{
		Use:   "grant --county 410602 --by 编号 --of 授权编号 --code 动态口令",
		Short: "批准另一类管理员提出的授权（网页“授权”可见全部内容）",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if id == 0 {
				return usage(errors.New("要写明批准哪一份：--of 授权编号"))
			}
			var g grant.Grant
			var half signin.Half
			err := a.knock(c.Context(), func(o *office.Office, tx *pg.Tx) (err error) {
				if g, err = grant.Get(c.Context(), tx, id); err != nil {
					return err
				}
				number := ""
				if g.Tag != nil {
					if number, err = answer("FANGPIN_ID_NUMBER", "对照本人身份证再填一遍身份证号", false); err != nil {
						return err
					}
				}
				half, err = grant.Confirm(c.Context(), tx, doorOf(o), id, number, typed(doorOf(o), code))
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "已批准：%s，%s，%s，编号 %d\n", g.What.Title(), g.Name, g.Role.Title(), g.Staff)
			if g.Login != "" {
				fmt.Fprintf(c.OutOrStdout(), "登录名：%s\n", g.Login)
			}
			printHalf(c.OutOrStdout(), "二", half)
			return nil
		},
	}
	a.staffFlags(c)
	c.Flags().Int64Var(&id, "of", 0, "授权编号")
	signingFlag(c, &code)
	return c
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
