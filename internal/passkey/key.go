package passkey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/big"
)

// The algorithms that are asked for (COSE, RFC 9053 and RFC 8812).
const (
	es256 = -7
	eddsa = -8
	rs256 = -257
)

// Algorithms are those in the order in which they are asked for.
func Algorithms() []int { return []int{es256, eddsa, rs256} }

// Key is a public key that an authenticator told.
type Key struct {
	public crypto.PublicKey
}

var (
	errKey  = errors.New("no key of a kind that is asked for")
	errSign = errors.New("the signature is not the key's over this")
)

// ParseKey reads a COSE key: one map of whole numbers to whole numbers or bytes, and nothing after it.
func ParseKey(cose []byte) (Key, error) {
	numbers, texts, err := readMap(cose)
	if err != nil {
		return Key{}, err
	}
	switch kind, algorithm := numbers[1], numbers[3]; {
	case kind == 2 && algorithm == es256 && numbers[-1] == 1 && len(texts[-2]) == 32 && len(texts[-3]) == 32:
		point := append(append([]byte{4}, texts[-2]...), texts[-3]...)
		public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
		if err != nil {
			return Key{}, errKey
		}
		return Key{public}, nil
	case kind == 1 && algorithm == eddsa && numbers[-1] == 6 && len(texts[-2]) == ed25519.PublicKeySize:
		return Key{ed25519.PublicKey(texts[-2])}, nil
	case kind == 3 && algorithm == rs256 && len(texts[-1]) >= 256 && len(texts[-1]) <= 512 && len(texts[-2]) > 0 && len(texts[-2]) <= 4:
		public := &rsa.PublicKey{N: new(big.Int).SetBytes(texts[-1]), E: int(new(big.Int).SetBytes(texts[-2]).Int64())}
		if public.N.BitLen() < 2048 || public.E < 3 || public.E%2 == 0 {
			return Key{}, errKey
		}
		return Key{public}, nil
	}
	return Key{}, errKey
}

// verify tells whether a signature over a text is the key's.
func (k Key) verify(text, signature []byte) error {
	right := false
	sum := sha256.Sum256(text)
	switch public := k.public.(type) {
	case *ecdsa.PublicKey:
		right = ecdsa.VerifyASN1(public, sum[:], signature)
	case ed25519.PublicKey:
		right = ed25519.Verify(public, text, signature)
	case *rsa.PublicKey:
		right = rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature) == nil
	}
	if !right {
		return errSign
	}
	return nil
}

// The kinds of value in a COSE key (CBOR, RFC 8949).
const (
	positive = 0
	negative = 1
	byteText = 2
	mapping  = 5
)

// readMap reads one CBOR map whose keys are whole numbers, each once.
func readMap(b []byte) (numbers map[int64]int64, texts map[int64][]byte, err error) {
	kind, n, b, err := readHead(b)
	if err != nil || kind != mapping || n > 16 {
		return nil, nil, errKey
	}
	numbers, texts = map[int64]int64{}, map[int64][]byte{}
	for range n {
		var key int64
		if key, b, err = readNumber(b); err != nil {
			return nil, nil, err
		}
		_, twice := numbers[key]
		if _, also := texts[key]; twice || also {
			return nil, nil, errKey
		}
		if len(b) > 0 && b[0]>>5 == byteText {
			var size uint64
			if _, size, b, err = readHead(b); err != nil || size > uint64(len(b)) {
				return nil, nil, errKey
			}
			texts[key], b = b[:size], b[size:]
			continue
		}
		if numbers[key], b, err = readNumber(b); err != nil {
			return nil, nil, err
		}
	}
	if len(b) > 0 {
		return nil, nil, errKey
	}
	return numbers, texts, nil
}

func readNumber(b []byte) (int64, []byte, error) {
	kind, n, rest, err := readHead(b)
	switch {
	case err != nil || n > 1<<31:
		return 0, nil, errKey
	case kind == positive:
		return int64(n), rest, nil
	case kind == negative:
		return -1 - int64(n), rest, nil
	}
	return 0, nil, errKey
}

// readHead reads a kind and its number, which is of one, two, three or five bytes here.
func readHead(b []byte) (kind byte, n uint64, rest []byte, err error) {
	if len(b) == 0 {
		return 0, 0, nil, errKey
	}
	kind, small, b := b[0]>>5, b[0]&31, b[1:]
	switch {
	case small < 24:
		return kind, uint64(small), b, nil
	case small == 24 && len(b) >= 1:
		return kind, uint64(b[0]), b[1:], nil
	case small == 25 && len(b) >= 2:
		return kind, uint64(binary.BigEndian.Uint16(b)), b[2:], nil
	case small == 26 && len(b) >= 4:
		return kind, uint64(binary.BigEndian.Uint32(b)), b[4:], nil
	}
	return 0, 0, nil, errKey
}
