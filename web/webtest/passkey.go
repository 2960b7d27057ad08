package webtest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Authenticator gives the tab's device a place for passkeys, whose holder shows a finger whenever they are asked.
func (b *Tab) Authenticator() (id webauthn.AuthenticatorID) {
	b.t.Helper()
	id, err := do(b.window, func(ctx context.Context, t *chromedp.Target) (webauthn.AuthenticatorID, error) {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return "", err
		}
		made, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Ctap2version: "ctap2_1", Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		if err != nil {
			return "", err
		}
		return made.AuthenticatorID, nil
	})
	b.must(err)
	return id
}

// Finger says whether the authenticator knows the finger that is shown.
func (b *Tab) Finger(id webauthn.AuthenticatorID, known bool) {
	b.t.Helper()
	_, err := do(b.window, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: id, IsUserVerified: known})
		return err
	}))
	b.must(err)
}
