package main

import (
	"github.com/spf13/cobra"

	"fangpin/internal/office"
)

// inOffice is a command's work in the office at dir, which is opened before it and closed after it.
func inOffice(dir *string, work func(*cobra.Command, *office.Office) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) (err error) {
		o, err := office.Open(c.Context(), *dir)
		if err != nil {
			return err
		}
		defer office.Closing(o, &err)
		return work(c, o)
	}
}

// dirFlag is the --dir of every command that opens an office.
func dirFlag(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "dir", office.DefaultDir, "数据目录：密钥、附件和自带数据库都在其中")
}
