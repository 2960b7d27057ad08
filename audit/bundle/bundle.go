// Package bundle answers one question: what does an outsider need to derive everything again, without the database and without the keys
// to personal data? (审计证据包)
//
// A bundle is one ZIP file; docs/bundle.md is its public format.
package bundle

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
)

// format is the number of the format that this program writes. It reads the older ones too: a bundle's rows are told as bodies of the
// version of the same number tell them (deed.Table.Now).
const format = 3

// The files of a bundle, beside one for each table and each checkpoint.
const (
	coversFile    = "covers.ndjson"
	originalsFile = "files.ndjson"
	keyFile       = "public.key"
	manifestFile  = "manifest.json"
	signatureFile = "manifest.note"
	notesFolder   = "notes/"
)

func tableFile(table string) string { return "tables/" + table + ".ndjson" }

// tables are those whose rows a bundle carries, in its order.
func tables() []deed.Table { return slices.Concat(deed.Carried(), deed.Tables) }

// manifest lists what a bundle holds (清单), in its order, itself and its signature left out.
type manifest struct {
	Format  int      `json:"format"`
	Program string   `json:"program"` // that wrote it, with its version
	County  string   `json:"county"`
	Files   []listed `json:"files"`
}

// listed is one file of a bundle. Packed is what lies in the ZIP file: the file compressed.
type listed struct {
	Name         string `json:"name"`
	Lines        int64  `json:"lines"`
	Bytes        int64  `json:"bytes"` // of the file
	SHA256       string `json:"sha256"`
	PackedBytes  int64  `json:"packed_bytes"`
	PackedSHA256 string `json:"packed_sha256"`
}

// covered is a line of covers.ndjson: what one deed says of one row.
type covered struct {
	Leaf   int64  `json:"leaf"`
	Table  string `json:"table"`
	Key    string `json:"key"`
	Digest string `json:"digest"` // hex
}

// archived is a line of files.ndjson: whether a file that rows answer for was in the archive, whole, when the bundle was made.
type archived struct {
	SHA256 string `json:"sha256"`
	Whole  bool   `json:"whole"`
}

// statement is what the signature is for: that this is the county's manifest.
func statement(county string, manifest tlog.Hash) string {
	return fmt.Sprintf("fangpin-bundle/%s\nmanifest %s\n", county, manifest)
}

// sign writes the manifest's signature: a C2SP signed note.
func sign(county string, manifest tlog.Hash, signer note.Signer) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: statement(county, manifest)}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign the manifest: %w", err)
	}
	return signed, nil
}
