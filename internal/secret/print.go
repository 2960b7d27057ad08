package secret

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Print is the fingerprint of a key (密钥指纹): by it a database knows its keys, and it tells nothing of them.
type Print struct {
	What string // Tags, Seals, Files, or a key that is kept beside them
	Sum  [tagSize]byte
}

// What the keysets of the file are called in fingerprints.
const (
	Tags  = "tag"
	Seals = "seal"
	Files = "file"

	Checkpoints = "checkpoint" // the key that signs them, which lies beside the file (internal/deed)
)

// String is the fingerprint as people compare it: its first sixteen digits, in fours.
func (p Print) String() string {
	digits := hex.EncodeToString(p.Sum[:8])
	return strings.Join([]string{digits[:4], digits[4:8], digits[8:12], digits[12:]}, "-")
}

// Prints are the fingerprints of all keys of the file: one of the tags', which is never rotated and stands for the file, and one of each key
// that seals or once sealed.
func (k *Keys) Prints() (prints []Print, err error) {
	prints = append(prints, Print{Tags, [tagSize]byte(k.MAC(Fingerprint, []byte(Tags)))})
	for what, text := range map[string]json.RawMessage{Seals: k.file.Seal, Files: k.file.File} {
		var set struct {
			Key []struct {
				KeyData struct {
					Value string `json:"value"`
				} `json:"keyData"`
			} `json:"key"`
		}
		if err := json.Unmarshal(text, &set); err != nil {
			return nil, fmt.Errorf("fingerprints of %s: %w", what, err)
		}
		for _, key := range set.Key {
			prints = append(prints, Print{what, [tagSize]byte(k.MAC(Fingerprint, []byte(what), []byte(key.KeyData.Value)))})
		}
	}
	return prints, nil
}

// VouchPrint is the MAC of a fingerprint that the database keeps.
func (k *Keys) VouchPrint(p Print) []byte { return k.MAC(KnownKey, []byte(p.What), p.Sum[:]) }
