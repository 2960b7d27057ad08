package secret

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"fangpin/internal/fault"
)

// Context is where a sealed value belongs. It is bound to the value: moved to another county, column or row, it does not open.
type Context struct {
	County string // six digits
	Column string // table and column, as in person.id_no
	Row    string // its primary key after county, as deeds have it; empty for what was sealed before rows were bound
}

// In is the context in a row, by its key. What was sealed before rows were bound to it (bound is false) has no more than its column.
func (c Context) In(bound bool, key ...int64) Context {
	if bound {
		c.Row = strings.Trim(strings.ReplaceAll(fmt.Sprint(key), " ", "/"), "[]")
	}
	return c
}

func (c Context) bytes() []byte {
	if c.Row == "" {
		return []byte(c.County + "/" + c.Column)
	}
	return []byte(c.County + "/" + c.Column + "/" + c.Row)
}

// Seal encrypts a value for its place in the database.
func (k *Keys) Seal(plain string, c Context) ([]byte, error) {
	sealed, err := k.aead.Encrypt([]byte(plain), c.bytes())
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", c.Column, err)
	}
	return sealed, nil
}

// errMoved is the answer to a value that does not open where it lies.
var errMoved = fault.Conflictf("加密内容与所在的记录不符（可能是从别的记录移来的、被改动，或密钥不是原来的），不能显示，也不能据以办理，请报告审计人员并运行 fangpin verify")

// Open decrypts a value from its place in the database.
func (k *Keys) Open(sealed []byte, c Context) (string, error) {
	plain, err := k.aead.Decrypt(sealed, c.bytes())
	if err != nil {
		return "", errMoved
	}
	return string(plain), nil
}

// Kind is the kind of a personal value. Equal digits of two kinds have different tags.
type Kind string

const (
	IDNumber   Kind = "id_number"  // 身份证号
	Account    Kind = "account"    // 银行账号
	Phone      Kind = "phone"      // 电话
	Settlement Kind = "settlement" // 医疗机构与结算单号
	File       Kind = "file"       // a file's SHA-256, for its address in the archive
	Address    Kind = "address"    // where a form came from, to be counted by
	Device     Kind = "device"     // what a browser holds of a sign-in
	Name       Kind = "name"       // 姓名: stored in clear, masked on papers
)

// tagSize is a tag's length in bytes.
const tagSize = 32

// Tag is by which exactly this value is found again: 32 bytes that tell nothing without the keys. Full-width digits, spaces and the case of
// letters do not count.
func (k *Keys) Tag(kind Kind, value string) []byte {
	tag, err := k.tags.ComputePrimaryPRF([]byte(string(kind)+"\x00"+normal(value)), tagSize)
	if err != nil {
		panic("secret: tag: " + err.Error()) // the key gives 32 bytes of any input: load has tried it
	}
	return tag
}

// normal is a value as it counts for equality.
func normal(value string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, width.Narrow.String(value)))
}

// Encrypt seals what is written to it, a file of any size, into w. The file is whole when the returned writer was closed.
func (k *Keys) Encrypt(w io.Writer, address string) (io.WriteCloser, error) {
	return k.files.NewEncryptingWriter(w, []byte(address))
}

// Decrypt opens a file that Encrypt sealed under the same address. A changed or cut file is an error of a Read.
func (k *Keys) Decrypt(r io.Reader, address string) (io.Reader, error) {
	return k.files.NewDecryptingReader(r, []byte(address))
}

// Salt is 16 random bytes: they keep a column's digest from being guessed from the few values that it can have.
func Salt() []byte {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails (crypto/rand)
	return salt
}

// Salts are n of them, for a batch of rows.
func Salts(n int) [][]byte {
	salts := make([][]byte, n)
	for i := range salts {
		salts[i] = Salt()
	}
	return salts
}
