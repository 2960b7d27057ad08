package claims

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
	"fangpin/reports"
)

// EvidenceKinds are the kinds of evidence that the findings of a category bring, a closed list.
func EvidenceKinds(category string) []string { return slices.Clone(reports.Serving(category).Evidence) }

// scanned is how a title tells a PDF.
const scanned = "（电子文件）"

// Title is the evidence's kind as it is shown and sealed, which tells a PDF.
func (e Evidence) Title() string {
	if e.PDF {
		return e.Kind + scanned
	}
	return e.Kind
}

// EvidenceOf reads a title again.
func EvidenceOf(title string, file [sha256.Size]byte) Evidence {
	kind, pdf := strings.CutSuffix(title, scanned)
	return Evidence{Kind: kind, PDF: pdf, File: file}
}

// Keep puts a file into the archive and answers it as evidence of a kind: a photo or a PDF, as its bytes say and not its name.
func Keep(ctx context.Context, files *archive.Archive, kind, name string, content []byte) (Evidence, error) {
	scan, err := files.PutScan(ctx, archive.Evidence, name+"（"+kind+"）", content)
	if err != nil {
		return Evidence{}, fmt.Errorf("keep evidence: %w", err)
	}
	return Evidence{Kind: kind, PDF: scan.PDF, File: scan.File, Print: scan.Print}, nil
}

// unfit says what is wrong with a finding's evidence, nothing if it can stand.
func unfit(category string, evidence []Evidence) error {
	kinds := reports.Serving(category).Evidence
	for _, e := range evidence {
		if !slices.Contains(kinds, e.Kind) {
			return fault.Invalidf("没有“%s”这一种类的佐证材料，可用的种类：%s", e.Kind, strings.Join(kinds, "、"))
		}
	}
	return nil
}
