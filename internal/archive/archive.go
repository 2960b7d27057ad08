package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"fangpin/internal/fault"
	"fangpin/internal/secret"
)

// Archive is a store with the keys to it.
type Archive struct {
	*Store
	keys *secret.Keys
}

// File is what the database keeps of a stored file.
type File struct {
	SHA256  []byte // of the content, 32 bytes
	Size    int64  // of the content, in bytes
	Address string // where the encrypted bytes lie: keyed, so that nobody can ask the store for a known document
}

// Open opens the archive at a location (see In).
func Open(ctx context.Context, location string, keys *secret.Keys) (*Archive, error) {
	store, err := OpenStore(ctx, location)
	if err != nil {
		return nil, err
	}
	return &Archive{store, keys}, nil
}

// Put stores a file, encrypted. The same content is stored once, and counts as stored now (Sweep). It is held in memory meanwhile, and never on disk in clear.
func (a *Archive) Put(ctx context.Context, r io.Reader) (File, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return File{}, fmt.Errorf("read the file: %w", err)
	}
	sum := sha256.Sum256(content)
	file := File{SHA256: sum[:], Size: int64(len(content)), Address: a.address(sum[:])}
	there, err := a.renew(file.Address)
	if err != nil || there {
		return file, err
	}
	return file, a.Write(ctx, file.Address, func(w io.Writer) error {
		sealed, err := a.keys.Encrypt(w, file.Address)
		if err != nil {
			return err
		}
		_, err = io.Copy(sealed, bytes.NewReader(content))
		return errors.Join(err, sealed.Close())
	})
}

// Get opens the file of a content hash. The last Read fails if what lies there is not exactly that content.
func (a *Archive) Get(ctx context.Context, sha []byte) (io.ReadCloser, error) {
	at := a.address(sha)
	sealed, _, err := a.Read(ctx, at)
	if absent(err) {
		return nil, fault.NotFoundf("档案中没有这份文件（SHA-256 %x），请检查档案目录是否完整，或从备份恢复", sha)
	}
	if err != nil {
		return nil, err
	}
	plain, err := a.keys.Decrypt(sealed, at)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read archive: %w", err), sealed.Close())
	}
	return &checked{plain, sealed, sha256.New(), sha}, nil
}

func (a *Archive) address(sha []byte) string {
	tag := hex.EncodeToString(a.keys.Tag(secret.File, hex.EncodeToString(sha)))
	return tag[:2] + "/" + tag[2:]
}

// checked reads a file and compares its hash at the end.
type checked struct {
	io.Reader
	io.Closer
	seen hash.Hash
	want []byte
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.seen.Write(p[:n])
	if errors.Is(err, io.EOF) && !bytes.Equal(c.seen.Sum(nil), c.want) {
		return n, fmt.Errorf("archive: the content is not that of SHA-256 %x", c.want)
	}
	return n, err
}
