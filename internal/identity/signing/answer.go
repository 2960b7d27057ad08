package signing

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
)

// ByKey is what a passkey answered to a ticket (signin.Auth.Ask).
func ByKey(auth *signin.Auth, ticket string, said passkey.Assertion) Signer {
	return func(ctx context.Context, tx *pg.Tx, d Decision) (Proof, error) {
		asks, err := auth.Asked(d.Decision, ticket)
		if err != nil {
			return Proof{}, err
		}
		key, ok, err := auth.SignedBy(ctx, tx, said, asks.Challenge())
		if err != nil {
			return Proof{}, err
		}
		if !ok {
			return Proof{}, ErrUnsigned
		}
		return Proof{Key: key, Said: said}.vouched(auth.Keys, asks), nil
	}
}

// ByCode is a code of the person's authenticator, which is spent in a transaction of its own: a decision that is refused for another reason does
// not bring it back. Address is where it came from.
func ByCode(auth *signin.Auth, ticket, code string, from signin.From) Signer {
	return func(ctx context.Context, tx *pg.Tx, d Decision) (Proof, error) {
		asks, err := auth.Asked(d.Decision, ticket)
		if err != nil {
			return Proof{}, err
		}
		may, err := MayCode(ctx, tx, tx.By.Role)
		switch {
		case err != nil:
			return Proof{}, err
		case !may:
			return Proof{}, fault.Forbiddenf("%s须用通行密钥签名。请先在“我的账号”登记通行密钥；确需用动态口令的，由两名管理员在“签名方式”中准许", tx.By.Role.Title())
		}
		if err := auth.Spend(ctx, tx.By, code, from); err != nil {
			return Proof{}, err
		}
		return Proof{}.vouched(auth.Keys, asks), nil
	}
}

// Typed is a code given where no page asks: on the command line.
func Typed(auth *signin.Auth, code string) Signer {
	return func(ctx context.Context, tx *pg.Tx, d Decision) (Proof, error) {
		_, ticket := auth.Ask(d.Decision)
		return ByCode(auth, ticket, code, signin.From{})(ctx, tx, d)
	}
}

// MayCode tells whether the county lets a role give a code instead of a passkey.
func MayCode(ctx context.Context, tx *pg.Tx, role who.Role) (may bool, err error) {
	err = tx.GetContext(ctx, &may, `SELECT signing_by_code($1, $2)`, tx.County, role)
	if err != nil {
		return false, fmt.Errorf("how a role signs: %w", err)
	}
	return may, nil
}
