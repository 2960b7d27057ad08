package main

import (
	"slices"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/web/webtest"
)

// allowCodes lets those who decide sign by a code too, for whoever has no script: by two administrators.
func (n *town) allowCodes(system, security who.Person) {
	n.must(deed.Do(n.Context(), n.office.DB, system, func(tx *pg.Tx) error { return signing.Propose(n.Context(), tx, nil, true, signing.Deciding()...) }))
	n.must(deed.Do(n.Context(), n.office.Gate, security, func(tx *pg.Tx) error {
		proposed, err := signing.Settings(n.Context(), tx)
		if err != nil {
			return err
		}
		var ids []int64
		for _, s := range proposed {
			ids = append(ids, s.ID)
		}
		return signing.Adopt(n.Context(), tx, ids, nil)
	}))
}

// coded tells whether somebody has an authenticator.
func coded(role who.Role) bool {
	return signin.OWASP().NeedsTOTP(role) || slices.Contains(signing.Deciding(), role)
}

// keyed has somebody who decides, and sits at a browser, enrol a key of their own.
func (n *town) keyed(p webtest.Person, role who.Role) {
	n.Helper()
	tab, browser := p.(*webtest.Tab)
	if !browser || !slices.Contains(signing.Deciding(), role) {
		return
	}
	tab.Authenticator()
	p.Open("/account")
	p.Follow("登记通行密钥")
	p.Fill("密钥名称（如：办公室电脑、手机）", "办公室电脑")
	p.Fill("现在的密码", storyPassword)
	p.Press("登记，并当场验证一次")
	p.See("通行密钥已登记")
}

// signs has somebody sign what they have just sent, until they are told that it is done: at a browser by their key, without script by a code.
func (n *town) signs(name, done string, facts ...string) {
	n.Helper()
	p := n.seated[name]
	p.See(append(facts, "请核对，然后签名")...)
	n.look(p, "sign")
	if tab, browser := p.(*webtest.Tab); browser {
		tab.Tap("用通行密钥签名")
		tab.Await(done)
		return
	}
	n.clock.Put(n.clock.Now().Add(time.Minute)) // a code is good once
	secret := storySecret
	if own := n.posts[name].secret; own != "" {
		secret = own
	}
	code, err := totp.GenerateCode(secret, n.clock.Now())
	n.must(err)
	p.Fill("手机验证器上的六位数字（登录时用过的不能再用，请等下一个）", code)
	p.Press("用动态口令签名")
	p.See(done)
}
