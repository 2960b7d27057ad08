package web

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/passkey"
	"fangpin/internal/passkey/software"
)

var (
	signAsked = regexp.MustCompile(`data-sign="([^"]*)"`)
	ticketIn  = regexp.MustCompile(`name="ticket" value="([^"]*)"`)
	signPage  = "请核对，然后签名"
)

// post sends a form, in pairs of field and value. Where it is to be signed, its person does, by a software key.
func (v visitor) post(path string, pairs ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	a := v.postForm(path, form)
	if !strings.Contains(a.body, signPage) || form.Has("ticket") {
		return a
	}
	session, err := v.site.Auth.Look(v.t.Context(), v.token)
	v.Must(err)
	v.Keyed(session.By)
	was := v.site.Auth.Site
	v.site.Auth.Site = stafftest.Site
	defer func() { v.site.Auth.Site = was }()
	return v.postForm(path, answered(v, v.postForm(path, form), form, stafftest.Key(session.By)))
}

// signed is a form with its person's signature, which keys stay good for until the test ends.
func (v visitor) signed(path string, pairs ...string) url.Values {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	session, err := v.site.Auth.Look(v.t.Context(), v.token)
	v.Must(err)
	v.Keyed(session.By)
	v.site.Auth.Site = stafftest.Site
	return answered(v, v.postForm(path, form), form, stafftest.Key(session.By))
}

// answered is a form with the answer of a key to what the page of signing asked for.
func answered(v visitor, a answer, form url.Values, key *software.Authenticator) url.Values {
	v.t.Helper()
	var asks struct{ Challenge string }
	v.Must(json.Unmarshal([]byte(html.UnescapeString(foundIn(v, signAsked, a.body))), &asks))
	over, err := base64.RawURLEncoding.DecodeString(asks.Challenge)
	v.Must(err)
	said := key.Sign(passkey.Challenge(over))
	signed := url.Values{"ticket": {html.UnescapeString(foundIn(v, ticketIn, a.body))}}
	for name, value := range map[string][]byte{"key-id": said.ID, "key-holder": said.Holder, "key-client": said.ClientData, "key-data": said.AuthenticatorData,
		"key-signature": said.Signature} {
		signed.Set(name, base64.RawURLEncoding.EncodeToString(value))
	}
	for name, values := range form {
		signed[name] = values
	}
	return signed
}

func foundIn(v visitor, what *regexp.Regexp, body string) string {
	v.t.Helper()
	m := what.FindStringSubmatch(body)
	if m == nil {
		v.t.Fatalf("no %s in:\n%s", what, body)
	}
	return m[1]
}

// postForm sends a form as it is.
func (v visitor) postForm(path string, form url.Values) answer {
	r := httptest.NewRequestWithContext(v.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.ask(r)
}
