package kit

import (
	"encoding/base64"
	"encoding/json"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/passkey"
)

// Asking is what a form has an authenticator asked for, as templates/passkey.js reads it.
type Asking struct {
	Ticket string
	Sign   string // JSON
	Make   string // JSON of Makes; empty where no key is made
}

// Makes is what a new key is made of.
type Makes struct {
	Site       string   `json:"site"`
	Challenge  string   `json:"challenge"`
	Holder     string   `json:"holder"`
	Login      string   `json:"login"`
	Person     string   `json:"person"`
	Had        []string `json:"had"`
	Algorithms []int    `json:"algorithms"`
}

// signs is what a key is to sign; without keys, any that the holder has for the site.
type signs struct {
	Site      string   `json:"site"`
	Challenge string   `json:"challenge"`
	Keys      []string `json:"keys"`
}

// JSON is it as the script reads it.
func (m Makes) JSON() string { return asJSON(m) }

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("kit: " + err.Error()) // texts and numbers can be written
	}
	return string(text)
}

// Asks has one of the keys sign a challenge; none for any.
func (r *Request) Asks(over passkey.Challenge, ticket string, keys []signin.Passkey) Asking {
	return Asking{Ticket: ticket, Sign: asJSON(signs{r.Auth.Site.RPID, over.Text(), KeyIDs(keys)})}
}

// KeyIDs are keys as a browser is told them.
func KeyIDs(keys []signin.Passkey) []string {
	ids := make([]string, len(keys))
	for i, k := range keys {
		ids[i] = base64.RawURLEncoding.EncodeToString(k.Credential)
	}
	return ids
}

// Assertion is what the script brought back of a key that signed.
func (r *Request) Assertion() (a passkey.Assertion, err error) {
	err = r.unpack(map[string]*[]byte{
		"key-id": &a.ID, "key-holder": &a.Holder, "key-client": &a.ClientData, "key-data": &a.AuthenticatorData, "key-signature": &a.Signature,
	})
	return a, err
}

// Registration is what the script brought back of a key that was made.
func (r *Request) Registration() (made passkey.Registration, err error) {
	err = r.unpack(map[string]*[]byte{"make-client": &made.ClientData, "make-data": &made.AuthenticatorData})
	return made, err
}

// unpack reads fields of bytes. Only who holds the key is told may be left out.
func (r *Request) unpack(fields map[string]*[]byte) (err error) {
	for name, into := range fields {
		if *into, err = base64.RawURLEncoding.DecodeString(r.Value(name)); err != nil || len(*into) == 0 && name != "key-holder" {
			return fault.Invalidf("没有收到通行密钥的验证结果，请在页面上重新验证")
		}
	}
	return nil
}
