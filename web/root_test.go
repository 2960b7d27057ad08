package web

import (
	"testing"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/pg/pgtest"
	"fangpin/web/webtest"
)

// seated is somebody at a browser who came in and enrolled a key of their own.
func (s *testSite) seated(b *webtest.Browser, address string, p who.Person) *webtest.Tab {
	s.t.Helper()
	s.enrol(p)
	tab := b.Open(address, webtest.Desk)
	tab.Authenticator()
	tab.Open("/signin")
	tab.Fill("登录名", loginOf(p))
	tab.Fill("密码", testPassword)
	tab.Press("登录")
	code, err := totp.GenerateCode(testSecret, s.Clock())
	s.Must(err)
	tab.Fill("手机验证器上的六位数字", code)
	tab.Press("继续")
	tab.Open("/account/passkeys")
	tab.Fill("密钥名称（如：办公室电脑、手机）", p.Role.Title()+"的电脑")
	tab.Fill("现在的密码", testPassword)
	tab.Press("登记，并当场验证一次")
	tab.See("通行密钥已登记", "短码")
	return tab
}

// Two administrators make the county's root of trust by their own keys, and vouch for an approver's, who can sign from then on; the key that is
// stolen afterwards is ended by both.
func TestARootInTheBrowser(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	address, security, approver := s.keyed(), s.Hire(who.SecurityAdmin), s.Hire(who.Approver)
	b := webtest.Start(t)
	one, two, third := s.seated(b, address, s.admin), s.seated(b, address, security), s.seated(b, address, approver)
	signs := func(p *webtest.Tab, said string, facts ...string) {
		t.Helper()
		p.See(append(facts, "请核对，然后签名")...)
		p.Tap("用通行密钥签名")
		p.Await(said)
	}
	shoots := func(p *webtest.Tab, name string) {
		t.Helper()
		p.Axe()
		p.Fits()
		p.Shoot(name)
		p.Resize(webtest.Phone)
		p.Fits()
		p.Shoot(name + "-phone")
		p.Resize(webtest.Desk)
	}
	one.Open("/")
	one.See("立信任根")
	one.Open("/root")
	one.See("还没有信任根")
	code := codeOf(t, "security_admin")
	one.Choose("您的通行密钥", "系统管理员的电脑（"+codeOf(t, "system_admin")+"）")
	one.Choose("安全管理员的通行密钥", security.Name+"：安全管理员的电脑（"+code+"）")
	shoots(one, "root-new")
	one.Press("提出信任根")
	signs(one, "已提出", "立信任根（系统管理员）", "信任根指纹", code)
	two.Open("/root")
	two.See("待确认：第 1 号")
	two.Press("确认信任根")
	signs(two, "信任根已立", "立信任根（安全管理员）")
	shoots(two, "root")

	one.Open("/keys")
	one.See("还没有认可", approver.Name)
	one.Check(approver.Name + "：县审批人的电脑")
	shoots(one, "keys")
	one.Press("提出认可选中的密钥")
	signs(one, "已提出", "提出认可：密钥是所列人员本人的", approver.Name)
	two.Open("/keys")
	two.Check(approver.Name + "：县审批人的电脑")
	two.Press("确认认可选中的密钥")
	signs(two, "已认可", approver.Name)
	two.See("已认可 3 枚")

	two.Open("/keys/stolen")
	two.Choose("失窃的密钥", approver.Name+"：县审批人的电脑（"+codeOf(t, "approver")+"）")
	two.Fill("自何日起存疑", "2024-09-09")
	two.Fill("注销原因", "电脑失窃")
	two.Press("提出注销")
	signs(two, "已提出", "提出注销失窃的通行密钥", "2024年9月9日")
	one.Open("/keys/stolen")
	one.Press("确认注销")
	signs(one, "已注销")
	shoots(one, "stolen")
	third.Open("/account")
	third.See("注销：电脑失窃", "您的账号有变动", s.admin.Name+"办理：注销通行密钥")
	shoots(third, "news")
}

// codeOf is the short code of the key of whoever has the role, as their own page has it.
func codeOf(t *testing.T, role string) string {
	t.Helper()
	var k struct {
		County string `db:"county"`
		ID     int64  `db:"staff"`
		RPID   string `db:"rp_id"`
		Origin string `db:"origin"`
		Cred   []byte `db:"credential"`
		Key    []byte `db:"key"`
	}
	err := pgtest.Super(t).GetContext(t.Context(), &k, `SELECT k.county, k.staff, k.rp_id, k.origin, k.credential, k.key FROM fangpin.passkey k JOIN fangpin.staff s ON s.id = k.staff
		WHERE s.role = $1 ORDER BY k.id DESC LIMIT 1`, role)
	if err != nil {
		t.Fatal(err)
	}
	held := passkey.Credential{Site: passkey.Site{RPID: k.RPID, Origin: k.Origin}, ID: k.Cred, Holder: signin.Handle(k.County, k.ID), Key: k.Key}
	return held.Code()
}
