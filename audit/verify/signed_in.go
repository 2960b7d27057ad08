package verify

import (
	"context"

	"fangpin/internal/identity/signin"
)

var signedInCheck = Check{
	Name: "密码记录、通行密钥与登录会话都是本系统写下的",
	Rule: "decision 0030",
	Proves: "where the keys are at hand, each credential, passkey and session has the MAC that only who has the keys can make of just this row, " +
		"and each credential is the newest that a deed tells of: none was forged, changed, moved to somebody else or put back",
	Not:    "anything of a bundle, which carries neither; that no row was removed; that whoever gave the password was its person",
	Shares: "internal/identity/signin (what the MAC of a row is over), internal/secret",
}

// signedIn holds what lets people in to the keys.
func signedIn(ctx context.Context, v *view) ([]Result, error) {
	r := Result{Check: signedInCheck}
	db, ok := v.records.(*Database)
	if !ok || db.keys == nil {
		return []Result{r}, nil
	}
	found, looked, err := signin.Examine(ctx, db.tx, db.keys)
	r.Looked = looked
	for _, f := range found {
		r.find(f.Table, f.Key, "%s", f.Reason)
	}
	return []Result{r}, err
}
