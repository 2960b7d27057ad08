package office

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"fangpin/audit/trace"
	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
)

// shown is how many findings of one check are printed; the rest are counted.
const shown = 10

// ErrUnproved ends a verification by which something does not hold. What does not was printed already.
var ErrUnproved = errors.New("something does not hold")

// Verify derives one county again, or every county that has an office; it ends with ErrUnproved if anything does not hold.
// Root, if any, is the fingerprint that the county's newest root of trust must have.
func (o *Office) Verify(ctx context.Context, only string, root *passkey.Fingerprint, w io.Writer) error {
	counties, err := o.Chosen(ctx, only)
	if err != nil {
		return err
	}
	var said error
	for _, county := range counties {
		err := o.verifyCounty(ctx, county, root, w)
		if err != nil && !errors.Is(err, ErrUnproved) {
			return err
		}
		said = errors.Join(said, err)
	}
	return said
}

// Chosen is one county, which must have an office here, or all that have one.
func (o *Office) Chosen(ctx context.Context, only string) ([]string, error) {
	if only != "" {
		return []string{only}, o.Knows(ctx, only)
	}
	return o.Place.Counties(ctx)
}

// verifyCounty derives one county again from its database.
func (o *Office) verifyCounty(ctx context.Context, county string, root *passkey.Fingerprint, w io.Writer) error {
	trust := verify.Trust{Notes: o.Place.Notes(), Files: func(sha []byte) error { return o.Archive.Check(ctx, sha) }, Secrets: o.Keys, Root: root,
		Original: func(sha []byte) (io.ReadCloser, error) { return o.Archive.Get(ctx, sha) }, Kind: o.Archive.Fits}
	var err error
	if trust.Keys, err = deed.Verifiers(string(o.KeyDir)); err != nil {
		return err
	}
	return Judged(w, county, verify.County(ctx, o.DB, county, trust))
}

// Judged prints a line for each check, and below it what does not hold: then it ends with ErrUnproved.
func Judged(w io.Writer, county string, checks iter.Seq2[verify.Result, error]) error {
	broken, left := 0, 0
	for check, err := range checks {
		if err != nil {
			return err
		}
		broken += len(check.Found)
		if check.Underived {
			left++
		}
		printCheck(w, check)
	}
	if broken > 0 {
		fmt.Fprintf(w, "%s 核验不通过：%d 处不符\n", county, broken)
		return ErrUnproved
	}
	if left > 0 {
		fmt.Fprintf(w, "%s 核验通过：重新推算的各项结果一致；有 %d 项由本程序没有的版本判定，未重新推算，请用生成它的版本核验\n", county, left)
		return nil
	}
	fmt.Fprintf(w, "%s 核验通过：每一项都由原始记录重新推算，结果一致\n", county)
	return nil
}

func printCheck(w io.Writer, c verify.Result) {
	verdict := "一致"
	if c.Underived {
		verdict = "以存证为准"
	}
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
	for i, said := range c.Noted {
		if i == shown {
			fmt.Fprintf(w, "    …… 另有 %d 条\n", len(c.Noted)-shown)
			break
		}
		fmt.Fprintf(w, "    注：%s\n", said)
	}
}

// Trace prints a payment's way back, from the bank's file to a cell of a department's.
func (o *Office) Trace(ctx context.Context, county string, payout int64, w io.Writer) error {
	return o.traced(ctx, county, w, func(tx *pg.Tx) ([]trace.Mark, error) { return trace.Payout(ctx, tx, payout) })
}

// TraceWatch prints a household's way through the watch, from whoever told of it to its release.
func (o *Office) TraceWatch(ctx context.Context, county, household string, w io.Writer) error {
	return o.traced(ctx, county, w, func(tx *pg.Tx) ([]trace.Mark, error) { return trace.Watch(ctx, tx, household) })
}

func (o *Office) traced(ctx context.Context, county string, w io.Writer, follow func(*pg.Tx) ([]trace.Mark, error)) error {
	return pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
		lines, err := follow(tx)
		for _, l := range lines {
			fmt.Fprintln(w, l)
		}
		return err
	})
}
