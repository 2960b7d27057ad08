package main

// screen compares the rows with families, roster and warning lines; what is not taken in has its reason (S3 逐户说明情况).
func (n *town) screen() {
	c := n.as(clerk)
	c.Follow("比对立案")
	c.Press("比对 2024 年 9 月月报")
	n.look(c, "screening")
	c.See("刘振华", "赵雨桐")
	c.Follow("比对结果")
	n.look(c, "outcomes")
	handover := c.In("打印交办单")
	handover.Fill("月份", "2024-09")
	handover.Choose("乡镇（街道）", "鹤壁集镇")
	n.printed(handover.Download("打印交办单"))
	b := n.books()
	b.Count("all six categories", 6, `SELECT COUNT(DISTINCT category) FROM claim`)
	b.Count("claims", 7, `SELECT COUNT(*) FROM claim`)
	b.Count("rows not taken in, each with its reason", 2, `SELECT COUNT(*) FROM judged_row WHERE outcome = 'not_taken' AND reason <> ''`)
	b.Count("no row without its outcome", 0, `SELECT COUNT(*) FROM judged_row w JOIN report r ON r.id = w.report WHERE r.status = 'handed_over' AND w.outcome IS NULL`)
}

// entrust gives all to the adjuster: three working days.
func (n *town) entrust() {
	c := n.as(clerk)
	c.Follow("委托查勘")
	n.look(c, "entrust")
	for _, head := range []string{"张守田", "李满仓", "王有福", "赵长根", "陈玉珍", "周建国", "吴大山"} {
		c.Check("选择" + head + "的案件")
	}
	c.Check(adjuster)
	c.Press("委托查勘选中的案件")
	c.See("已委托查勘 7 件")
	n.books().Count("no visit due later than three working days (10 September 2024 was a Tuesday)", 0, `SELECT COUNT(*) FROM assignment WHERE due_on <> '2024-09-13'`)
}

// investigate: every family is visited. One does not qualify.
func (n *town) investigate() {
	for _, head := range []string{"张守田", "李满仓", "赵长根", "陈玉珍", "周建国", "吴大山"} {
		n.visit(head, "符合条件", "入户核实，票据齐全，情况属实")
	}
	n.visit("王有福", "不予赔付", "入户核实，所报损失已由责任方全部承担，本户无自担部分")
	b := n.books()
	b.Count("the claim that the adjuster refused", 1, `SELECT COUNT(*) FROM claim WHERE status = 'declined'`)
	b.Count("no finding for a family without evidence", 0, `SELECT COUNT(*) FROM finding f WHERE qualifies AND
		NOT EXISTS (SELECT FROM evidence e WHERE e.claim = f.claim AND e.round = f.round AND e.turn = f.turn)`)
}

// visit is the finding on one family's claim, told on the phone at their table, with what was corrected: a correction of the heads is asked
// about, for the roster says otherwise.
func (n *town) visit(head, finding, why string, corrected ...string) {
	n.Helper()
	n.visitBy(adjuster, head, finding, why, corrected...)
}

func (n *town) visitBy(adjuster, head, finding, why string, corrected ...string) {
	n.Helper()
	p := n.as(adjuster)
	p.Follow("入户查勘")
	p.Follow(head)
	p.Follow("登记查勘结论")
	p.Choose("查勘结论", finding)
	p.Fill("查勘情况和理由", why)
	for i := 0; i+1 < len(corrected); i += 2 {
		p.Fill(corrected[i], corrected[i+1])
	}
	p.Attach("现场照片", n.photo("入户", head))
	n.look(p, "investigate")
	p.Press("提交查勘结论")
	if len(corrected) > 0 {
		p.See("差异较大")
		p.Check("与报送（花名册）差异较大，已核实")
		p.Press("提交查勘结论")
	}
	p.See(why)
}

// endorse: each village's committee judges its own families, on the phone.
func (n *town) endorse() {
	n.endorseIn(lilintou, "张守田", "李满仓")
	n.endorseIn(shibeitou, "赵长根", "陈玉珍", "周建国", "吴大山")
}

func (n *town) endorseIn(village string, heads ...string) {
	n.Helper()
	p := n.as(village)
	p.Follow("村两委审核")
	n.look(p, "endorse")
	for _, head := range heads {
		p.Check("选择" + head + "的案件")
	}
	p.Choose("审核结果", "同意，报乡镇")
	p.Fill("审核意见", "村两委评议，情况属实，同意上报")
	p.Press("村两委审核选中的案件")
	p.See("村两委已审核")
}

// review: the township passes five and sends one back.
func (n *town) review() {
	n.judge("退回重新查勘", "票据与户口簿姓名不一致，请补充查勘后再报", "李满仓")
	n.judge("通过", "审核通过", "张守田", "赵长根", "陈玉珍", "周建国", "吴大山")
}

func (n *town) judge(decision, words string, heads ...string) {
	n.Helper()
	p := n.as(township)
	p.Follow("乡镇审核")
	n.look(p, "review")
	for _, head := range heads {
		p.Check("选择" + head + "的案件")
	}
	p.Choose("审核结果", decision)
	p.Fill("审核意见", words)
	p.Press("乡镇审核选中的案件")
}

// again: the one that was sent back is visited again and passes.
func (n *town) again() {
	n.visit("李满仓", "符合条件", "复核票据与户口簿，系同一人曾用名，情况属实")
	n.endorseIn(lilintou, "李满仓")
	n.judge("通过", "补充查勘后审核通过", "李满仓")
	n.books().Count("the claim that the township sent back, visited twice", 1, `SELECT COUNT(*) FROM claim WHERE turn = 2 AND status = 'reviewed'`)
}

// file is the county's 备案: only now may an amount be fixed (S2).
func (n *town) file() {
	c := n.as(clerk)
	c.Follow("备案")
	n.look(c, "file")
	for _, head := range []string{"张守田", "李满仓", "赵长根", "陈玉珍", "周建国", "吴大山"} {
		c.Check("选择" + head + "的案件")
	}
	c.Press("备案选中的案件")
	c.See("已备案 6 件")
}
