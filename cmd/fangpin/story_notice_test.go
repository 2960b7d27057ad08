package main

import (
	"bytes"

	"fangpin/web/webtest"
)

// announce: a notice for each village, with the amounts.
func (n *town) announce() {
	c := n.as(clerk)
	c.Follow("发布公示")
	n.look(c, "announce")
	c.Check("选择梨林头村")
	c.Check("选择石碑头村")
	c.Press("发布所选各村的公示")
}

// post: it hangs in the village and in each of its natural villages, and is photographed there.
func (n *town) post() {
	n.hang(lilintou, "梨林头", "东沟", "西沟")
	n.hang(shibeitou, "石碑头", "前组", "后组")
	b := n.books()
	b.Count("no clock ends on another day than 8 October: ten days end in the holiday", 0, `SELECT COUNT(*) FROM clock WHERE last_day <> '2024-10-08'`)
	b.Count("no row without a running clock", 0, `SELECT COUNT(*) FROM notice_row r LEFT JOIN clock k ON k.notice = r.notice AND k.place = r.place WHERE k.run IS NULL`)
}

func (n *town) hang(village string, walls ...string) {
	n.Helper()
	for _, wall := range walls {
		p := n.as(village)
		p.Follow("张贴公示")
		p.In("处未起算").Follow("号")
		n.look(p, "notice")
		n.printed(p.Download("公示（PDF，供张贴）"))
		p.In(wall, "未张贴").Follow("登记张贴")
		p.Choose("张贴地点", wall)
		p.Attach("张贴照片", n.photo(village, wall))
		n.look(p, "post")
		p.Press("登记已张贴")
	}
}

// printed tells a paper from what is none.
func (n *town) printed(paper webtest.File) {
	n.Helper()
	if !bytes.HasPrefix(paper.Content, []byte("%PDF")) {
		n.Errorf("%s is no paper", paper.Name)
	}
}

// object: two objections are written down in the village.
func (n *town) object() {
	n.objection(shibeitou, "赵长根", "反映该户有一人户口已迁出，家庭人口数多报")
	n.objection(shibeitou, "陈玉珍", "反映该户去年已享受过救助")
}

func (n *town) objection(village, head, words string) {
	n.Helper()
	p := n.as(village)
	p.Follow("公示")
	p.In("2024-10-08").Follow("号")
	p.In(head).Follow("查看第")
	n.look(p, "payout")
	p.Follow("登记异议")
	p.Fill("异议内容", words)
	n.look(p, "objection-new")
	p.Press("登记异议")
	p.See(words)
}

// decide: the county's clerk finds one right and one wrong.
func (n *town) decide() {
	c := n.as(clerk)
	c.Follow("处理异议")
	c.In("陈玉珍").Follow("2024-09-30")
	n.look(c, "objection")
	c.Fill("不成立的理由", "经核查，去年救助属另一保单年度，本次符合条件")
	c.Press("异议不成立")
	n.signs(clerk, "公示期照常计算", "异议不成立", "经核查")
	c.Follow("今日待办")
	c.Follow("处理异议")
	c.In("赵长根").Follow("2024-09-30")
	c.Fill("成立的理由", "经核查，反映属实，撤回本笔，按实际人口重新核定")
	c.Choose("重新查勘的查勘员", another) // the one who visited is no choice
	c.Press("异议成立，撤回 10,800.00 元")
	n.signs(clerk, "本笔救助金已撤回", "异议成立")
	b := n.books()
	b.Count("the payout withdrawn by the objection that was upheld", 1, `SELECT COUNT(*) FROM payout WHERE status = 'withdrawn'`)
	b.Count("its claim, in a second round", 1, `SELECT COUNT(*) FROM claim WHERE round = 2 AND status = 'entrusted'`)
}

// clear: what stood its days without an open objection.
func (n *town) clear() {
	c := n.as(clerk)
	c.Follow("确认公示期满")
	n.look(c, "clear")
	c.Press("确认 5 笔公示期满无异议")
	n.books().Count("none still announced: the dismissed objection holds nothing back", 0, `SELECT COUNT(*) FROM payout WHERE status = 'announced'`)
}

// announceAgain hangs the second notice.
func (n *town) announceAgain() {
	c := n.as(clerk)
	c.Follow("发布公示")
	c.Check("选择石碑头村")
	c.Press("发布所选各村的公示")
	n.hang(shibeitou, "石碑头", "前组")
}
