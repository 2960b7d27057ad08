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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
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
		Args:              cobra.NoArgs,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(
		calcCommand(),
		periodCommand(),
		sampleCommand(),
		schemeCommand(),
	)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

// errUsage marks a command line that was typed wrongly.
var errUsage = errors.New("usage")

// usage marks err as the typist's: exit 2.
func usage(err error) error { return fmt.Errorf("%w: %w", errUsage, err) }

// errSaid is a refusal whose reasons are on stdout already: exit 1 and nothing more.
var errSaid = errors.New("said")

// exitCode prints the reason on stderr and chooses the code: 0 done, 1 refused, 2 typed wrongly.
func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errSaid):
		return 1
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "用法有误：", err)
		return 2
	case fault.KindOf(err) != fault.Internal:
		fmt.Fprintln(stderr, fault.Message(err))
		return 1
	default:
		fmt.Fprintln(stderr, "出错：", err)
		return 1
	}
}
