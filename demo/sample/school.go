package sample

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// stage is a stage of schooling and what a year of it costs, in yuan.
type stage struct {
	name            string
	schools         string
	youngest        int
	oldest          int
	tuition, aid    [2]int
	lodging, books  [2]int
	weight, private int // percent of the private ones, which cost several times as much
}

var stages = []stage{
	{"高中", "鹤壁市高中 鹤壁市第二高级中学 鹤壁市综合高中", 15, 18, [2]int{900, 1700}, [2]int{500, 2000}, [2]int{400, 900}, [2]int{450, 900}, 35, 15},
	{"中职", "鹤壁机电信息工程学校 鹤壁市工贸职业学校", 15, 18, [2]int{0, 800}, [2]int{500, 1500}, [2]int{400, 800}, [2]int{350, 700}, 20, 10},
	{"大专", "鹤壁职业技术学院 鹤壁汽车工程职业学院 河南护理职业学院", 18, 22, [2]int{3900, 6600}, [2]int{500, 2200}, [2]int{600, 1200}, [2]int{400, 800}, 25, 40},
	{"本科", "河南理工大学 安阳师范学院 河南科技学院 黄河交通学院", 18, 23, [2]int{3700, 5700}, [2]int{500, 3300}, [2]int{700, 1400}, [2]int{400, 900}, 20, 40},
}

// schooling is 教体局's list of this school year's fees (在校学费), one row to a student.
func (p *population) schooling(n int) *table {
	t := &table{
		name: "教体局_2024年9月_在校学费.xlsx", agency: "教体局", kind: schoolFees, sheet: "Sheet1",
		title:   "鹤山区2024—2025学年农村家庭在校学生学费情况统计表",
		note:    "填报单位（盖章）：鹤山区教育体育局                                        " + sent,
		total:   true,
		foot:    "制表：            审核：            联系电话：",
		columns: schoolColumns,
	}
	people := p.mix(32, 24)
	for len(t.rows) < n-1 { // one row is kept for a student sent twice
		who, struck := people.next(between(15, 22))
		t.rows = append(t.rows, row{who, p.fees(who, struck)})
	}
	return t
}

var schoolColumns = []column{
	{name: "序号", width: 6, look: middle},
	{name: "姓名", head: "学生姓名", width: 12, look: middle},
	{name: "身份证号", head: "公民身份号码", width: 21},
	{name: "户主姓名", width: 12, look: middle},
	{name: "户主身份证号", head: "户主证件号码", width: 21},
	{name: "乡镇", head: "乡镇街道", width: 12, look: middle},
	{name: "行政村", head: "村居", width: 14, look: middle},
	{name: "自然村", head: "组", width: 10, look: middle},
	{name: "学校", head: "就读学校", width: 24},
	{name: "学段", width: 8, look: middle},
	{name: "学年", width: 12, look: middle},
	{name: "学费", head: "学费（元）", width: 12, look: money, sum: true},
	{name: "住宿费", head: "住宿费（元）", width: 13, look: money, sum: true},
	{name: "教科书费", head: "书费（元）", width: 12, look: money, sum: true},
	{name: "资助金额", head: "补助金额（元）", width: 15, look: money, sum: true},
	{name: "联系电话", head: "手机号", width: 14},
}

// fees draws a student's school and what the year costs; the poor get more help, never more than the cost. The struck are at private
// schools and left with more than 6,000 yuan, the other insured with less.
func (p *population) fees(who *person, struck bool) cells {
	s := p.stage(who.age)
	tuition := p.yuan(s.tuition[0], s.tuition[1], 50)
	lodging, books := p.yuan(s.lodging[0], s.lodging[1], 50), p.books(s)
	aid := decimal.Zero
	if who.home.class == lifted || p.chance(20) {
		aid = decimal.Min(p.yuan(s.aid[0], s.aid[1], 100), tuition.Add(lodging).Add(books))
	}
	switch {
	case struck:
		tuition = p.yuan(5300, 8900, 50).Add(aid)
	case who.home.insured():
		most := decimal.NewFromInt(5900)
		aid = decimal.Max(aid, tuition.Add(lodging).Add(books).Sub(most).RoundUp(-2))
	case p.chance(s.private):
		tuition = tuition.Add(p.yuan(5000, 14000, 200))
	}
	c := identify(who)
	c["学校"], c["学段"], c["学年"] = p.oneOf(s.schools), s.name, "2024-2025"
	c["学费"], c["住宿费"], c["教科书费"], c["资助金额"] = tuition, lodging, books, aid
	return c
}

func (p *population) books(s stage) decimal.Decimal {
	return p.yuan(100*s.books[0], 100*s.books[1], 5).Shift(-2)
}

// stage draws a stage that suits the age.
func (p *population) stage(age int) stage {
	var fit []stage
	for _, s := range stages {
		if age >= s.youngest && age <= s.oldest {
			fit = append(fit, slices.Repeat([]stage{s}, s.weight/5)...)
		}
	}
	return fit[p.rng.IntN(len(fit))]
}

// admission is 教体局's list of this summer's admissions (升学录取), one row to a notice.
func (p *population) admission(n int) *table {
	t := &table{
		name: "教体局_2024年9月_升学录取.xlsx", agency: "教体局", kind: admissions, sheet: "录取名单",
		title:   "2024年鹤山区农村家庭普通高校录取新生名单",
		foot:    "填报单位：鹤山区教育体育局    （盖章）        " + sent,
		columns: admissionColumns,
	}
	people := p.mix(12, 0)
	for len(t.rows) < n {
		who, _ := people.next(between(17, 20))
		t.rows = append(t.rows, row{who, p.notice(who, len(t.rows))})
		if len(t.rows) == 1 { // two colleges want the first
			t.rows = append(t.rows, row{who, p.notice(who, len(t.rows))})
		}
	}
	return t
}

// notice draws a notice of admission, the n-th.
func (p *population) notice(who *person, n int) cells {
	c := identify(who)
	c["层次"] = p.oneOf("本科 专科")
	c["录取院校"] = p.oneOf(map[string]string{"本科": stages[3].schools, "专科": stages[2].schools}[c["层次"].(string)])
	c["录取日期"] = p.spell(p.day("2024-07-12", "2024-08-28"))
	c["录取通知书编号"] = fmt.Sprintf("2024%06d", 31000+n*113)
	return c
}

var admissionColumns = []column{
	{name: "序号", width: 6, look: middle},
	{name: "姓名", head: "学生姓名", width: 12, look: middle},
	{name: "身份证号", head: "证件号码", width: 21},
	{name: "户主姓名", head: "户主姓名", width: 12, look: middle},
	{name: "乡镇", head: "乡镇", width: 12, look: middle, merge: true},
	{name: "行政村", head: "所在村", width: 14, look: middle, merge: true},
	{name: "联系电话", head: "电话", width: 14},
	{name: "录取院校", head: "录取学校", width: 24},
	{name: "层次", head: "录取层次", width: 10, look: middle},
	{name: "录取日期", width: 13, look: date},
	{name: "录取通知书编号", width: 18},
}
