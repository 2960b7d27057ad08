package reports

import (
	"slices"

	"fangpin/scheme"
)

// people are the columns common to all kinds. Who a row is about is known by name and number; the household and the village
// are the registry's to know, so here they may be missing.
var people = []Column{
	{Word: "name", Title: "姓名", Type: Name, Need: Filled,
		Variants: []string{"患者姓名", "学生姓名", "受灾人", "受灾人姓名", "人员姓名", "参保人姓名", "农户姓名"}},
	{Word: "id_number", Title: "身份证号", Type: IDNumber, Need: Filled,
		Variants: []string{"身份证号码", "公民身份号码", "公民身份证号码", "证件号码", "证件号", "身份证", "居民身份证号", "居民身份证号码",
			"患者身份证号", "患者身份证号码", "学生身份证号", "学生身份证号码"}},
	{Word: "head_name", Title: "户主姓名", Type: Name, Variants: []string{"户主"}},
	{Word: "head_id_number", Title: "户主身份证号", Type: IDNumber,
		Variants: []string{"户主证件号码", "户主身份证号码", "户主公民身份号码", "户主证件号", "户主身份证"}},
	{Word: "township", Title: "乡镇", Variants: []string{"乡镇街道", "乡镇办", "乡", "镇", "所在乡镇"}, StandIns: []string{"街道", "街道办"}},
	{Word: "village", Title: "行政村", Variants: []string{"村", "村居", "所在村", "村社区", "行政村社区", "村名"}, StandIns: []string{"社区"}},
	{Word: "natural_village", Title: "自然村", StandIns: []string{"村民小组", "组", "村组", "小组"}},
	{Word: "phone", Title: "联系电话", Type: Phone, StandIns: []string{"电话", "手机号", "手机号码", "联系方式", "电话号码", "手机"}},
}

var (
	occurred = Column{Word: "occurred", Title: "发生日期", Type: Day, Need: Filled, Variants: []string{"受灾日期", "发生时间", "受灾时间"}}
	insured  = Column{Word: "insured_paid", Title: "保险赔付", Type: Money, Need: OrZero, Variants: []string{"保险赔付金额", "保险赔款", "保险理赔"}}
	income   = []Column{
		{Word: "income_per_head", Title: "家庭人均纯收入", Type: Money, Variants: []string{"人均纯收入", "家庭年人均纯收入"}},
		{Word: "persons", Title: "家庭人口数", Type: Heads, Variants: []string{"家庭人口", "家庭成员数"}},
	}
	incomeFacts    = []string{"income_per_head", "persons"}
	incomeEvidence = []string{"收入证明", "户口簿或身份证", "现场照片", "其他材料"}
)

// kinds are the departments' reports, as the domain notes §5 list their columns. Every kind needs the columns that its rows
// cannot be judged without (Filled, Present); what only adds to them may be missing.
var kinds = []Kind{
	{Code: "hospital", Title: "住院自付", Agencies: []string{"医保局"}, Category: scheme.Hospital, Event: "discharged", Risk: "因病",
		Extent: []string{OfYear, OfMonth}, Together: true, Several: true, // all settlements of the year that are in no claim
		Measures: []Measure{ // both of S1's bases: the single bill and the year
			{Word: "self_pay_year", Title: "本年累计自付", Plus: []string{"self_paid"}, Over: OfYear},
			{Word: "self_pay_once", Title: "单次自付", Plus: []string{"self_paid"}},
		},
		Evidence: []string{"住院结算单", "诊断证明或出院小结", "户口簿或身份证", "现场照片", "其他材料"},
		Key:      []string{"institution", "settlement"}, rules: hospitalRules, Columns: with(
			Column{Word: "admitted", Title: "入院日期", Type: Day, Variants: []string{"入院时间"}},
			Column{Word: "discharged", Title: "出院日期", Type: Day, Need: Filled, Variants: []string{"出院时间"}, StandIns: []string{"结算日期", "结算时间"}},
			Column{Word: "institution", Title: "医疗机构", Need: Filled, Variants: []string{"医院名称", "医疗机构名称", "就诊医院", "定点医疗机构"}},
			Column{Word: "expense", Title: "总费用", Type: Money, Need: Filled, Signed: true, Variants: []string{"住院总费用", "医疗总费用", "医疗费总额"}},
			Column{Word: "basic_paid", Title: "基本医保支付", Type: Money, Need: Present, Signed: true,
				Variants: []string{"统筹支付", "基本医保报销", "基本医保", "统筹基金支付", "基本医保支付金额", "基本医疗保险支付"}},
			Column{Word: "serious_paid", Title: "大病保险支付", Type: Money, Need: OrZero, Signed: true,
				Variants: []string{"大病报销", "大病保险", "大病保险报销", "大病支付", "大病保险支付金额"}},
			Column{Word: "aid_paid", Title: "医疗救助支付", Type: Money, Need: OrZero, Signed: true, Variants: []string{"医疗救助", "医疗救助金额", "医疗救助支付金额"}},
			Column{Word: "other_paid", Title: "其他补助", Type: Money, Need: OrZero, Signed: true, Variants: []string{"其他报销", "其他补助金额", "其他支付"}},
			Column{Word: "self_paid", Title: "个人自付", Type: Money, Need: Filled, Signed: true, Variants: []string{"自付金额", "个人自付金额", "个人自付费用"}},
			Column{Word: "settlement", Title: "结算单号", Type: Code, Need: Filled, Variants: []string{"结算编号", "结算号", "结算单编号"}},
		)},
	{Code: "outpatient", Title: "门诊门特", Agencies: []string{"医保局"}, Event: "month", Risk: "因病", Key: []string{"month", "id_number"},
		Measures: []Measure{{Word: "outpatient_month", Title: "当月门诊统筹和门特费用", Plus: []string{"outpatient", "special"}, Over: "month"}}, Columns: with(
			Column{Word: "month", Title: "月份", Type: MonthOf, Need: Filled, Variants: []string{"费用月份", "所属月份"}},
			Column{Word: "outpatient", Title: "门诊统筹费用", Type: Money, Need: Present, Variants: []string{"门诊统筹费", "门诊统筹"}},
			Column{Word: "special", Title: "门特费用", Type: Money, Need: Present, Variants: []string{"门特费", "门特", "门诊特殊病费用"}},
		)},
	{Code: "serious_illness", Title: "大病新增", Agencies: []string{"卫健委"}, Event: "diagnosed", Risk: "因病", Key: []string{"disease", "id_number"}, Columns: with(
		Column{Word: "disease", Title: "病种", Need: Filled, Variants: []string{"病种名称", "大病病种"}},
		Column{Word: "diagnosed", Title: "确诊日期", Type: Day, Need: Filled, Variants: []string{"确诊时间"}},
	)},
	{Code: "health_event", Title: "公共卫生事件", Agencies: []string{"卫健委"}, Event: "occurred", Risk: "因疫",
		Key: []string{"event", "occurred", "id_number"}, Columns: with(
			Column{Word: "event", Title: "事件名称", Need: Filled},
			occurred,
			Column{Word: "grade", Title: "级别", Need: Filled, Variants: []string{"事件级别"}},
		)},
	{Code: "schooling", Title: "在校学费", Agencies: []string{"教体局"}, Category: scheme.Schooling, Risk: "因学", Key: []string{"school_year", "id_number"},
		Extent: []string{OfPerson, "school_year"},
		Measures: []Measure{{Word: "school_cost_year", Title: "本学年自负学费", Plus: []string{"tuition", "lodging", "books"}, Less: []string{"aid_paid"},
			Over: "school_year"}},
		Evidence: []string{"缴费票据", "学籍证明", "户口簿或身份证", "现场照片", "其他材料"}, Columns: with(
			Column{Word: "school", Title: "学校", Need: Filled, Variants: []string{"就读学校", "学校名称"}},
			Column{Word: "stage", Title: "学段"},
			Column{Word: "school_year", Title: "学年", Type: SchoolYear, Need: Filled},
			Column{Word: "tuition", Title: "学费", Type: Money, Need: Filled},
			Column{Word: "lodging", Title: "住宿费", Type: Money, Need: OrZero},
			Column{Word: "books", Title: "教科书费", Type: Money, Need: OrZero, Variants: []string{"书费", "书本费", "教材费"}},
			Column{Word: "aid_paid", Title: "资助金额", Type: Money, Need: OrZero, Variants: []string{"资助", "补助金额"}},
		)},
	{Code: "admission", Title: "升学录取", Agencies: []string{"教体局"}, Category: scheme.Admission, Event: "admitted", Risk: "因学",
		Key: []string{"notice", "id_number"}, Extent: []string{OfPerson, "notice"},
		Evidence: []string{"录取通知书", "户口簿或身份证", "现场照片", "其他材料"}, Columns: with(
			Column{Word: "school", Title: "录取院校", Need: Filled, Variants: []string{"录取学校", "录取院校名称"}},
			Column{Word: "level", Title: "层次", Type: Level, Need: Filled, Variants: []string{"录取层次", "学历层次"}},
			Column{Word: "admitted", Title: "录取日期", Type: Day, Need: Filled, Variants: []string{"录取时间"}},
			Column{Word: "notice", Title: "录取通知书编号", Type: Code, Need: Filled, Clear: true, Variants: []string{"录取通知书号", "通知书编号"}},
		)},
	{Code: "disaster", Title: "受灾", Agencies: []string{"应急管理局"}, Category: scheme.Accident, Event: "occurred", Risk: "因灾",
		Key: []string{"disaster", "occurred", "id_number"}, Extent: []string{"disaster", OfDay}, Several: true,
		Measures: []Measure{{Word: "disaster_loss", Title: "受灾损失", Plus: []string{"loss", "expense"}}},
		Evidence: []string{"现场照片", "灾害或事故证明", "损失清单", "医疗票据", "其他材料"}, rules: disasterRules, Columns: with(
			Column{Word: "disaster", Title: "灾害类型", Need: Filled, Clear: true, Variants: []string{"灾种", "灾害种类"}},
			occurred,
			Column{Word: "loss", Title: "财产损失", Type: Money, Need: Present, Variants: []string{"损失金额", "财产损失金额"}},
			Column{Word: "expense", Title: "医疗费用", Type: Money, Need: OrZero, Variants: []string{"医疗费"}},
			insured,
			Column{Word: "liable_paid", Title: "责任方赔付", Type: Money, Need: OrZero, Variants: []string{"责任方赔付金额", "责任方赔款", "责任方赔偿"}},
		)},
	{Code: "industry", Title: "产业损失", Agencies: []string{"农业农村局"}, Category: scheme.Industry, Event: "occurred", Risk: "因产业失败",
		Key: []string{"industry", "occurred", "id_number"}, Extent: []string{"industry", OfDay},
		Measures: []Measure{{Word: "industry_loss", Title: "产业损失", Plus: []string{"loss"}}},
		Evidence: []string{"现场照片", "损失清单", "保险赔付单", "其他材料"}, Columns: with(
			Column{Word: "industry", Title: "产业名称", Need: Filled, Clear: true, Variants: []string{"产业类型", "产业项目"}},
			occurred,
			Column{Word: "loss", Title: "损失金额", Type: Money, Need: Filled, Variants: []string{"产业损失", "产业损失金额"}},
			insured,
		)},
	{Code: "employment", Title: "就业", Agencies: []string{"人社局"}, Category: scheme.Income, Risk: "因就业不稳", Key: []string{"id_number"},
		Standing: true, Needs: incomeFacts, Extent: []string{OfYear}, Evidence: incomeEvidence, rules: incomeRules, Columns: with(
			Column{Word: "no_earner", Title: "是否零就业家庭", Type: YesNo, Need: Filled, Variants: []string{"零就业家庭"}},
			Column{Word: "willing", Title: "就业意愿", Need: Filled},
			income[0], income[1],
		)},
	{Code: "relief", Title: "社会救助", Agencies: []string{"民政局"}, Category: scheme.Income, Event: "approved", Risk: "新增社会救助", Key: []string{"relief", "id_number"},
		Standing: true, Needs: incomeFacts, Extent: []string{OfYear}, Evidence: incomeEvidence, rules: incomeRules, Columns: with(
			Column{Word: "relief", Title: "救助类别", Need: Filled, Variants: []string{"救助类型"}},
			Column{Word: "approved", Title: "批准日期", Type: Day, Need: Filled, Variants: []string{"批准时间", "审批日期"}},
			income[0], income[1],
		)},
	{Code: "problem", Title: "三保障问题", Agencies: []string{"教体局", "卫健委", "医保局", "住建局", "水利局"}, Event: "found", Risk: "“三保障”及饮水问题",
		Key: []string{"problem", "description", "found", "id_number"}, Columns: with(
			Column{Word: "problem", Title: "问题类别", Need: Filled, Variants: []string{"问题类型"}},
			Column{Word: "description", Title: "问题描述", Need: Filled, Variants: []string{"问题情况"}},
			Column{Word: "found", Title: "发现日期", Type: Day, Need: Filled, Variants: []string{"发现时间"}},
		)},
	{Code: "population", Title: "人口变动", Agencies: []string{"公安局"}, Event: "changed", Risk: "人口变动", Neutral: true,
		Key: []string{"change", "changed", "id_number"}, Columns: with(
			Column{Word: "change", Title: "变动类型", Need: Filled, Variants: []string{"变动类别", "变动原因"}},
			Column{Word: "changed", Title: "变动日期", Type: Day, Need: Filled, Variants: []string{"变动时间"}},
			Column{Word: "destination", Title: "迁入地"},
		)},
}

func with(own ...Column) []Column { return slices.Concat(people, own) }
