package deed

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/passkey"
)

// Note is a checkpoint (存证检查点): the signed statement that a county's first Size deeds are these and no others.
type Note struct {
	County string
	Size   int64
	Root   tlog.Hash
	At     time.Time // when it was made, whole microseconds
	Anchor string    // the county's root of trust (信任根) then, by number and fingerprint; empty before there was one
	Signed string    // all of that with its signature: a C2SP signed note
}

// Anchor is a root of trust as a checkpoint names it, as in 1 7K3M-….
func Anchor(n int, fingerprint []byte) string {
	var f passkey.Fingerprint
	copy(f[:], fingerprint)
	return fmt.Sprintf("%d %s", n, f)
}

// text is what the signature is for: a C2SP tlog-checkpoint (origin, size, root) with the time as its first extension line and, where there is
// one, the root of trust as its second.
func (n Note) text() string {
	text := fmt.Sprintf("%s\n%d\n%s\nat %s\n", origin(n.County), n.Size, n.Root, n.At.UTC().Format(time.RFC3339Nano))
	if n.Anchor != "" {
		text += anchorLine + n.Anchor + "\n"
	}
	return text
}

// anchorLine begins the line that names the root of trust.
const anchorLine = "root "

func origin(county string) string { return "fangpin/" + county }

// sign fills Signed.
func (n *Note) sign(signer note.Signer) error {
	signed, err := note.Sign(&note.Note{Text: n.text()}, signer)
	if err != nil {
		return fmt.Errorf("sign checkpoint: %w", err)
	}
	n.Signed = string(signed)
	return nil
}

// OpenNote reads a checkpoint and proves its signature. Text that would not be written so again is refused.
func OpenNote(signed string, known note.Verifiers) (Note, error) {
	opened, err := note.Open([]byte(signed), known)
	if err != nil {
		return Note{}, err
	}
	n, err := parseNote(opened.Text)
	if err != nil || n.text() != opened.Text {
		return Note{}, fmt.Errorf("malformed checkpoint %q", opened.Text)
	}
	n.Signed = signed
	return n, nil
}

// signedBy reads a checkpoint that the signer's own key signed. Ed25519 signs the same text alike, so signing again shows it.
func signedBy(signer note.Signer, signed string) (Note, bool) {
	text, _, _ := strings.Cut(signed, "\n\n")
	n, err := parseNote(text + "\n")
	if err != nil || n.sign(signer) != nil {
		return Note{}, false
	}
	return n, n.Signed == signed
}

func parseNote(text string) (n Note, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) == 6 {
		n.Anchor = strings.TrimPrefix(lines[4], anchorLine)
		lines = append(lines[:4], lines[5])
	}
	if len(lines) != 5 {
		return n, fmt.Errorf("%d lines", len(lines))
	}
	n.County = strings.TrimPrefix(lines[0], origin(""))
	if n.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return n, err
	}
	if n.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return n, err
	}
	n.At, err = time.Parse("at "+time.RFC3339Nano, lines[3])
	return n, err
}
