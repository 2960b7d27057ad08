package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"fangpin/internal/area"
	"fangpin/internal/columns"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/shown"
	"fangpin/registry"
)

func rosterCommand() *cobra.Command {
	c := &cobra.Command{Use: "roster", Short: "花名册：户、人、标签、账户", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(rosterImportCommand(), rosterConfirmCommand())
	return c
}

func rosterImportCommand() *cobra.Command {
	var a acting
	c := &cobra.Command{
		Use:   "import --county 410602 --by 编号 花名册.xlsx",
		Short: "导入花名册：有一处错误则整份不导入，逐格列出",
		Args:  oneFile,
		RunE: func(c *cobra.Command, args []string) error {
			return importRoster(c.Context(), a, args[0], c.OutOrStdout())
		},
	}
	a.staffFlags(c)
	return c
}

func importRoster(ctx context.Context, a acting, path string, w io.Writer) error {
	if err := a.named(true); err != nil {
		return err
	}
	roster, err := readRoster(ctx, path, a.county)
	if err != nil {
		return err
	}
	for _, d := range roster.Defects {
		fmt.Fprintln(w, d)
	}
	lines, err := roster.Whole()
	if err != nil {
		fmt.Fprintf(w, "共 %d 处错误，未导入；请改正后重新导入\n", len(roster.Defects))
		return errSaid
	}
	var e registry.Enrolment
	err = a.do(ctx, func(o *office.Office, tx *pg.Tx) error {
		e, err = registry.Enrol(ctx, tx, o.Keys, lines)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "已导入 %d 户 %d 人，户标签 %d 个，新增村和自然村 %d 处\n", e.Households, e.Persons, e.Labels, e.Places)
	fmt.Fprintf(w, "账户 %d 个，待另一位县经办复核：fangpin roster confirm\n", e.Accounts)
	return nil
}

func readRoster(ctx context.Context, path, county string) (roster registry.Roster, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return roster, fault.NotFoundf("没有“%s”这个文件，请核对路径", path)
	}
	if err != nil {
		return roster, fmt.Errorf("open roster: %w", err)
	}
	defer office.Closing(f, &err)
	about, err := f.Stat()
	if err != nil {
		return roster, fmt.Errorf("open roster: %w", err)
	}
	if about.IsDir() {
		return roster, fault.Invalidf("“%s”是文件夹，请给出一个 .xlsx 或 .csv 文件", path)
	}
	return registry.ReadRoster(ctx, f, about.Size(), about.Name(), county, area.Published())
}

func rosterConfirmCommand() *cobra.Command {
	var a acting
	var yes bool
	var seen, code string
	c := &cobra.Command{
		Use:   "confirm --county 410602 --by 编号 [--yes [--seen 校验码]]",
		Short: "复核他人录入的账户：先列出供核对，加 --yes 才确认",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if !yes {
				return a.lookAround(c.Context(), func(o *office.Office, tx *pg.Tx) error {
					return listUnconfirmed(c.Context(), tx, o.Keys, c.OutOrStdout())
				})
			}
			confirmed := 0
			err := a.knock(c.Context(), func(o *office.Office, tx *pg.Tx) (err error) {
				by := typed(&signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP()}, code)
				confirmed, err = confirmAll(c.Context(), tx, shown.Rows(seen), by)
				return err
			})
			if err == nil {
				fmt.Fprintf(c.OutOrStdout(), "已复核账户 %d 个\n", confirmed)
			}
			return err
		},
	}
	a.staffFlags(c)
	c.Flags().StringVar(&seen, "seen", "", "核对时列出的校验码：其后又有变化的，不确认")
	c.Flags().StringVar(&code, "code", "", "复核人手机验证器上的六位数字：签名用；不写则签名时询问（本县准许县经办用动态口令签名的；否则在网页上用通行密钥复核）")
	c.Flags().BoolVar(&yes, "yes", false, "已逐户核对，全部确认")
	return c
}

// listUnconfirmed prints what waits for the acting person, numbers masked.
func listUnconfirmed(ctx context.Context, tx *pg.Tx, keys *secret.Keys, w io.Writer) error {
	ids, err := registry.Unconfirmed(ctx, tx)
	if err != nil {
		return err
	}
	accounts, err := registry.Accounts(ctx, tx, ids)
	if err != nil {
		return err
	}
	holders := make([]int64, 0, len(accounts))
	for _, id := range ids {
		holders = append(holders, accounts[id].Person)
	}
	people, err := registry.Find(ctx, tx, registry.Filter{IDs: pg.Only(holders)})
	if err != nil {
		return err
	}
	names := make(map[int64]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	rows := [][]string{{"姓名", "开户行", "账号"}}
	for _, id := range ids {
		number, err := accounts[id].Plain(keys, tx.County)
		if err != nil {
			return err
		}
		rows = append(rows, []string{names[accounts[id].Person], accounts[id].Bank, secret.Mask(secret.Account, number)})
	}
	columns.Print(w, rows)
	fmt.Fprintf(w, "共 %d 个账户待复核；核对无误后加 --yes --seen %s 确认\n", len(ids), shown.Of(ids))
	return nil
}

// confirmAll confirms what the list showed. Without its code it confirms what waits now: whoever leaves out both has looked elsewhere, on the
// pages or in the roster itself, and scripts that say --yes alone are older than the code.
func confirmAll(ctx context.Context, tx *pg.Tx, seen shown.Rows, by signing.Signer) (int, error) {
	ids, err := registry.Unconfirmed(ctx, tx)
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, fault.Conflictf("没有待您复核的账户（本人录入的、本人或同户家人的，须由另一位县经办复核）")
	}
	if seen != "" {
		return registry.ConfirmAll(ctx, tx, 0, seen, by)
	}
	return len(ids), registry.ConfirmAccounts(ctx, tx, ids, by)
}
