package archive

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/secret"
)

// Kind is what a file was stored as. The same content may have been stored as several.
type Kind string

const (
	Report    Kind = "report"    // a department's month
	Answer    Kind = "answer"    // a bank's
	BankPaper Kind = "bank"      // what the bank says of a contradiction
	Voucher   Kind = "voucher"   // of the bank, for what was received
	Posting   Kind = "posting"   // a photo of a notice on its wall
	Evidence  Kind = "evidence"  // of an adjuster's finding
	WatchFile Kind = "watch"     // of a watch: photos, papers, minutes, what was put right
	Objection Kind = "objection" // by which an objection was decided
	Names     Kind = "names"     // a list of names that becomes leads
)

// kindTitles are the kinds as people say them.
var kindTitles = map[Kind]string{
	Report: "月报", Answer: "银行回盘", BankPaper: "银行证明", Voucher: "银行回单", Posting: "张贴照片", Evidence: "查勘佐证", WatchFile: "监测帮扶佐证", Objection: "异议佐证", Names: "线索名单",
}

// kindOf is as which the file was stored that a row of a table answers for.
var kindOf = map[string]Kind{
	"report": Report, "answer": Answer, "resolution": BankPaper, "reconciliation": BankPaper, "premium": Voucher, "posting": Posting, "evidence": Evidence, "watch_file": WatchFile, "evaluation": WatchFile,
	"rectification_done": WatchFile, "referral_answer": WatchFile, "objection_file": Objection,
}

// Keep stores a file as a kind: beside it lies a mark that says so, sealed and at an address that tells nothing.
func (a *Archive) Keep(ctx context.Context, kind Kind, r io.Reader) (File, error) {
	file, err := a.Put(ctx, r)
	if err != nil {
		return file, err
	}
	at := a.mark(kind, file.SHA256)
	there, err := a.renew(at)
	if err != nil || there {
		return file, err
	}
	return file, a.Write(ctx, at, func(w io.Writer) error {
		sealed, err := a.keys.Encrypt(w, at)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(sealed, string(kind)); err != nil {
			return err
		}
		return sealed.Close()
	})
}

// mark is where it lies that a content was stored as a kind.
func (a *Archive) mark(kind Kind, sha []byte) string {
	tag := hex.EncodeToString(a.keys.Tag(secret.File, "kind/"+string(kind)+"/"+hex.EncodeToString(sha)))
	return tag[:2] + "/" + tag[2:]
}

// Fits says why the file of a content is not one that a row of a table answers for: it was stored as something else alone. One that was stored before files
// were marked has no kind, which marked tells.
func (a *Archive) Fits(table string, sha []byte) (marked bool, err error) {
	want, ok := kindOf[table]
	if !ok {
		return false, fmt.Errorf("archive: rows of %s answer for no kind of file", table)
	}
	var as []Kind
	for kind := range kindTitles {
		there, err := a.has(a.mark(kind, sha))
		if err != nil {
			return false, err
		}
		if there {
			as = append(as, kind)
		}
	}
	if len(as) == 0 || slices.Contains(as, want) {
		return len(as) > 0, nil
	}
	slices.Sort(as)
	return true, fault.Conflictf("应为%s，存入时是%s", kindTitles[want], kindTitles[as[0]])
}
