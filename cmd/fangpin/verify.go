package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"fangpin/audit"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// shown is how many findings of one check are printed; the rest are counted.
const shown = 10

func verifyCommand() *cobra.Command {
	var dir, county string
	var carried carried
	c := &cobra.Command{
		Use:   "verify [--county 410602 | --bundle FILE [--key FILE] [--note FILE]]",
		Short: "核验：不信任系统写下的任何结果，逐项重新推算，指出不符之处",
		Args:  noMore,
	}
	here := inOffice(&dir, func(c *cobra.Command, o *office) error { return o.verify(c.Context(), county, c.OutOrStdout()) })
	c.RunE = func(c *cobra.Command, args []string) error {
		if carried.bundle != "" && (county != "" || c.Flags().Changed("dir")) {
			return usage(fault.Invalidf("核验证据包不用数据库，--bundle 不与 --county、--dir 一起用"))
		}
		if carried.bundle != "" {
			return carried.verify(c.Context(), c.OutOrStdout())
		}
		if carried.key != "" || len(carried.notes) > 0 {
			return usage(fault.Invalidf("--key 和 --note 与 --bundle 一起用"))
		}
		return here(c, args)
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&county, "county", "", "核验哪个县（区）；不写则核验全部（需建表账号）")
	c.Flags().StringVar(&carried.bundle, "bundle", "", "不用数据库，核验这个证据包")
	c.Flags().StringVar(&carried.key, "key", "", "另行取得的公钥文件（checkpoint.pub）；不写则用证据包自带的")
	c.Flags().StringArrayVar(&carried.notes, "note", nil, "另行保存的检查点文件，可写多次")
	return c
}

// verify derives one county again, or every county that has an office; it ends with errSaid if anything does not hold.
func (o *office) verify(ctx context.Context, only string, w io.Writer) error {
	counties, err := o.chosen(ctx, only)
	if err != nil {
		return err
	}
	var said error
	for _, county := range counties {
		err := o.verifyCounty(ctx, county, w)
		if err != nil && !errors.Is(err, errSaid) {
			return err
		}
		said = errors.Join(said, err)
	}
	return said
}

// chosen is one county, which must have an office here, or all that have one.
func (o *office) chosen(ctx context.Context, only string) ([]string, error) {
	if only != "" {
		return []string{only}, o.knows(ctx, only)
	}
	return o.place.counties(ctx)
}

// counties lists those that have an office.
func (p *place) counties(ctx context.Context) (counties []string, err error) {
	owner, err := pg.Open(ctx, p.owner)
	if err != nil {
		return nil, err
	}
	defer closing(owner, &err)
	if err := owner.SelectContext(ctx, &counties, `SELECT county FROM office ORDER BY county`); err != nil {
		return nil, fmt.Errorf("list counties: %w", err)
	}
	if len(counties) == 0 {
		return nil, fault.NotFoundf("没有查到已开设的县（区），请用 --county 写明代码，如 --county 410602")
	}
	return counties, nil
}

// verifyCounty derives one county again from its database.
func (o *office) verifyCounty(ctx context.Context, county string, w io.Writer) error {
	trust := audit.Trust{Notes: o.place.notes(), Files: func(sha []byte) error { return o.whole(ctx, sha) }}
	switch key, err := deed.Verifier(string(o.KeyDir)); {
	case err == nil:
		trust.Keys = []note.Verifier{key}
	case !errors.Is(err, fs.ErrNotExist): // before the first checkpoint there is no key
		return err
	}
	return judged(w, county, audit.Verify(ctx, o.DB, county, trust))
}

// judged prints a line for each check, and below it what does not hold.
func judged(w io.Writer, county string, checks iter.Seq2[audit.Check, error]) error {
	broken := 0
	for check, err := range checks {
		if err != nil {
			return err
		}
		broken += len(check.Found)
		printCheck(w, check)
	}
	if broken > 0 {
		fmt.Fprintf(w, "%s 核验不通过：%d 处不符\n", county, broken)
		return errSaid
	}
	fmt.Fprintf(w, "%s 核验通过：每一项都由原始记录重新推算，结果一致\n", county)
	return nil
}

// whole reads a file of the archive to its end, which compares its hash.
func (o *office) whole(ctx context.Context, sha []byte) (err error) {
	f, err := o.Archive.Get(ctx, sha)
	if err != nil {
		return err
	}
	defer closing(f, &err)
	_, err = io.Copy(io.Discard, f)
	return err
}

func printCheck(w io.Writer, c audit.Check) {
	verdict := "一致"
	if len(c.Found) > 0 {
		verdict = fmt.Sprintf("不符 %d 处", len(c.Found))
	}
	fmt.Fprintf(w, "  %s（%d 项）：%s\n", c.Name, c.Looked, verdict)
	for i, f := range c.Found {
		if i == shown {
			fmt.Fprintf(w, "    …… 另有 %d 处\n", len(c.Found)-shown)
			break
		}
		fmt.Fprintf(w, "    %s\n", f)
	}
}

// notes is where checkpoints are kept outside the database.
func (p *place) notes() string { return filepath.Join(p.dir, "checkpoints") }
