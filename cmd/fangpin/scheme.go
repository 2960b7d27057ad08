package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/policy"
	"fangpin/scheme"
)

// schemeCommand is what a person does with a scheme file before it is proposed.
func schemeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "scheme",
		Short: "理赔方案",
		Args:  known,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:   "check 方案.yaml",
		Short: "检查理赔方案，逐行指出错误",
		Args:  oneFile,
		RunE:  func(c *cobra.Command, args []string) error { return checkScheme(c.OutOrStdout(), args[0]) },
	})
	return c
}

// checkScheme prints the warnings and, for a scheme that holds, what it is; its mistakes are the refusal.
func checkScheme(w io.Writer, path string) error {
	s, err := readScheme(path, policy.Read)
	if m, ok := errors.AsType[*scheme.Malformed](err); ok {
		printNotes(w, m.Warnings)
	}
	if err != nil {
		return err
	}
	printNotes(w, s.Notes)
	titles := make([]string, len(s.Categories))
	for i, c := range s.Categories {
		titles[i] = scheme.Title(c.Key)
	}
	fmt.Fprintf(w, "方案无误：%s，县 %s，保单年度 %s，%d 类农户，理赔类别：%s\n指纹 %s\n",
		s.Name, s.County, s.Term, len(s.Classes), strings.Join(titles, "、"), s.Hash())
	return nil
}

func printNotes(w io.Writer, notes []scheme.Note) {
	for _, n := range notes {
		fmt.Fprintln(w, "提示 "+n.String())
	}
}

// readScheme reads a scheme file in one of the ways of reading it; whatever is wrong with it is a refusal naming every line.
func readScheme(path string, read func([]byte) (*scheme.Scheme, error)) (*scheme.Scheme, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Invalidf("读不到方案文件 %s，请核对路径：%w", path, err)
	}
	s, err := read(src)
	if err != nil {
		return nil, fault.Invalidf("%w", err)
	}
	return s, nil
}
