package deed

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// keyName is the name that signatures carry. One key signs for every county of an installation; the origin names the county.
const keyName = "fangpin"

const (
	secretFile = "checkpoint.key" // signs; never leaves the machine
	publicFile = "checkpoint.pub" // verifies; give it to the auditor
)

// Signer reads the checkpoint key (存证检查点签名密钥) in dir, the folder of keys: checkpoint.key (0600) signs, checkpoint.pub verifies.
// One that is missing is not made anew: what was signed before would be signed by a stranger.
func Signer(dir string) (note.Signer, error) {
	path := filepath.Join(dir, secretFile)
	secret, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Kind: fault.NotFound, Err: err, Message: "没有找到检查点签名密钥 " + path + "。请把单独保管的密钥目录放回该位置；" +
			"确已丢失的，由运维人员运行 fangpin checkpoint --anew 另做一把，此前的检查点由审计人员凭旧公钥核验"}
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
	if err != nil {
		return nil, broken(path, err)
	}
	verifier, err := Verifier(dir)
	if err != nil {
		return nil, err
	}
	if verifier.KeyHash() != signer.KeyHash() {
		return nil, broken(filepath.Join(dir, publicFile), errors.New("it is of another key"))
	}
	return signer, nil
}

// FirstSigner is Signer, and makes the key where there is none.
func FirstSigner(dir string) (note.Signer, error) {
	if _, err := os.Stat(filepath.Join(dir, secretFile)); errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(dir); err != nil {
			return nil, fmt.Errorf("make checkpoint key: %w", err)
		}
	}
	return Signer(dir)
}

// AnewSigner is FirstSigner where the key is lost: what is left of the former one's public half is set aside, for auditors to verify by.
func AnewSigner(dir string, now time.Time) (note.Signer, error) {
	if _, err := os.Stat(filepath.Join(dir, secretFile)); err == nil {
		return Signer(dir)
	}
	err := os.Rename(filepath.Join(dir, publicFile), filepath.Join(dir, "checkpoint-until-"+now.UTC().Format("20060102T150405")+".pub"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("set the former checkpoint key aside: %w", err)
	}
	return FirstSigner(dir)
}

// Print is the fingerprint of the checkpoint key in dir.
func Print(dir string) (sum [sha256.Size]byte, err error) {
	if _, err := Signer(dir); err != nil {
		return sum, err
	}
	public, err := PublicKey(dir)
	return sha256.Sum256([]byte(public)), err
}

// Vouched tells whether any of the county's newest deeds that bear a MAC has that of the keys; any, whether there is such a deed. One alone could
// have been sealed behind the program.
func Vouched(ctx context.Context, tx *pg.Tx, vouch func(said []byte) []byte) (ours, any bool, err error) {
	var bodies [][]byte
	if err := tx.SelectContext(ctx, &bodies, `SELECT body FROM deed WHERE county = $1 ORDER BY leaf DESC LIMIT 100`, tx.County); err != nil {
		return false, false, fmt.Errorf("read the newest deeds: %w", err)
	}
	for _, text := range bodies {
		b, err := Decode(text)
		if err != nil || len(b.MAC) == 0 {
			continue
		}
		if any = true; string(b.MAC) == string(vouch(b.Said())) {
			return true, true, nil
		}
	}
	return false, any, nil
}

// SignedBy tells whether the county has a checkpoint, and whether the newest is signed by the key in dir.
func SignedBy(ctx context.Context, tx *pg.Tx, dir string) (any, ours bool, err error) {
	var signed []string
	err = tx.SelectContext(ctx, &signed, `SELECT note FROM checkpoint WHERE county = $1 ORDER BY size DESC LIMIT 1`, tx.County)
	if err != nil {
		return false, false, fmt.Errorf("read the newest checkpoint: %w", err)
	}
	if len(signed) == 0 {
		return false, false, nil
	}
	key, err := Verifier(dir)
	if err != nil {
		return true, false, err
	}
	_, err = OpenNote(signed[0], note.VerifierList(key))
	return true, err == nil, nil
}

// broken is the answer to a file of the checkpoint key that is cut, changed, or another's.
func broken(path string, err error) error {
	return &fault.Error{Kind: fault.Blocked, Err: fmt.Errorf("checkpoint key: %w", err),
		Message: "检查点签名密钥 " + path + " 不完整或被改动，不能使用。请用单独保管的那一份替换整个密钥目录（替换前先把现有目录移到一旁，不要删除）"}
}

// PublicKey reads the public half of the checkpoint key in dir, as an auditor is given it.
func PublicKey(dir string) (string, error) {
	public, err := os.ReadFile(filepath.Join(dir, publicFile))
	if err != nil {
		return "", &fault.Error{Kind: fault.NotFound, Err: fmt.Errorf("checkpoint key: %w", err),
			Message: "没有找到检查点公钥 " + filepath.Join(dir, publicFile) + "。请把单独保管的密钥目录放回该位置"}
	}
	return strings.TrimSpace(string(public)), nil
}

// Verifier is the public half of the checkpoint key in dir.
func Verifier(dir string) (note.Verifier, error) {
	public, err := PublicKey(dir)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return nil, broken(filepath.Join(dir, publicFile), err)
	}
	return verifier, nil
}

// Verifiers are the key's public half in dir and those of keys that were lost before it (AnewSigner).
func Verifiers(dir string) ([]note.Verifier, error) {
	key, err := Verifier(dir)
	if err != nil {
		return nil, err
	}
	keys := []note.Verifier{key}
	former, err := filepath.Glob(filepath.Join(dir, "checkpoint-until-*.pub"))
	for _, path := range former {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("former checkpoint key: %w", err)
		}
		if key, err = note.NewVerifier(strings.TrimSpace(string(text))); err != nil {
			return nil, broken(path, err)
		}
		keys = append(keys, key)
	}
	return keys, err
}

// makeKey writes the public half first: a secret that nobody can verify would be worse than none.
func makeKey(dir string) error {
	secret, public, err := note.GenerateKey(rand.Reader, keyName)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := writeOnce(filepath.Join(dir, publicFile), public+"\n", 0o644); err != nil {
		return err
	}
	return writeOnce(filepath.Join(dir, secretFile), secret+"\n", 0o600)
}

// writeOnce writes a file whole or not at all. A file that is there already stays, and must say the same.
func writeOnce(path, text string, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	if err := errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	err = os.Link(temp.Name(), path)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	there, err := os.ReadFile(path)
	if err == nil && string(there) != text {
		return fmt.Errorf("%s is there already and says something else", path)
	}
	return err
}
