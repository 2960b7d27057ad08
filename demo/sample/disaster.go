package sample

import (
	"github.com/shopspring/decimal"
)

// disaster is 应急管理局's list of July's storm and of scattered accidents (受灾).
func (p *population) disaster(n int) *table {
	t := &table{
		name: "应急管理局_2024年9月_受灾.xlsx", agency: "应急管理局", kind: disasters, sheet: "受灾情况",
		title:   "鹤山区2024年农村居民受灾及意外事故情况登记表（截至8月31日）",
		note:    "单位：元",
		total:   true,
		foot:    "填报单位：鹤山区应急管理局        经办人：        负责人：        填报日期：" + sent,
		columns: disasterColumns,
	}
	people := p.mix(16, 0)
	for range n {
		who, struck := people.next(isHead)
		c := identify(who)
		p.misfortune(c, struck)
		t.rows = append(t.rows, row{who, c})
	}
	return t
}

var disasterColumns = []column{
	{name: "序号", width: 6, look: middle},
	{name: "乡镇", head: "乡 镇", width: 12, look: middle, merge: true},
	{name: "行政村", head: "村", width: 14, look: middle, merge: true},
	{name: "自然村", width: 10, look: middle},
	{name: "姓名", head: "受灾人", width: 12, look: middle},
	{name: "身份证号", head: "身份证号码", width: 21},
	{name: "户主姓名", head: "户主", width: 12, look: middle},
	{name: "户主身份证号", head: "户主身份证号", width: 21},
	{name: "灾害类型", head: "灾种", width: 12, look: middle},
	{name: "发生日期", head: "受灾日期", width: 13, look: date},
	{name: "财产损失", head: "财产损失（元）", width: 15, look: money, sum: true},
	{name: "医疗费用", head: "医疗费用（元）", width: 15, look: money, sum: true},
	{name: "保险赔付", head: "保险赔付（元）", width: 15, look: money, sum: true},
	{name: "责任方赔付", head: "责任方赔付（元）", width: 16, look: money, sum: true},
	{name: "联系电话", width: 14},
}

// misfortune draws the storm of 16 July, or an accident of its own; what strikes the insured mostly costs more than the 10,000 yuan
// that they bear themselves, and not ruinously more.
func (p *population) misfortune(c cells, struck bool) {
	loss, treatment, liable := p.yuan(1500, 46000, 100), p.cost(), decimal.Zero
	if struck {
		loss, treatment = p.yuan(8000, 34000, 100), p.yuan(8000, 34000, 1)
	}
	kind, day := "暴雨洪涝", must("2024-07-16")
	if p.chance(45) {
		kind, day = p.oneOf("火灾 交通事故 意外摔伤 高处坠落 雷击"), p.day("2024-06-01", "2024-08-30")
	}
	switch kind {
	case "交通事故":
		loss, liable = p.yuan(0, 6000, 500), p.part(treatment, 20, 60)
	case "意外摔伤", "高处坠落":
		loss = decimal.Zero
	default:
		treatment = decimal.Zero
	}
	c["灾害类型"], c["发生日期"] = kind, p.spell(day)
	c["财产损失"], c["医疗费用"], c["责任方赔付"] = loss, treatment, liable
	c["保险赔付"] = decimal.Zero
	if p.chance(40) {
		c["保险赔付"] = p.part(loss.Add(treatment).Sub(liable), 10, 40)
	}
}
