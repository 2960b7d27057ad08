package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageText is cobra's usage, in the language of those who read it.
const usageText = `用法：{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} 命令{{end}}{{if .HasAvailableSubCommands}}

命令：{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

选项：
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

“{{.CommandPath}} 命令 --help”看每个命令的说明。{{end}}
`

// mistake says in Chinese what is wrong with a flag.
func mistake(err error) string {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return fmt.Sprintf("没有“%s”这个选项", e.GetSpecifiedName())
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Sprintf("选项“%s”后面要写值", e.GetSpecifiedName())
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Sprintf("选项“%s”的值“%s”写错了", e.GetFlag().Name, e.GetValue())
	}
	return fmt.Sprintf("选项写错了（%v）", err)
}

// inChinese makes a command and all below it explain themselves in Chinese.
func inChinese(root *cobra.Command) {
	root.SetUsageTemplate(usageText)
	root.SetHelpCommand(&cobra.Command{
		Use:   "help [命令]",
		Short: "显示一个命令的说明",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return known(c, args)
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	})
	root.PersistentFlags().BoolP("help", "h", false, "显示说明")
	withoutFlags(root)
}

// withoutFlags leaves “[flags]” out of the line that shows how a command is written: our own lines say it all.
func withoutFlags(c *cobra.Command) {
	c.DisableFlagsInUseLine = true
	for _, sub := range c.Commands() {
		withoutFlags(sub)
	}
}
