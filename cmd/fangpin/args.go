package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// oneFile and noMore are cobra's checks with the exit code of a mistyped line.
func oneFile(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage(fmt.Errorf("要写一个文件，例：%s", c.UseLine()))
	}
	return nil
}

func noMore(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("多出的内容“%s”，可用 %s --help 查看写法", args[0], c.CommandPath()))
	}
	return nil
}
