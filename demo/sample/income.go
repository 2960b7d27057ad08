package sample

// employment is 人社局's list of people out of work and of households without an earner (就业), with the income of the last twelve
// months.
func (p *population) employment(n int) *table {
	t := &table{
		name: "人社局_2024年9月_就业.xlsx", agency: "人社局", kind: jobs, sheet: "就业监测",
		title:   "鹤山区农村劳动力就业不稳人员名单（截至2024年8月31日）",
		note:    "家庭人均纯收入统计期：2023年9月—2024年8月",
		foot:    "填报单位：鹤山区人力资源和社会保障局            填报时间：" + sent,
		columns: employmentColumns,
	}
	people := p.mix(20, 0)
	for range n {
		who, struck := people.next(between(18, 60))
		c := identify(who)
		c["是否零就业家庭"], c["就业意愿"] = p.oneOf("是 否 否"), p.oneOf("有 有 有 无")
		p.earn(c, who, struck, 5200, 12000)
		t.rows = append(t.rows, row{who, c})
	}
	return t
}

var employmentColumns = []column{
	{name: "序号", width: 6, look: middle},
	{name: "姓名", width: 12, look: middle},
	{name: "身份证号", head: "身份证号码", width: 21},
	{name: "户主姓名", width: 12, look: middle},
	{name: "乡镇", head: "乡镇", width: 12, look: middle},
	{name: "行政村", head: "村", width: 14, look: middle},
	{name: "自然村", head: "村民小组", width: 10, look: middle},
	{name: "是否零就业家庭", head: "是否\n零就业家庭", width: 11, look: middle},
	{name: "就业意愿", width: 10, look: middle},
	{name: "家庭人均纯收入", head: "家庭人均纯收入（元/年）", width: 16, look: money},
	{name: "家庭人口数", head: "家庭人口（人）", width: 11, look: count},
	{name: "联系电话", width: 14},
}

// relief is 民政局's list of those newly on 低保 or 特困 (社会救助).
func (p *population) relief(n int) *table {
	t := &table{
		name: "民政局_2024年9月_社会救助.xlsx", agency: "民政局", kind: socialRelief, sheet: "新增对象",
		title:   "2024年8月份新增农村低保、特困人员花名册",
		foot:    "填报单位：鹤山区民政局        制表人：        审核人：        填报日期：" + sent,
		guide:   "填表说明：\n1. 身份证号按文本格式填写；\n2. 家庭人均纯收入按申请前十二个月核算，单位为元；\n3. 每月5日前报区乡村振兴局。",
		columns: reliefColumns,
	}
	people := p.mix(20, 0)
	for range n {
		who, struck := people.next(isHead)
		c := identify(who)
		c["救助类别"], c["批准日期"] = p.oneOf("低保 低保 低保 特困"), p.spell(p.day("2024-08-01", "2024-08-30"))
		p.earn(c, who, struck, 3200, 7600)
		t.rows = append(t.rows, row{who, c})
	}
	return t
}

var reliefColumns = []column{
	{name: "序号", width: 6, look: middle},
	{name: "乡镇", head: "乡镇街道", width: 12, look: middle, merge: true},
	{name: "行政村", head: "村（居）", width: 14, look: middle},
	{name: "姓名", width: 12, look: middle},
	{name: "身份证号", head: "公民身份号码", width: 21},
	{name: "户主姓名", head: "户主", width: 12, look: middle},
	{name: "救助类别", width: 10, look: middle},
	{name: "批准日期", width: 13, look: date},
	{name: "家庭人均纯收入", head: "人均纯收入（元）", width: 14, look: money},
	{name: "家庭人口数", width: 11, look: count},
	{name: "联系电话", head: "手机号", width: 14},
}

// earn draws a household's income a head over twelve months, in yuan, and counts its people. The struck are mostly a little below the
// protection line of 6,700 yuan. Two departments say the same of one household.
func (p *population) earn(c cells, who *person, struck bool, least, most int) {
	if struck {
		least, most = 5800, 6600
		if p.chance(15) {
			least, most = 6750, 7600
		}
	}
	if h := who.home; h.income.IsZero() {
		h.income = p.yuan(100*least, 100*most, 1).Shift(-2)
	}
	c["家庭人均纯收入"], c["家庭人口数"] = who.home.income, len(who.home.members)
}
