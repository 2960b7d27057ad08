package main

import "fangpin/web/webtest"

// report: the departments send what they found (S2 月对接). The reporter of 教体局 mends a bad row; for the others the clerk takes in what
// they brought, and hands all over.
func (n *town) report() {
	r := n.as(reporter)
	n.send(r, "", "", "在校学费.csv")
	r.See("接收 1 行，有错 1 行", "身份证号的校验码不对")
	n.send(r, "", "在校学费.csv", "在校学费-更正.csv")
	r.See("接收 2 行，有错 0 行", "本份更正了：在校学费.csv")
	n.send(r, "", "", "升学录取.csv")
	n.send(r, "", "", "升学录取.csv")
	r.See("已经接收过")

	c := n.as(clerk)
	for _, from := range []struct{ agency, name string }{
		{"医保局", "住院自付.csv"}, {"应急管理局", "受灾.csv"}, {"民政局", "社会救助.csv"}, {"农业农村局", "产业损失.csv"},
	} {
		n.send(c, from.agency, "", from.name)
		c.See("有错 0 行")
	}
	c.Follow("月报")
	n.look(c, "reports")
	for _, one := range []string{"住院自付", "受灾", "社会救助", "产业损失", "在校学费", "升学录取"} {
		c.Check(one)
	}
	c.Press("交办选中的月报")
	c.See("已交办月报 6 份")

	b := n.books()
	b.Count("the file that was corrected", 1, `SELECT COUNT(*) FROM report WHERE status = 'replaced'`)
	b.Count("its defect, with its cell", 1, `SELECT COUNT(*) FROM defect WHERE cell = 'B2'`)
	b.Count("files handed over", 6, `SELECT COUNT(*) FROM report WHERE status = 'handed_over'`)
}

// send is a department's file, brought by its reporter, or else to the clerk, who says whose it is; in the place of another if that is named.
func (n *town) send(p webtest.Person, agency, replaces, name string) {
	n.Helper()
	p.Follow("月报")
	p.Follow("报送月报")
	if agency != "" {
		p.Choose("报送部门", agency)
	}
	p.Fill("月份", "2024-09")
	p.Attach("月报文件", storyFile(name))
	if replaces != "" {
		p.Choose("是否更正", replaces)
	}
	p.Press("报送")
}
