package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/procedure"
)

// procedureCommand is what a person does with a procedure file before a county works by it.
func procedureCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "procedure",
		Short: "防止返贫监测帮扶程序",
		Args:  known,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(procedureCheckCommand(), procedureRunCommand(), procedureWindowCommand())
	return c
}

func procedureCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check 程序.yaml",
		Short: "检查监测帮扶程序，逐行指出错误",
		Args:  oneFile,
		RunE:  func(c *cobra.Command, args []string) error { return checkProcedure(c.OutOrStdout(), args[0]) },
	}
}

// checkProcedure prints the warnings of a procedure that holds, and what it is; its mistakes are the refusal.
func checkProcedure(w io.Writer, path string) error {
	p, err := readProcedure(path)
	if err != nil {
		return err
	}
	printNotes(w, p.Notes)
	fmt.Fprintf(w, "程序无误：%s，县 %s，有效期 %s\n纳入：%s\n", p.Name, p.County, p.Term, stepTitles(p.Enter))
	if p.Clear != nil {
		fmt.Fprintf(w, "消除：%s\n", stepTitles(p.Clear.Steps))
	}
	fmt.Fprintf(w, "指纹 %s\n", p.Hash())
	return nil
}

func stepTitles(stages []procedure.Stage) string {
	titles := make([]string, len(stages))
	for i, s := range stages {
		titles[i] = s.Step.Title()
	}
	return strings.Join(titles, "、")
}

// readProcedure reads a procedure file; whatever is wrong with it is a refusal naming every line.
func readProcedure(path string) (*procedure.Procedure, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Invalidf("读不到程序文件 %s，请核对路径：%w", path, err)
	}
	p, mistakes := procedure.Read(src)
	if len(mistakes) > 0 {
		lines := make([]string, len(mistakes))
		for i, m := range mistakes {
			lines[i] = m.String()
		}
		return nil, fault.Invalidf("%s", strings.Join(lines, "\n"))
	}
	return p, nil
}

// procedureFlags are what run and window need: a procedure, and a day.
type procedureFlags struct{ path, on string }

func (f *procedureFlags) add(c *cobra.Command, day string) {
	c.Flags().StringVar(&f.path, "procedure", "", "监测帮扶程序（YAML）")
	c.Flags().StringVar(&f.on, "on", "", day)
}

func (f *procedureFlags) read(c *cobra.Command) (*procedure.Procedure, calendar.Date, error) {
	if f.path == "" || f.on == "" {
		return nil, 0, usage(fmt.Errorf("缺少 --procedure 或 --on，例：%s", c.UseLine()))
	}
	on, err := procedure.ParseDay(f.on)
	if err != nil {
		return nil, 0, usage(fault.Invalidf("--on：%s", fault.Message(err)))
	}
	p, err := readProcedure(f.path)
	return p, on, err
}

func procedureWindowCommand() *cobra.Command {
	var flags procedureFlags
	c := &cobra.Command{
		Use:   "window --procedure 程序.yaml --on 2024-05-13",
		Short: "入户核查当日，家庭收入从哪天算到哪天",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			p, on, err := flags.read(c)
			if err != nil {
				return err
			}
			from, to := p.Window(on)
			fmt.Fprintln(c.OutOrStdout(), from, to)
			return nil
		},
	}
	flags.add(c, "入户核查的日期，如 2024-05-13")
	return c
}
