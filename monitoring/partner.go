package monitoring

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// Partner is a department or body that the county tells of families under watch (S0: 医保部门标注；人社、农业农村、残联、妇联、团委、慈善总会按帮扶需求),
// and what it needs to know of them to help. Nothing else leaves the office: numbers of identity cards go only to whoever finds people by them.
type Partner struct {
	Agency  string
	low     bool   // of families with a label of 低收入人口, watched or not; else of families under watch
	Does    string // with the list: the purpose, unless another is written
	Scope   string // which families, and which of their people
	persons bool   // a line a person, with the identity number; else a line a family
	labour  bool   // only families with labour
	adults  bool   // only persons from sixteen on, who may be employed (劳动法第十五条)
	sent    bool   // of families that the county's procedure sends to it and that it has not answered, watched or not
	label   string // only families with this label; empty: any
	young   bool   // only families with somebody under eighteen
	told    []part // besides where the family lives, who it is, its kind and since when
}

// part is a column of the list.
type part struct {
	title string
	width float64 // characters
	tells func(pushedFamily) any
}

// What only some partners are told.
var (
	// S0: 将低收入人群名单推送到医保部门标注低收入类别
	lowLabels   = part{"低收入类别", 16, func(f pushedFamily) any { return strings.Join(f.lowIncome(), "、") }}
	labourClass = part{"劳动力类别", 18, func(f pushedFamily) any { return f.Labour.Title() }}
	headCount   = part{"家庭人口", 10, func(f pushedFamily) any { return len(f.people) }}
	childCount  = part{"其中未成年人", 12, func(f pushedFamily) any { return f.children() }}

	// S0: 低于防贫监测线的，组织民政部门开展低收入家庭识别
	sentWhy = part{"转办事项", 20, func(f pushedFamily) any { return f.sent.For }}
	sentOn  = part{"转办日期", 12, func(f pushedFamily) any { return f.sent.On }}
	sentDue = part{"答复期限", 12, func(f pushedFamily) any { return f.sent.Due }}
)

var partners = []Partner{
	{Agency: "医保局", low: true, Does: "标注低收入类别，落实医保待遇", Scope: "低保户、特困户、孤儿、低收入户的家庭成员，不论是否监测", persons: true, told: []part{lowLabels}},
	{Agency: "医保局", Does: "标注参保身份，落实医疗保障", Scope: "全部监测户的家庭成员", persons: true, told: []part{lowLabels}},
	{Agency: "人社局", Does: "就业帮扶", Scope: "有劳动力、弱（半）劳动力的监测户中年满16周岁的成员", persons: true, labour: true, adults: true, told: []part{labourClass}},
	{Agency: "农业农村局", Does: "产业帮扶", Scope: "有劳动力、弱（半）劳动力的监测户，一户一行", labour: true, told: []part{headCount, labourClass}},
	{Agency: "残联", Does: "核对残疾人证，落实残疾人帮扶", Scope: "有残疾人户标签的监测户的家庭成员", persons: true, label: "残疾人户"},
	{Agency: "妇联", Does: "妇女儿童关爱帮扶", Scope: "全部监测户，一户一行", told: []part{headCount, childCount}},
	{Agency: "团委", Does: "助学和青少年帮扶", Scope: "有未成年人的监测户，一户一行", young: true, told: []part{headCount, childCount}},
	{Agency: "慈善总会", Does: "慈善救助、结对帮扶", Scope: "全部监测户，一户一行", told: []part{headCount}},
}

// sentPartner is an office to which the county's procedure sends families, for one thing or several.
func sentPartner(office string, matters []string) Partner {
	return Partner{Agency: office, sent: true, Does: strings.Join(matters, "、"), Scope: "入户核查后按监测程序转该单位、尚未答复的户的家庭成员，不论是否监测",
		persons: true, told: []part{sentWhy, sentOn, sentDue}}
}

// Partners are those who are told: who helps, and each office to which a procedure of the county sends families.
func Partners(ctx context.Context, tx *pg.Tx) ([]Partner, error) {
	offices, err := sentOffices(ctx, tx)
	return slices.Concat(partners, offices), err
}

// sentOffices are the offices to which the county's procedures send families, each once, in the order of the procedures.
func sentOffices(ctx context.Context, tx *pg.Tx) (offices []Partner, err error) {
	rules, err := adopted(ctx, tx)
	if err != nil {
		return nil, err
	}
	var words []string
	matters := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		for _, r := range rules[id].Refer {
			office := r.To
			if i := slices.IndexFunc(words, func(w string) bool { return SameOffice(w, office) }); i >= 0 {
				office = words[i]
			} else {
				words = append(words, office)
			}
			if !slices.Contains(matters[office], r.For) {
				matters[office] = append(matters[office], r.For)
			}
		}
	}
	for _, office := range words {
		offices = append(offices, sentPartner(office, matters[office]))
	}
	return offices, nil
}

// PartnerOf is the partner of a name. What another may be told nobody has said, so it is refused.
func PartnerOf(ctx context.Context, tx *pg.Tx, name string) (Partner, error) {
	all, err := Partners(ctx, tx)
	if err != nil {
		return Partner{}, err
	}
	i := slices.IndexFunc(all, func(p Partner) bool { return p.Name() == name })
	if i < 0 {
		return Partner{}, fault.Invalidf("没有规定可以向“%s”推送哪些内容，请从列出的单位中选择", name)
	}
	return all[i], nil
}

// Name is the department or body with of whom it is told, where these are not families under watch.
func (p Partner) Name() string {
	if p.low || p.sent {
		return p.Agency + "（" + p.Subjects() + "）"
	}
	return p.Agency
}

// Low tells whether the partner is told of families of low income, watched or not.
func (p Partner) Low() bool { return p.low }

// Sent tells whether the partner is told of families that the procedure sends to it.
func (p Partner) Sent() bool { return p.sent }

// Subjects are of whom the list is, as people say it.
func (p Partner) Subjects() string {
	switch {
	case p.low:
		return "低收入人口"
	case p.sent:
		return "转办户"
	}
	return "监测对象"
}

// Heading is over the list.
func (p Partner) Heading() string {
	switch {
	case p.low:
		return "低收入人口名单"
	case p.sent:
		return "转请" + p.Agency + "办理名单"
	}
	return "防止返贫监测对象名单"
}

// Numbers tells whether the partner is told identity numbers.
func (p Partner) Numbers() bool { return p.persons }

// Columns are the titles of what the partner is told, in order.
func (p Partner) Columns() (titles []string) {
	for _, c := range p.columns() {
		titles = append(titles, c.Title)
	}
	return titles
}

func (p Partner) columns() []listing.Column {
	columns := []listing.Column{{Title: "户序号", Width: 7}, {Title: "乡镇", Width: 12}, {Title: "村", Width: 14}, {Title: "户主", Width: 10}}
	if p.persons {
		columns = append(columns, listing.Column{Title: "姓名", Width: 10}, listing.Column{Title: "与户主关系", Width: 11}, listing.Column{Title: "公民身份号码", Width: 22})
	}
	for _, t := range p.told {
		columns = append(columns, listing.Column{Title: t.title, Width: t.width})
	}
	if p.sent {
		return columns
	}
	if p.low {
		return append(columns, listing.Column{Title: "认定日期", Width: 12})
	}
	return append(columns, listing.Column{Title: "监测对象类别", Width: 16}, listing.Column{Title: "纳入日期", Width: 12})
}

// concerned are the people of a family of whom the partner is told.
func (p Partner) concerned(f pushedFamily) []registry.Person {
	return slices.DeleteFunc(slices.Clone(f.people), func(m registry.Person) bool { return p.adults && !f.adult(m) })
}

// lines is how many lines a family has in the partner's list.
func (p Partner) lines(f pushedFamily) int {
	if p.persons {
		return len(p.concerned(f))
	}
	return 1
}
