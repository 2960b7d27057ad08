package sample

import (
	"fmt"
	"strings"
)

const guideName = "样例说明.txt"

// guide tells a person what was written and what is wrong with it.
func guide(c *County) string {
	var b strings.Builder
	b.WriteString("鹤山区（410602）2024年9月样例说明\n\n")
	b.WriteString("本目录的人员、户、金额、事件均为虚构，仅乡镇和行政村为真实区划，自然村名称为编写；学校、医院名称仅作示意。\n")
	fmt.Fprintf(&b, "身份证号的地区码为 %s（从未分配），校验码有效；银行账号以 000000 开头（无此发卡行）；电话以 100 开头（无此号段）。不属于任何人。\n\n", nobody)
	fmt.Fprintf(&b, "一、花名册\n%s：%d人，其中脱贫户%d人、边缘易致贫户%d人；低收入户按定额参保（321人），实际人数多于定额；其余为其他农户。\n\n",
		rosterName, c.People, liftedPeople, edgePeople)
	b.WriteString("二、部门报表（报送月份：2024年9月，数据截至8月31日）\n")
	for _, f := range c.Files {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%d行\n", f.Name, f.Agency, f.Kind, f.Rows)
	}
	fmt.Fprintf(&b, "%s\t%s\t%s\t%d行（错误已改正，用于替换原表）\n", c.Correction.Name, c.Correction.Agency, c.Correction.Kind, c.Correction.Rows)
	b.WriteString("所报人员多为其他农户（未参保）或未达预警监测线，只有少数形成案件；人社局、民政局所报家庭人均纯收入有高有低；同一户可有多次住院结算。均属正常。\n\n")
	b.WriteString("三、有意留下的错误（应逐格指出，其余行照常接收）\n")
	list(&b, c.Defects)
	b.WriteString("\n四、看似有误、实际应照常接收的单元格，以及比对时应注意的人员\n")
	list(&b, c.Oddities)
	return b.String()
}

func list(b *strings.Builder, spots []Spot) {
	for _, s := range spots {
		at := s.Cell
		if s.Sheet != "" {
			at = s.Sheet + "!" + s.Cell
		}
		fmt.Fprintf(b, "%s\t%s\t%s\t%s\n", s.File, at, s.Column, s.Why)
	}
}
