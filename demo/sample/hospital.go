package sample

import (
	"fmt"
	"slices"
	"time"
)

// hospital is 医保局's list of this year's settled stays (住院自付), several to a household where somebody is ill for long.
func (p *population) hospital(n int) *table {
	t := &table{
		name: "医保局_2024年9月_住院自付.xlsx", agency: "医保局", kind: hospitalBills, sheet: "住院自付",
		title:   "鹤山区2024年1—8月农村居民住院费用个人自付情况统计表",
		note:    "填报单位：鹤山区医保局                统计截止：2024年8月31日                单位：元",
		total:   true,
		foot:    "填报人：（签字）            审核人：（签字）            单位负责人：（签字）            填报日期：" + sent,
		columns: hospitalColumns,
	}
	people := p.mix(24, 23)
	for len(t.rows) < n-3 { // kept for a bill settled twice, its reversal, and a row sent twice
		who, struck := people.next(isHead)
		t.rows = append(t.rows, p.stays(who.home, struck, n-3-len(t.rows))...)
	}
	t.rows = append(t.rows, settledTwice(t.rows[0])...)
	for i, r := range t.rows {
		r.cells["结算单号"] = fmt.Sprintf("HS2024%07d", 1000+i*37)
	}
	return t
}

var hospitalColumns = []column{
	{name: "序号", width: 6, look: middle},
	{name: "姓名", head: "患者姓名", width: 12, look: middle},
	{name: "身份证号", head: "身份证号码", width: 21},
	{name: "户主姓名", head: "户主", width: 12, look: middle},
	{name: "乡镇", head: "乡镇（街道）", width: 12, look: middle},
	{name: "行政村", head: "行政村", width: 14, look: middle},
	{name: "自然村", head: "村民小组", width: 10, look: middle},
	{name: "联系电话", width: 14},
	{name: "医疗机构", head: "医院名称", width: 24},
	{name: "入院日期", width: 13, look: date},
	{name: "出院日期", width: 13, look: date},
	{name: "总费用", head: "住院总费用\n（元）", width: 14, look: money, sum: true},
	{name: "基本医保支付", head: "统筹支付", group: "报销情况（元）", width: 14, look: money, sum: true},
	{name: "大病保险支付", head: "大病报销", group: "报销情况（元）", width: 13, look: money, sum: true},
	{name: "医疗救助支付", head: "医疗救助", group: "报销情况（元）", width: 13, look: money, sum: true},
	{name: "其他补助", head: "其他报销", group: "报销情况（元）", width: 13, look: money, sum: true},
	{name: "个人自付", head: "个人自付金额\n（元）", width: 14, look: money, sum: true},
	{name: "结算单号", width: 18},
}

// oftenOne draws how many stays a household had.
func (p *population) oftenOne() int { return []int{1, 1, 1, 1, 1, 2, 2, 2, 3, 5}[p.rng.IntN(10)] }

// stays draws a household's stays of the year, at most so many, in the order of discharge; half the time the next is another member's.
// The struck had one more.
func (p *population) stays(h *household, struck bool, most int) []row {
	n := p.oftenOne()
	if struck {
		n++
	}
	n = min(n, most)
	days := make([]time.Time, n)
	for i := range days {
		days[i] = p.day("2024-01-08", "2024-08-30")
	}
	slices.SortFunc(days, time.Time.Compare)
	at := p.rng.IntN(len(h.members))
	borne := p.split(p.burden(h, struck), n)
	out := make([]row, n)
	for i, day := range days {
		if i > 0 && p.chance(50) {
			at = (at + 1) % len(h.members)
		}
		c := identify(h.members[at])
		c["医疗机构"] = p.oneOf("鹤壁市人民医院 鹤煤总医院 鹤壁市中医院 鹤山区人民医院 安阳市人民医院 新乡医学院第一附属医院 河南省人民医院 郑州大学第一附属医院")
		c["入院日期"], c["出院日期"] = p.spell(day.AddDate(0, 0, -3-p.rng.IntN(25))), p.spell(day)
		p.bill(c, h, borne[i])
		out[i] = row{h.members[at], c}
	}
	return out
}
