package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Query is a named question that the program asks of what it holds: one of S1's seven sweeps (排查), of S4's two, or of S1's six faults (问题).
// What it asks stands beside it in words, with the numbers it was asked with.
type Query struct {
	Code       string
	Title      string
	Fault      bool   // one of the six faults; else a sweep
	Definition string // in words; a parameter stands in it as {its word}
	Params     []Param
	Risk       string // that a hit names, in the words of the kind of report that tells of it; empty: it names none

	labour bool   // it asks for a labour class that a visit before the newest named
	fits   bool   // it asks which measures fit which risk
	sql    string // households with why: household, watch (null: none), why
}

// Param is a number that a query is asked with.
type Param struct {
	Word    string
	Title   string
	Default string // S1's number where it has one
	Kind    ParamKind
}

// ParamKind is what a parameter is.
type ParamKind string

const (
	InYuan     ParamKind = "yuan"
	InMonths   ParamKind = "months"
	InDays     ParamKind = "days"
	InPercent  ParamKind = "percent"
	InTimes    ParamKind = "times"
	SinceDay   ParamKind = "since"    // a day
	InKinds    ParamKind = "kinds"    // of measures, joined by 、
	InFits     ParamKind = "fits"     // risks, each with words of the kinds of measure that fit it: 因病：医疗、健康；因学：教育
	InVillages ParamKind = "villages" // twelve digits, several joined by 、; empty: every village
	AtLine     ParamKind = "line"     // 监测标准, in yuan: by default that of the procedure in force; empty: none, and nobody is below it
)

// Unit is what a number of the kind counts; empty of what is no number.
func (k ParamKind) Unit() string {
	return map[ParamKind]string{InYuan: "元", InMonths: "个月", InDays: "天", InPercent: "%", InTimes: "次", InKinds: "用“、”隔开", InFits: "风险：措施，用“；”隔开", AtLine: "元"}[k]
}

// Hit is a household that a query found.
type Hit struct {
	Household int64  `db:"household"`
	Watch     *int64 `db:"watch"` // that the query is about
	No        string `db:"no"`
	Head      string `db:"head"`
	Village   int64  `db:"village"`
	In        string `db:"village_name"`
	Why       string `db:"why"`
	Open      *int64 `db:"open"`      // the family's open matter, which a lead would join
	UnderWay  bool   `db:"under_way"` // it is being checked, or watched: not from afar
	Ordered   *int64 `db:"ordered"`   // the rectification of this query that is not signed off yet
}

// Queries lists the sweeps, S1's seven before S4's, and the six faults.
func Queries() []Query { return slices.Concat(sweeps, yearly, faults) }

func queryOf(code string) *Query {
	for _, list := range [][]Query{sweeps, yearly, faults} {
		for i := range list {
			if list[i].Code == code {
				return &list[i]
			}
		}
	}
	return nil
}

// QueryOf is the query of a code, as it is asked today: against the line of the procedure in force. None is NotFound.
func QueryOf(ctx context.Context, tx *pg.Tx, code string) (Query, error) {
	q := queryOf(code)
	if q == nil {
		return Query{}, fault.NotFoundf("没有“%s”这一项排查，请刷新后重选", code)
	}
	today := *q
	today.Params = slices.Clone(q.Params)
	for i, p := range today.Params {
		if p.Kind != AtLine {
			continue
		}
		line, err := lineToday(ctx, tx)
		if err != nil {
			return Query{}, err
		}
		today.Params[i].Default = line
	}
	return today, nil
}

// lineToday is 监测标准 by the procedure in force, in yuan; empty: it draws none, or none is in force.
func lineToday(ctx context.Context, tx *pg.Tx) (string, error) {
	rule, err := InForce(ctx, tx, calendar.DateOf(tx.Now))
	if fault.KindOf(err) == fault.Blocked || err == nil && rule.Line == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return rule.Line.PerHead.String(), nil
}

// Says is the definition with the numbers that it is asked with.
func (q Query) Says(with map[string]string) string {
	text := q.Definition
	for _, p := range q.Params {
		text = strings.ReplaceAll(text, "{"+p.Word+"}", p.said(with))
	}
	return text
}

// said is a parameter's value in words.
func (p Param) said(with map[string]string) string {
	value := p.value(with)
	switch {
	case p.Kind == InVillages && value != "":
		return villageNames(value)
	case value != "":
		return value + map[ParamKind]string{AtLine: " 元"}[p.Kind]
	case p.Kind == InVillages:
		return "全县"
	case p.Kind == AtLine:
		return "本县程序没有设，不比对收入"
	}
	return value
}

// villageNames are the names of villages by their codes; of what is none, as it is written.
func villageNames(codes string) string {
	names := strings.Split(codes, "、")
	for i, code := range names {
		if village, err := strconv.ParseInt(code, 10, 64); err == nil {
			names[i] = cmp.Or(area.TownshipName(village)+area.VillageName(village), code)
		}
	}
	return strings.Join(names, "、")
}

func (p Param) value(with map[string]string) string {
	if value, is := with[p.Word]; is {
		return strings.TrimSpace(value)
	}
	return p.Default
}

var (
	wholeNumber  = regexp.MustCompile(`^[0-9]{1,4}$`)
	percentage   = regexp.MustCompile(`^[1-9][0-9]?$`)
	yuanAmount   = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,2})?$`)
	riskFits     = regexp.MustCompile(`^[^：；、]{1,20}：[^：；]{1,100}(；[^：；、]{1,20}：[^：；]{1,100})*$`)
	measureKinds = regexp.MustCompile(`^[^、]{1,20}(、[^、]{1,20})*$`)
	villages     = regexp.MustCompile(`^([0-9]{12}(、[0-9]{12})*)?$`)
)

// asWritten says how a parameter of a kind is written.
var asWritten = map[ParamKind]string{
	InYuan: "应为金额，最多两位小数，如 6700", InMonths: "应为 0 至 9999 的整数", InDays: "应为 0 至 9999 的整数", InTimes: "应为 0 至 9999 的整数", InPercent: "应为 1 至 99 的整数",
	AtLine: "应为金额，最多两位小数，如 6700；不填的不比对收入", SinceDay: "应为日期，如 2024-10-01", InKinds: "应为措施名称，用顿号隔开", InFits: "应如 因病：医疗、健康；因学：教育、助学", InVillages: "应为村（社区），请从列出的村中选择",
}

// checked is the parameter's value, or what is wrong with it.
func (p Param) checked(with map[string]string) (string, error) {
	value := p.value(with)
	ok := false
	switch p.Kind {
	case InYuan:
		ok = yuanAmount.MatchString(value)
	case AtLine:
		ok = value == "" || yuanAmount.MatchString(value)
	case SinceDay:
		_, err := calendar.ParseDate(value)
		ok = err == nil
	case InKinds:
		ok = measureKinds.MatchString(value)
	case InFits:
		ok = riskFits.MatchString(value)
	case InPercent:
		ok = percentage.MatchString(value)
	case InVillages:
		ok = villages.MatchString(value)
	default:
		ok = wholeNumber.MatchString(value)
	}
	if !ok {
		return "", fault.Invalidf("“%s”写的是“%s”，%s", p.Title, value, asWritten[p.Kind])
	}
	return value, nil
}

// Ask asks a query, in the person's part of the county. A parameter that is not given has its default; one that the query has not is refused.
func Ask(ctx context.Context, tx *pg.Tx, code string, with map[string]string) ([]Hit, error) {
	hits, _, err := AskOf(ctx, tx, code, with, Among{})
	return hits, err
}

// Among narrows what a query finds; a zero field does not narrow.
type Among struct {
	Township int64 // its nine digits
	Window   pg.Window
}

// AskOf asks a query of some, and answers how many hits there are in all.
func AskOf(ctx context.Context, tx *pg.Tx, code string, with map[string]string, among Among) (hits []Hit, total int, err error) {
	q, err := QueryOf(ctx, tx, code)
	if err != nil {
		return nil, 0, err
	}
	if !slices.Contains(Readers, tx.By.Role) || tx.By.Role == who.Reporter {
		return nil, 0, fault.Forbiddenf("排查由县、乡镇和村办理，%s无权查看", tx.By.Role.Title())
	}
	args, err := q.args(tx, with)
	if err != nil {
		return nil, 0, err
	}
	if args["township"] = among.Township; q.labour {
		if args["before"], args["class"], err = classesBefore(ctx, tx); err != nil {
			return nil, 0, err
		}
	}
	if q.fits {
		if err := fitting(ctx, tx, args); err != nil {
			return nil, 0, err
		}
	}
	found := `FROM (` + q.sql + `) q JOIN household h ON h.county = @county AND h.id = q.household JOIN place p ON p.county = h.county AND p.id = h.place
		JOIN place v ON v.county = p.county AND v.id = p.village LEFT JOIN household_head d ON d.county = h.county AND d.household = h.id
		WHERE p.village BETWEEN @first AND @last AND (@township::bigint = 0 OR p.village / 1000 = @township)`
	err = tx.SelectContext(ctx, &hits, `
		SELECT q.household, q.watch, h.no, COALESCE(d.name, '') AS head, p.village, v.name AS village_name, q.why,
		  (SELECT o.id FROM watch o WHERE o.county = @county AND o.household = q.household AND o.live) AS open,
		  EXISTS (SELECT FROM watch o WHERE o.county = @county AND o.household = q.household AND o.live AND o.state <> 'offline') AS under_way,
		  (SELECT MIN(r.id) FROM rectification r WHERE r.county = @county AND r.household = q.household AND r.query = @code AND NOT EXISTS (
		    SELECT FROM rectification_sign s WHERE s.county = r.county AND s.rectification = r.id AND s.passed)) AS ordered
		`+found+among.Window.Clause(nil, "p.village, h.no, q.watch"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("ask %s: %w", code, err)
	}
	if total, err = among.Window.Total(ctx, tx, len(hits), `SELECT COUNT(*) `+found, args); err != nil {
		return nil, 0, fmt.Errorf("ask %s: %w", code, err)
	}
	return hits, total, nil
}

// args are what the query is asked with, or what is wrong with it.
func (q Query) args(tx *pg.Tx, with map[string]string) (pg.Named, error) {
	first, last := tx.By.Within()
	args := pg.Named{"county": tx.County, "first": first, "last": last, "today": calendar.DateOf(tx.Now), "code": q.Code}
	for word := range with {
		if !slices.ContainsFunc(q.Params, func(p Param) bool { return p.Word == word }) {
			return nil, fault.Invalidf("“%s”没有 %s 这一项参数", q.Title, word)
		}
	}
	for _, p := range q.Params {
		value, err := p.checked(with)
		if err != nil {
			return nil, err
		}
		args[p.Word] = value
	}
	return args, nil
}
