package main

import "github.com/spf13/cobra"

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
