// Command fangpin runs a county's anti-poverty insurance (防贫保): from the departments' reports to books that verify.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/office"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // told a second time, it ends at once
	os.Exit(exitCode(run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// run is the whole program, for main and for tests.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	root := &cobra.Command{
		Use:               "fangpin",
		Short:             "防贫保：从部门月报到可核验的账",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              known,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(
		archiveCommand(),
		backupCommand(),
		calcCommand(),
		checkpointCommand(),
		clockCommand(),
		countyCommand(),
		demoCommand(),
		drillCommand(),
		exportCommand(),
		gateCommand(),
		leadCommand(),
		ledgerCommand(),
		migrateCommand(),
		periodCommand(),
		procedureCommand(),
		reportCommand(),
		restoreCommand(),
		rosterCommand(),
		sampleCommand(),
		schemeCommand(),
		serveCommand(),
		staffCommand(),
		traceCommand(),
		verifyCommand(),
		versionCommand(),
	)
	inChinese(root)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage(fmt.Errorf("%s，%s --help 列出全部选项", mistake(err), c.CommandPath()))
	})
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

// known refuses a word that is no command.
func known(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("没有“%s”这个命令，fangpin help 列出全部命令", args[0]))
	}
	return nil
}

// mistyped is a command line that was typed wrongly.
type mistyped struct{ error }

func (m mistyped) Unwrap() error { return m.error }

// usage marks err as the typist's: exit 2.
func usage(err error) error { return mistyped{err} }

// errSaid is a refusal whose reasons are on stdout already: exit 1 and nothing more.
var errSaid = errors.New("said")

// exitCode prints the reason on stderr and chooses the code: 0 done, 1 refused, 2 typed wrongly.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	if m, ok := errors.AsType[mistyped](err); ok {
		fmt.Fprintf(stderr, "用法有误：%s\n", m)
		return 2
	}
	switch {
	case errors.Is(err, errSaid), errors.Is(err, office.ErrUnproved):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "已中断，未完成的一步没有生效")
	case fault.KindOf(err) != fault.Internal:
		fmt.Fprintln(stderr, fault.Message(err))
	default:
		fmt.Fprintf(stderr, "%s。技术信息：%s\n", fault.Message(err), err)
	}
	return 1
}
