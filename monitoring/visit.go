package monitoring

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
	"fangpin/registry"
)

// Visit is what village and township cadres found at a family's home (入户核查). Income and members come from here, never from a report.
type Visit struct {
	Watch      int64
	On         calendar.Date // 0: today
	Members    []Member
	Income     []Income        // over the procedure's months; none where the procedure draws no line and nobody asked
	Costs      decimal.Decimal // of production, in yuan over the same months
	Medical    decimal.Decimal // paid by the household itself, in yuan over the same months; shown beside the income
	Safeguards []Safeguard     // each of the four
	Assets     []AssetCode     // flagged; none found where empty
	Risk       procedure.Risk
	Labour     procedure.Labour // of the household; empty: as the visit before said
	Found      string           // what was seen and said
	Why        string           // where it ends the matter: why the family is not taken in (S3: 逐户说明情况); else empty
	Photos     []Attachment
}

// Member is one of the family who lives there, by the registry.
type Member struct {
	Person int64            `json:"person,string"`
	Labour procedure.Labour `json:"labour,omitempty"` // of this person; empty: not established
}

// IncomeSource is where an income comes from, a closed list (四类收入).
type IncomeSource string

const (
	Wage     IncomeSource = "wage"     // 工资性收入
	Business IncomeSource = "business" // 生产经营性收入
	Property IncomeSource = "property" // 财产性收入
	Transfer IncomeSource = "transfer" // 转移性收入
)

var incomeTitles = map[IncomeSource]string{Wage: "工资性收入", Business: "生产经营性收入", Property: "财产性收入", Transfer: "转移性收入"}

// IncomeSources lists them in the order of the form.
func IncomeSources() []IncomeSource { return []IncomeSource{Wage, Business, Property, Transfer} }

// Title is the source as people say it.
func (s IncomeSource) Title() string { return incomeTitles[s] }

// Income is one line of it, in yuan.
type Income struct {
	Source IncomeSource    `json:"source"`
	Amount decimal.Decimal `json:"amount"`
	Words  string          `json:"words,omitempty"` // from whom, what for
}

// SafeguardCode is one of 三保障及饮水安全, a closed list.
type SafeguardCode string

const (
	Education SafeguardCode = "education" // 义务教育
	Medical   SafeguardCode = "medical"   // 基本医疗
	Housing   SafeguardCode = "housing"   // 住房安全
	Water     SafeguardCode = "water"     // 饮水安全
)

var safeguardTitles = map[SafeguardCode]string{Education: "义务教育", Medical: "基本医疗", Housing: "住房安全", Water: "饮水安全"}

// Safeguards lists the four in the order of the form.
func Safeguards() []SafeguardCode { return []SafeguardCode{Education, Medical, Housing, Water} }

// Title is the safeguard as people say it.
func (s SafeguardCode) Title() string { return safeguardTitles[s] }

// Safeguard is whether one of the four has a problem, and which.
type Safeguard struct {
	Of      SafeguardCode `json:"of"`
	Problem string        `json:"problem,omitempty"` // empty: none
}

// AssetCode is what a household may own that speaks against need, a closed list (财产检索: S0).
type AssetCode string

const (
	Car     AssetCode = "car"     // 机动车辆
	House   AssetCode = "house"   // 商品房、商铺
	Company AssetCode = "company" // 经营主体
	Deposit AssetCode = "deposit" // 大额存款、理财
	Payroll AssetCode = "payroll" // 财政供养人员
)

var assetTitles = map[AssetCode]string{Car: "机动车辆", House: "商品房或商铺", Company: "注册公司等经营主体", Deposit: "大额存款或理财", Payroll: "财政供养人员"}

// Assets lists them in the order of the form.
func Assets() []AssetCode { return []AssetCode{Car, House, Company, Deposit, Payroll} }

// Title is the asset as people say it.
func (a AssetCode) Title() string { return assetTitles[a] }

// Net is the household's income over the months: all lines less the costs of production, in yuan.
func (v Visit) Net() decimal.Decimal {
	total := decimal.Zero
	for _, line := range v.Income {
		total = total.Add(line.Amount)
	}
	return total.Sub(v.Costs)
}

// Wanting are the safeguards that the visit found a problem with.
func (v Visit) Wanting() []Safeguard {
	return only(v.Safeguards, func(s Safeguard) bool { return s.Problem != "" })
}

// asked tells whether the visit established an income.
func (v Visit) asked(rule *procedure.Procedure) bool {
	return rule.Line != nil || len(v.Income) > 0 || !v.Costs.IsZero()
}

// VisitFamilies records visits. What follows from each, the procedure's door says.
func VisitFamilies(ctx context.Context, tx *pg.Tx, visits []Visit) error {
	if err := VisitStep.Permit(tx, fmt.Sprintf("入户核查 %d 户", len(visits))); err != nil {
		return err
	}
	ids := make([]int64, len(visits))
	for i, v := range visits {
		ids[i] = v.Watch
	}
	held, err := hold(ctx, tx, VisitStep, ids)
	if err != nil {
		return err
	}
	courses, err := coursesOf(ctx, tx, held)
	if err != nil {
		return err
	}
	families, err := livingAt(ctx, tx, held, visits)
	if err != nil {
		return err
	}
	rows, kept := make([]told, len(visits)), make([]visitRow, len(visits))
	for i, v := range visits {
		c := courses[v.Watch]
		if v, err = v.fit(c, families[c.Household], calendar.DateOf(tx.Now)); err != nil {
			return err
		}
		if err := c.theirs(tx.By); err != nil {
			return err
		}
		if rows[i], err = c.visited(tx, v, families[c.Household].labels); err != nil {
			return err
		}
		if kept[i], err = v.row(c.rule, rows[i].N); err != nil {
			return err
		}
		visits[i] = v
	}
	if err := knock(ctx, tx, procedure.Visit, rows); err != nil {
		return err
	}
	return keepVisits(ctx, tx, visits, kept)
}

// visitedBy is whose the visit is that a family is due, where its procedure leaves it to one of the two levels; empty where either may come.
func visitedBy(rule *procedure.Procedure, family *procedure.Family) procedure.Level {
	if stage, ok := family.Stage(rule); ok && stage.Step == procedure.Visit && stage.Named {
		return stage.By
	}
	return ""
}

// theirs refuses a cadre of the other level than the one whose visit it is.
func (c *course) theirs(by who.Person) error {
	return Outlook{Watch: c.Watch, Rule: c.rule, VisitBy: visitedBy(c.rule, c.family)}.Theirs(by)
}

// visited takes a visit, as its step or otherwise. One by which the door ends the matter says why; the words are the event's.
func (c *course) visited(tx *pg.Tx, v Visit, labels []string) (told, error) {
	took := v.act(c.rule, labels)
	if then := c.after(took.Event); then == procedure.StateOffline || then == procedure.StateNotTaken {
		why, err := words.Ask(c.called()+"：登记后即为“"+then.Title()+"”，本轮核查结束，请写明理由", "理由", v.Why)
		if err != nil {
			return told{}, err
		}
		took.words = why
	}
	return c.take(tx, procedure.Visit, took)
}

// after is how the family would stand after a visit; empty for one that is not possible.
func (c *course) after(e procedure.Event) procedure.State {
	e.Act = procedure.Visit
	after := *c.family
	if after.Apply(c.rule, e) != nil {
		return ""
	}
	return after.State()
}

// living is who lives in a household on the day of its visit, and under which labels.
type living struct {
	persons []int64
	labels  []string
}

// livingAt reads who lives in the visited households, by household.
func livingAt(ctx context.Context, tx *pg.Tx, held map[int64]Watch, visits []Visit) (map[int64]living, error) {
	today := calendar.DateOf(tx.Now)
	var moments []registry.Moment
	var households []int64
	for _, v := range visits {
		on := v.On
		if on == 0 {
			on = today
		}
		moments = append(moments, registry.Moment{Household: held[v.Watch].Household, On: on})
		households = append(households, held[v.Watch].Household)
	}
	labels, err := registry.LabelsOn(ctx, tx, moments)
	if err != nil {
		return nil, err
	}
	found, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only(households)})
	if err != nil {
		return nil, err
	}
	people, of := map[int64][]registry.Person{}, map[int64]living{}
	for _, p := range found {
		people[p.Household] = append(people[p.Household], p)
	}
	for _, m := range moments {
		l := living{labels: labels[m]}
		for _, p := range people[m.Household] {
			if p.DiedOn == nil || *p.DiedOn > m.On {
				l.persons = append(l.persons, p.ID)
			}
		}
		of[m.Household] = l
	}
	return of, nil
}

// fit is the visit as it is kept, or what is wrong with it.
func (v Visit) fit(c *course, at living, today calendar.Date) (Visit, error) {
	if v.On == 0 {
		v.On = today
	}
	var err error
	if v.Found, err = words.Ask(c.called()+"：请写明入户核查的情况", "核查情况", v.Found); err != nil {
		return v, err
	}
	if len(v.Photos) == 0 {
		return v, fault.Invalidf("%s：请上传入户照片", c.called())
	}
	for _, check := range []func(*course) error{v.shared, at.holds(v), v.sums, v.safe, v.owns} {
		if err := check(c); err != nil {
			return v, err
		}
	}
	return v, nil
}

// shared refuses a visit that found nobody to share the income.
func (v Visit) shared(c *course) error {
	if len(v.Members) == 0 {
		return fault.Invalidf("%s：请勾选共同生活的家庭成员", c.called())
	}
	return nil
}

// holds refuses members who do not live there, and one named twice: the income is shared by heads.
func (at living) holds(v Visit) func(*course) error {
	return func(c *course) error {
		seen := map[int64]bool{}
		for _, m := range v.Members {
			switch {
			case !slices.Contains(at.persons, m.Person):
				return fault.Invalidf("%s：勾选的成员中有人不在本户名册或已去世，请核对", c.called())
			case seen[m.Person]:
				return fault.Invalidf("%s：有一名成员勾选了两次，每人只算一次，请核对", c.called())
			case m.Labour != "" && !slices.Contains(procedure.Labours(), m.Labour):
				return fault.Invalidf("%s：没有“%s”这一劳动力类别，请重选", c.called(), m.Labour)
			}
			seen[m.Person] = true
		}
		return nil
	}
}

// sums refuses amounts that are none.
func (v Visit) sums(c *course) error {
	for i, line := range v.Income {
		if line.Source.Title() == "" {
			return fault.Invalidf("%s：没有“%s”这一收入来源", c.called(), line.Source)
		}
		if line.Source == Business && line.Amount.IsNegative() {
			return fault.Invalidf("%s：生产经营性收入不能是负数。亏本的，收入填卖得的钱，本钱填在“生产经营支出”", c.called())
		}
		if err := amount(c, line.Source.Title(), line.Amount); err != nil {
			return err
		}
		if line.Words != "" {
			text, err := words.Line("收入说明", line.Words)
			if err != nil {
				return err
			}
			v.Income[i].Words = text
		}
	}
	if err := amount(c, "生产经营支出", v.Costs); err != nil {
		return err
	}
	return amount(c, "自付医疗费用", v.Medical)
}

// mostYuan is more than any household's year: what is above is a typing error.
var mostYuan = decimal.NewFromInt(100_000_000)

func amount(c *course, title string, yuan decimal.Decimal) error {
	switch {
	case yuan.IsNegative():
		return fault.Invalidf("%s：%s不能是负数，请核对", c.called(), title)
	case !yuan.Equal(yuan.Truncate(2)):
		return fault.Invalidf("%s：%s最多两位小数，请核对", c.called(), title)
	case yuan.GreaterThanOrEqual(mostYuan):
		return fault.Invalidf("%s：%s超过一亿元，请核对单位是否为元", c.called(), title)
	}
	return nil
}

// safe refuses a visit that leaves one of the four open.
func (v Visit) safe(c *course) error {
	for _, of := range Safeguards() {
		i := slices.IndexFunc(v.Safeguards, func(s Safeguard) bool { return s.Of == of })
		if i < 0 {
			return fault.Invalidf("%s：请填写“%s”有无问题", c.called(), of.Title())
		}
		if v.Safeguards[i].Problem == "" {
			continue
		}
		text, err := words.Line(of.Title()+"问题", v.Safeguards[i].Problem)
		if err != nil {
			return err
		}
		v.Safeguards[i].Problem = text
	}
	if len(v.Safeguards) != len(Safeguards()) {
		return fault.Invalidf("%s：“三保障”及饮水安全每项只填一次", c.called())
	}
	return nil
}

// owns refuses assets that are not on the list.
func (v Visit) owns(c *course) error {
	for _, a := range v.Assets {
		if a.Title() == "" {
			return fault.Invalidf("%s：没有“%s”这一类财产", c.called(), a)
		}
	}
	return nil
}

// act is the visit as the procedure reads it.
func (v Visit) act(rule *procedure.Procedure, labels []string) act {
	found := &procedure.Finding{Risk: v.Risk, Labour: v.Labour, Labels: labels}
	if v.asked(rule) {
		net := v.Net()
		found.Income, found.Persons = &net, len(v.Members)
	}
	return act{watch: v.Watch, Event: procedure.Event{On: v.On, Visit: found}}
}

// visitRow is a visit as it is kept.
type visitRow struct {
	Watch      int64             `db:"watch"`
	N          int               `db:"n"`
	From       calendar.Date     `db:"window_from"`
	To         calendar.Date     `db:"window_to"`
	Members    json.RawMessage   `db:"members"`
	Income     json.RawMessage   `db:"income"`
	Costs      decimal.Decimal   `db:"costs"`
	Medical    decimal.Decimal   `db:"medical"`
	Safeguards json.RawMessage   `db:"safeguards"`
	Assets     json.RawMessage   `db:"assets"`
	Labour     *procedure.Labour `db:"labour"`
	Found      string            `db:"found"`
	Salt       []byte            `db:"salt"`
}

func (v Visit) row(rule *procedure.Procedure, n int) (r visitRow, err error) {
	r = visitRow{Watch: v.Watch, N: n, Costs: v.Costs, Medical: v.Medical, Found: v.Found, Salt: secret.Salt()}
	r.From, r.To = rule.Window(v.On)
	if v.Labour != "" {
		r.Labour = &v.Labour
	}
	for _, column := range []struct {
		into *json.RawMessage
		of   any
	}{
		{&r.Members, v.Members}, {&r.Income, append([]Income{}, v.Income...)}, {&r.Safeguards, v.Safeguards}, {&r.Assets, append([]AssetCode{}, v.Assets...)},
	} {
		if *column.into, err = json.Marshal(column.of); err != nil {
			return r, fmt.Errorf("visit of watch %d: %w", v.Watch, err)
		}
	}
	return r, nil
}

// keepVisits writes the visits with their photos, under the events that were recorded.
func keepVisits(ctx context.Context, tx *pg.Tx, visits []Visit, rows []visitRow) error {
	if err := pg.Insert(ctx, tx, "visit", rows); err != nil {
		return err
	}
	photos := make([]under, len(visits))
	for i, v := range visits {
		tx.Cover("visit", v.Watch)
		photos[i] = under{v.Watch, rows[i].N, v.Photos}
	}
	return attach(ctx, tx, photos)
}
