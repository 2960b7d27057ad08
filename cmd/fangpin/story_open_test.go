package main

import (
	"regexp"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/ledger"
	"fangpin/web/webtest"
)

// takeOn: the system administrator asks for a new approver's place and the security administrator grants it; with a half code of each the
// approver sets a password and binds an authenticator of their own.
func (n *town) takeOn() {
	a := n.as(admin)
	a.Follow("人员")
	a.Follow("新增人员")
	n.look(a, "staff-new")
	a.Fill("姓名", newcomer)
	a.Fill("工号", "S02")
	a.Fill("身份证号", "410602198001010015")
	a.Fill("单位", "鹤山区乡村振兴局")
	a.Fill("手机号", "13937210086")
	a.Choose("角色", "县审批人")
	a.Fill("登录名", "erhao")
	a.Fill("申请理由", "接替退休人员")
	a.Press("提出新增")
	n.look(a, "staff-half")
	one := n.half(a)

	b := n.as(security)
	b.Follow("授权")
	n.look(b, "grants")
	b.Follow("新增人员")
	n.look(b, "grant")
	b.Fill("身份证号", "410602198001010015")
	b.Check("已核对本人和事项")
	b.Press("批准")
	n.signs(security, "启用码第二段", "批准授权：新增人员", newcomer, "县审批人", "S02")
	two := n.half(b)

	p := n.sit(n.T, n.url, false)
	p.Open("/")
	p.Follow("首次启用或重设密码")
	n.look(p, "enrol")
	p.Fill("登录名", "erhao")
	p.Fill("启用码第一段", one)
	p.Fill("启用码第二段", two)
	p.Fill("设定密码", storyPassword)
	p.Fill("再写一遍密码", storyPassword)
	p.Press("启用")
	n.look(p, "signin-bind")
	secret := regexp.MustCompile(`密钥：([A-Z2-7]+)`).FindStringSubmatch(p.Text())
	if secret == nil {
		n.Fatalf("the approver is told no secret: %s", p.Text())
	}
	code, err := totp.GenerateCode(secret[1], n.clock.Now())
	n.must(err)
	p.Fill("验证器上显示的六位数字", code)
	p.Press("绑定")
	p.See("动态口令已绑定", "今日待办")
	n.seated[newcomer] = p
	n.posts[newcomer] = post{member: staff.Member{Name: newcomer, Role: who.Approver}, secret: secret[1]}
	n.keyed(p, who.Approver)
}

// half is the half code that an administrator is told.
func (n *town) half(p webtest.Person) string {
	n.Helper()
	found := regexp.MustCompile(`启用码第[一二]段\s*([a-zA-Z2-9]{4}-[a-zA-Z2-9]{4}-[a-zA-Z2-9]{4})`).FindStringSubmatch(p.Text())
	if found == nil {
		n.Fatalf("no half code: %s", p.Text())
	}
	return found[1]
}

// enrol reads the roster; a second clerk confirms the accounts that the first brought.
func (n *town) enrol() {
	c := n.as(clerk)
	c.Follow("户")
	c.Follow("导入花名册")
	c.Attach("花名册文件", storyFile("花名册.csv"))
	n.look(c, "roster")
	c.Press("导入")
	c.See("已导入 8 户 19 人")

	d := n.as(colleague)
	d.Follow("复核账户")
	n.look(d, "accounts")
	for _, head := range []string{"张守田", "李满仓", "王有福", "赵长根", "陈玉珍", "周建国", "吴大山", "刘振华"} {
		d.Check("选择 " + head + " 的账户")
	}
	d.Press("复核选中的账户")
	n.signs(colleague, "已复核账户", "复核账户", "8 个")
	d.See("已复核账户 8 个")
	n.books().Count("no account that one person alone entered and confirmed", 0,
		`SELECT COUNT(*) FROM account a LEFT JOIN confirmation c ON c.account = a.id WHERE c.confirmed_by IS NULL OR c.confirmed_by = a.entered_by`)
}

// insure: the scheme is proposed by one and confirmed by another, the roster drawn by it, the premium paid in.
func (n *town) insure() {
	c := n.as(clerk)
	c.Follow("方案")
	c.Follow("提出方案")
	c.Attach("方案文件", storyFile("理赔方案.yaml"))
	n.look(c, "scheme-new")
	c.Press("提出方案")

	a := n.as(first)
	a.Follow("确认理赔方案")
	a.Follow("鹤山区2024年度防贫保理赔方案")
	n.look(a, "scheme")
	a.Fill("生效日期", "2024-01-01")
	a.Press("确认方案")
	a.See("2024年1月1日起生效")

	c.Follow("保单")
	n.look(c, "policies")
	c.Fill("承保机构", "演示保险公司")
	c.Fill("起始日期", "2024-01-01")
	c.Fill("终止日期", "2024-12-31")
	c.Fill("每人保费（元）", "2000")
	c.Press("登记保单")
	c.Press("生成参保名册")
	n.look(c, "policy")
	c.Fill("到账金额（元）", "40,000")
	c.Fill("到账日期", "2024-01-10")
	c.Attach("银行回单", n.photo("保费", "银行回单"))
	c.Press("登记到账")
	c.See("保费已收齐")
	b := n.books()
	b.Balance(ledger.PremiumFund, "40000.00") // 14 + 4 + 2 heads at 2,000 yuan (S2: the tenth is rounded up)
	b.Balance(ledger.Bank, "40000.00")
}
