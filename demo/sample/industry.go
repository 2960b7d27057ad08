package sample

import "github.com/shopspring/decimal"

// industry is 农业农村局's list of farm losses (产业损失), a CSV in GB18030 as its system writes it.
func (p *population) industry(n int) *table {
	t := &table{
		name: "农业农村局_2024年9月_产业损失.csv", agency: "农业农村局", kind: losses,
		title:   "鹤山区农户产业受损情况表（截至2024年8月31日）",
		columns: industryColumns,
	}
	people := p.mix(15, 0)
	for range n {
		who, struck := people.next(isHead)
		c := identify(who)
		loss := p.yuan(1000, 62000, 10)
		if struck {
			loss = p.yuan(9000, 40000, 10)
		}
		c["产业名称"] = p.oneOf("生猪养殖 蛋鸡养殖 肉羊养殖 中蜂养殖 香菇种植 花椒种植 大棚蔬菜 核桃种植 玉米种植 农家乐")
		c["发生日期"], c["损失金额"], c["保险赔付"] = p.spell(p.day("2024-05-10", "2024-08-28")), loss, decimal.Zero
		if p.chance(45) {
			c["保险赔付"] = p.part(loss, 10, 50)
		}
		t.rows = append(t.rows, row{who, c})
	}
	t.rows[n/3].cells["备注"] = "已现场核查\n待补照片"
	return t
}

var industryColumns = []column{
	{name: "序号"},
	{name: "户主姓名", head: "户主"},
	{name: "姓名"},
	{name: "身份证号", head: "身份证号码"},
	{name: "乡镇", head: "街道"},
	{name: "行政村", head: "村"},
	{name: "自然村"},
	{name: "产业名称", head: "产业类型"},
	{name: "发生日期", look: date},
	{name: "损失金额", head: "损失金额(元)"},
	{name: "保险赔付", head: "保险赔付(元)"},
	{name: "联系电话", head: "电话"},
	{name: "备注"},
}
