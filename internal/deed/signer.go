package deed

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// keyName is the name that signatures carry. One key signs for every county of an installation; the origin names the county.
const keyName = "fangpin"

const (
	secretFile = "checkpoint.key" // signs; never leaves the machine
	publicFile = "checkpoint.pub" // verifies; give it to the auditor
)

// Signer reads the checkpoint key (存证检查点签名密钥) in dir, the folder of keys, making it on first use: checkpoint.key (0600)
// signs, checkpoint.pub verifies.
func Signer(dir string) (note.Signer, error) {
	secret, err := os.ReadFile(filepath.Join(dir, secretFile))
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(dir); err != nil {
			return nil, fmt.Errorf("make checkpoint key: %w", err)
		}
		secret, err = os.ReadFile(filepath.Join(dir, secretFile))
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
	if err != nil {
		return nil, fmt.Errorf("checkpoint key in %s: %w", dir, err)
	}
	return signer, nil
}

// PublicKey reads the public half of the checkpoint key in dir, as an auditor is given it.
func PublicKey(dir string) (string, error) {
	public, err := os.ReadFile(filepath.Join(dir, publicFile))
	if err != nil {
		return "", fmt.Errorf("checkpoint key: %w", err)
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
		return nil, fmt.Errorf("checkpoint key in %s: %w", dir, err)
	}
	return verifier, nil
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
