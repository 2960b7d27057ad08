package deed

import "encoding/binary"

// appendText writes a value behind its length, so that no two lists of values share an encoding.
func appendText[T ~string | ~[]byte](b []byte, s T) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// appendInt writes eight bytes, the highest first.
func appendInt(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }
