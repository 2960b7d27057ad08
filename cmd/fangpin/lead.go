package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/monitoring"
)

// leadCommand is what is done with lists of families at risk (线索名单).
func leadCommand() *cobra.Command {
	c := &cobra.Command{Use: "lead", Short: "监测线索：村级摸排、群众反映、保险机构、市级名单", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(leadImportCommand(), leadTemplateCommand())
	return c
}

func leadImportCommand() *cobra.Command {
	var a acting
	var source, agency string
	c := &cobra.Command{
		Use:   "import --county 410602 --by 编号 --source 来源 名单.xlsx",
		Short: "导入线索名单：有一处错误则整份不导入，逐格列出",
		Args:  oneFile,
		RunE: func(c *cobra.Command, args []string) error {
			return importNames(c.Context(), a, monitoring.Teller{Source: monitoring.Source(source), As: agency}, args[0], c.OutOrStdout())
		},
	}
	a.staffFlags(c)
	c.Flags().StringVar(&source, "source", "", "来源："+sourcesOf())
	c.Flags().StringVar(&agency, "agency", "", "部门名单：哪个部门的，如 残联")
	return c
}

// sourcesOf names the sources that tell by a list.
func sourcesOf() string {
	var said []string
	for _, s := range monitoring.NamedSources() {
		said = append(said, string(s)+" "+s.Title())
	}
	return strings.Join(said, "、")
}

func importNames(ctx context.Context, a acting, from monitoring.Teller, path string, w io.Writer) error {
	if err := a.named(true); err != nil {
		return err
	}
	if from.Source == "" {
		return usage(errors.New("要写明来源：--source，" + sourcesOf()))
	}
	list, err := readNames(ctx, path)
	if err != nil {
		return err
	}
	found := list.Defects
	if len(found) == 0 {
		err = a.look(ctx, true, func(o *office.Office, tx *pg.Tx) (err error) {
			_, found, err = monitoring.Identify(ctx, tx, o.Keys, from, list)
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(found) > 0 {
		for _, d := range found {
			fmt.Fprintln(w, d)
		}
		fmt.Fprintf(w, "共 %d 处错误，未导入；请改正后重新导入\n", len(found))
		return errSaid
	}
	var leads monitoring.Leads
	err = a.do(ctx, func(o *office.Office, tx *pg.Tx) error {
		leads, err = monitoring.ImportNames(ctx, tx, o.Keys, from, list)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "已登记线索：新增监测事项 %d 户，并入已有事项 %d 户；未填写的 %d 行未登记\n", len(leads.Begun), len(leads.Joined), list.Blank)
	return nil
}

func readNames(ctx context.Context, path string) (list monitoring.NameList, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return list, fault.NotFoundf("没有“%s”这个文件，请核对路径", path)
	}
	if err != nil {
		return list, fmt.Errorf("open list: %w", err)
	}
	defer office.Closing(f, &err)
	about, err := f.Stat()
	if err != nil {
		return list, fmt.Errorf("open list: %w", err)
	}
	if about.IsDir() {
		return list, fault.Invalidf("“%s”是文件夹，请给出一个 .xlsx 或 .csv 文件", path)
	}
	return monitoring.ReadNames(ctx, f, about.Size(), about.Name(), calendar.DateOf(time.Now()))
}

func leadTemplateCommand() *cobra.Command {
	var a acting
	var village string
	c := &cobra.Command{
		Use:   "template --county 410602 --by 编号 --village 410602100228 名单.xlsx",
		Short: "写出一个村的摸排名单模板：本村各户一行，填写的行才上报",
		Args:  oneFile,
		RunE: func(c *cobra.Command, args []string) (err error) {
			id, err := strconv.ParseInt(village, 10, 64)
			if err != nil || len(village) != 12 {
				return usage(errors.New("要写明村：--village，十二位区划代码"))
			}
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if errors.Is(err, fs.ErrExist) {
				return fault.Conflictf("已有“%s”这个文件，请换一个文件名", args[0])
			}
			if err != nil {
				return fmt.Errorf("create template: %w", err)
			}
			defer office.Closing(f, &err)
			return a.look(c.Context(), true, func(_ *office.Office, tx *pg.Tx) error {
				return monitoring.NamesTemplate(c.Context(), tx, id, f)
			})
		},
	}
	a.staffFlags(c)
	c.Flags().StringVar(&village, "village", "", "村的十二位区划代码")
	return c
}
