// Package secret answers one question: who may read personal data from a stolen disk or backup? Nobody without the keyset.
//
// ID numbers, accounts and phones are sealed (加密) before they reach the database, each beside a keyed tag by which exactly that value
// can be found again. The keys lie in the office's own folder, never in the database and never in its backup.
package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"

	"fangpin/internal/fault"
)

// Dir is the folder of an office's keys: D/keys.
type Dir string

// In is the folder of the keys in the office's data directory.
func In(office string) Dir { return Dir(filepath.Join(office, "keys")) }

// Keyset is the file of the keys that seal. The key that signs checkpoints lies beside it (internal/deed).
func (d Dir) Keyset() string { return filepath.Join(string(d), "keyset.json") }

// Keys seal and open. They are safe for use by several goroutines.
type Keys struct {
	path  string
	file  file
	aead  tink.AEAD
	tags  *prf.Set
	files tink.StreamingAEAD
}

// file is keyset.json: three keysets of Tink. They lie in clear, because a passphrase beside them would guard nothing and one in a
// person's head would stop the office when that person is absent: the folder's permissions and the disk's own encryption guard them.
type file struct {
	Seal json.RawMessage `json:"seal"` // AES256-GCM, rotated
	Tag  json.RawMessage `json:"tag"`  // HMAC-SHA256; never rotated, or nothing sealed before could be found
	File json.RawMessage `json:"file"` // AES256-GCM in segments, rotated
}

// Create makes new keys at path, which must not exist: overwriting keys is losing data.
func Create(path string) (*Keys, error) {
	var f file
	for _, part := range []struct {
		to       *json.RawMessage
		template *tinkpb.KeyTemplate
	}{
		{&f.Seal, aead.AES256GCMKeyTemplate()},
		{&f.Tag, prf.HMACSHA256PRFKeyTemplate()},
		{&f.File, streamingaead.AES256GCMHKDF4KBKeyTemplate()},
	} {
		handle, err := keyset.NewHandle(part.template)
		if err != nil {
			return nil, fmt.Errorf("make keys: %w", err)
		}
		if *part.to, err = encode(handle); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	if err := f.create(path); err != nil {
		return nil, err
	}
	return Open(path)
}

// Open reads the keys at path. A file that others than its owner can read is refused: it is no secret any more.
func Open(path string) (*Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFoundf("没有找到密钥文件 %s。请把单独保管的密钥文件放回该位置；没有它，已加密的身份证号、账号和附件无法读取", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.Forbiddenf("密钥文件 %s 可被其他系统用户读取，请执行 chmod 600 %s 后重试", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	k := &Keys{path: path}
	err = json.Unmarshal(text, &k.file)
	if err == nil {
		err = k.load()
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Blocked, Message: "密钥文件 " + path + " 不完整或被改动，不能使用。请用单独保管的那一份替换它（替换前先把现有文件移到一旁，不要删除）",
			Err: fmt.Errorf("open keys: %w", err)}
	}
	return k, nil
}

// load makes the primitives from the keysets.
func (k *Keys) load() error {
	seal, err := decode(k.file.Seal)
	if err != nil {
		return err
	}
	tag, err := decode(k.file.Tag)
	if err != nil {
		return err
	}
	files, err := decode(k.file.File)
	if err != nil {
		return err
	}
	if k.aead, err = aead.New(seal); err != nil {
		return err
	}
	if k.tags, err = prf.NewPRFSet(tag); err != nil {
		return err
	}
	if _, err := k.tags.ComputePrimaryPRF(nil, tagSize); err != nil {
		return err
	}
	k.files, err = streamingaead.New(files)
	return err
}

func encode(handle *keyset.Handle) (json.RawMessage, error) {
	var out bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&out)); err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return out.Bytes(), nil
}

func decode(text json.RawMessage) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
}
