package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/streamingaead"

	"fangpin/internal/fault"
)

// Rotate seals with new keys from now on (更换密钥), in the file too; what was sealed before still opens. The key of the tags stays: a new
// one would find nothing that was stored before. A program that runs goes on with the keys that it opened.
func (k *Keys) Rotate() error {
	next := k.file
	var err error
	if next.Seal, err = renew(k.file.Seal, aead.AES256GCMKeyTemplate()); err != nil {
		return err
	}
	if next.File, err = renew(k.file.File, streamingaead.AES256GCMHKDF4KBKeyTemplate()); err != nil {
		return err
	}
	if err := next.replace(k.path); err != nil {
		return err
	}
	k.file = next
	return k.load()
}

// renew adds a key to a keyset and makes it the one that seals.
func renew(text json.RawMessage, template *tinkpb.KeyTemplate) (json.RawMessage, error) {
	handle, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	manager := keyset.NewManagerFromHandle(handle)
	id, err := manager.Add(template)
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	if handle, err = manager.Handle(); err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return encode(handle)
}

// create writes the file where there is none.
func (f file) create(path string) error {
	temp, err := f.write(path)
	if err != nil {
		return err
	}
	defer os.Remove(temp)
	switch err := os.Link(temp, path); {
	case errors.Is(err, fs.ErrExist):
		return fault.Conflictf("密钥文件 %s 已经存在，不能覆盖：覆盖后原来加密的数据无法读取", path)
	case err != nil:
		return fmt.Errorf("write keys: %w", err)
	}
	return nil
}

// replace puts the file in the place of the earlier one, whole or not at all.
func (f file) replace(path string) error {
	temp, err := f.write(path)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return errors.Join(fmt.Errorf("write keys: %w", err), os.Remove(temp))
	}
	return nil
}

// write writes the file beside its place, down to the disk.
func (f file) write(path string) (temp string, err error) {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write keys: %w", err)
	}
	out, err := os.CreateTemp(filepath.Dir(path), ".keyset-*") // readable by its owner only
	if err != nil {
		return "", fmt.Errorf("write keys: %w", err)
	}
	_, err = out.Write(append(text, '\n'))
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("write keys: %w", err), os.Remove(out.Name()))
	}
	return out.Name(), nil
}
