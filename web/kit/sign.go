package kit

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
)

// The fields by which a form brings a signature; none of them is a form's own.
const (
	ticketField = "ticket"
	codeField   = "sign-code"
	keyFields   = "key-"
	makeFields  = "make-"
	clientField = keyFields + "client"
)

// errAsked is why a step that is to be signed has not been taken yet.
var errAsked = fault.Blockedf("请核对后签名")

// Sign has the person sign what a step is about to decide: it is the signing.Signer of every page. A form that brings no answer takes no step; the
// page that asks for one carries its fields, and sends them again with the answer.
func (r *Request) Sign(ctx context.Context, tx *pg.Tx, d signing.Decision) (signing.Proof, error) {
	ticket := r.Value(ticketField)
	if ticket == "" {
		r.signs = &d
		return signing.Proof{}, errAsked
	}
	by := signing.ByCode(r.Auth, ticket, r.Value(codeField), signin.From{Address: r.Address(), Token: r.Token()})
	if r.Value(clientField) != "" {
		said, err := r.Assertion()
		if err != nil {
			return signing.Proof{}, err
		}
		by = signing.ByKey(r.Auth, ticket, said)
	}
	proof, err := by(ctx, tx, d)
	if err != nil && fault.KindOf(err) != fault.Internal {
		r.signs, r.Problem, r.Status = &d, fault.Message(err), StatusOf(err)
	}
	return proof, err
}

// signingPage is what somebody reads before they sign.
type signingPage struct {
	signing.Decision
	Asking
	HasKey  bool
	MayCode bool
	Shows   string // in a demonstration, what their authenticator will show
	Fields  []carried
}

// carried is one field of the form that is signed.
type carried struct{ Name, Value string }

// showSigning asks for a signature.
func (r *Request) showSigning(d signing.Decision) error {
	r.shows = r.PostForm.Get(onceField) // it is the same form, signed
	p := signingPage{Decision: d, Fields: carriedOf(r.PostForm)}
	keys, err := signin.Passkeys(r.Context(), r.Tx, r.By.ID)
	if err != nil {
		return err
	}
	if p.MayCode, err = signing.MayCode(r.Context(), r.Tx, r.By.Role); err != nil {
		return err
	}
	keys = r.Auth.Here(keys)
	asks, ticket := r.Auth.Ask(d.Decision)
	p.HasKey, p.Asking = len(keys) > 0, r.Asks(asks.Challenge(), ticket, keys)
	if r.Demo != nil {
		p.Shows = r.Demo.codeOf(r.Session.Login)
	}
	return r.Show("account/signin/sign", p)
}

// carriedOf are a form's own fields in the order of their names, without those that every form has.
func carriedOf(form url.Values) (fields []carried) {
	for name, values := range form {
		if name == ticketField || name == codeField || name == onceField || strings.HasPrefix(name, keyFields) {
			continue
		}
		for _, v := range values {
			fields = append(fields, carried{name, v})
		}
	}
	slices.SortStableFunc(fields, func(a, b carried) int { return strings.Compare(a.Name, b.Name) })
	return fields
}
