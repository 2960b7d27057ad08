package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/reports"
)

// reportCommand is what is done with one department's report (月报).
func reportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "report",
		Short: "部门月报",
		Args:  known,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(reportCheckCommand())
	return c
}

// reportCheckCommand reads a workbook or CSV without a database and names every bad cell.
func reportCheckCommand() *cobra.Command {
	var agency, month string
	c := &cobra.Command{
		Use:   "check --agency 部门 --month YYYY-MM 文件",
		Short: "检查月报文件：逐格列出错误，不写入数据库",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("请给出一个 .xlsx 或 .csv 文件"))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if agency == "" || month == "" {
				return usage(errors.New("--agency 和 --month 都要给出"))
			}
			return checkReport(c, agency, month, args[0])
		},
	}
	c.Flags().StringVar(&agency, "agency", "", "报送部门，如 医保局")
	c.Flags().StringVar(&month, "month", "", "报送月份，如 2024-09")
	return c
}

// checkReport prints defects, then notes, then the sum of it as a note: whatever does not begin with 提示 is a defect.
func checkReport(c *cobra.Command, agency, month, path string) error {
	m, err := reports.ParseMonth(month)
	if err != nil {
		return usage(err)
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.NotFoundf("没有“%s”这个文件，请核对路径", path)
	}
	if err != nil {
		return fmt.Errorf("open report: %w", err)
	}
	defer file.Close()
	about, err := file.Stat()
	if err != nil {
		return fmt.Errorf("open report: %w", err)
	}
	if about.IsDir() {
		return fault.Invalidf("“%s”是文件夹，请给出一个 .xlsx 或 .csv 文件", path)
	}
	f := reports.File{Agency: agency, Month: m, Name: about.Name(), Data: file, Size: about.Size()}
	var defects []reports.Defect // a file that breaks off has none
	summary, err := reports.Read(c.Context(), f, func(reports.Row) error { return nil }, func(d reports.Defect) { defects = append(defects, d) })
	if err != nil {
		return err
	}
	for _, d := range defects {
		fmt.Fprintln(c.OutOrStdout(), d)
	}
	for _, note := range summary.Notes {
		fmt.Fprintln(c.OutOrStdout(), "提示  "+note)
	}
	fmt.Fprintln(c.OutOrStdout(), "提示  "+summary.String())
	if len(defects) > 0 {
		return errSaid
	}
	return nil
}
