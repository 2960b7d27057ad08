package monitoring

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Query is a named question that the program asks of what it holds: one of S1's seven sweeps (排查), or of its six faults (问题). What it asks
// stands beside it in words, with the numbers it was asked with.
type Query struct {
	Code       string
	Title      string
	Fault      bool   // one of the six faults; else of the seven sweeps
	Definition string // in words; a parameter stands in it as {its word}
	Params     []Param

	sql string // households with why: household, watch (null: none), why
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
	InTimes    ParamKind = "times"
	SinceDay   ParamKind = "since"    // a day
	InKinds    ParamKind = "kinds"    // of measures, joined by 、
	InVillages ParamKind = "villages" // twelve digits, several joined by 、; empty: every village
)

// Hit is a household that a query found.
type Hit struct {
	Household int64  `db:"household"`
	Watch     *int64 `db:"watch"` // that the query is about
	No        string `db:"no"`
	Head      string `db:"head"`
	Village   int64  `db:"village"`
	In        string `db:"village_name"`
	Why       string `db:"why"`
}

// Queries lists the seven sweeps and the six faults.
func Queries() []Query { return slices.Concat(sweeps, faults) }

func queryOf(code string) *Query {
	for _, list := range [][]Query{sweeps, faults} {
		for i := range list {
			if list[i].Code == code {
				return &list[i]
			}
		}
	}
	return nil
}

// QueryOf is the query of a code. None is NotFound.
func QueryOf(code string) (Query, error) {
	if q := queryOf(code); q != nil {
		return *q, nil
	}
	return Query{}, fault.NotFoundf("没有“%s”这一项排查，请刷新后重选", code)
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
	if p.Kind == InVillages && value == "" {
		return "全县"
	}
	return value
}

func (p Param) value(with map[string]string) string {
	if value, is := with[p.Word]; is {
		return strings.TrimSpace(value)
	}
	return p.Default
}

var (
	wholeNumber  = regexp.MustCompile(`^[0-9]{1,4}$`)
	yuanAmount   = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,2})?$`)
	measureKinds = regexp.MustCompile(`^[^、]{1,20}(、[^、]{1,20})*$`)
	villages     = regexp.MustCompile(`^([0-9]{12}(、[0-9]{12})*)?$`)
)

// checked is the parameter's value, or what is wrong with it.
func (p Param) checked(with map[string]string) (string, error) {
	value := p.value(with)
	ok := false
	switch p.Kind {
	case InYuan:
		ok = yuanAmount.MatchString(value)
	case SinceDay:
		_, err := calendar.ParseDate(value)
		ok = err == nil
	case InKinds:
		ok = measureKinds.MatchString(value)
	case InVillages:
		ok = villages.MatchString(value)
	default:
		ok = wholeNumber.MatchString(value)
	}
	if !ok {
		return "", fault.Invalidf("“%s”填写有误：%s", p.Title, value)
	}
	return value, nil
}

// Ask asks a query, in the person's part of the county. A parameter that is not given has its default; one that the query has not is refused.
func Ask(ctx context.Context, tx *pg.Tx, code string, with map[string]string) ([]Hit, error) {
	q, err := QueryOf(code)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Readers, tx.By.Role) || tx.By.Role == who.Reporter {
		return nil, fault.Forbiddenf("排查由县、乡镇和村办理，%s无权查看", tx.By.Role.Title())
	}
	first, last := tx.By.Within()
	args := pg.Named{"county": tx.County, "first": first, "last": last, "today": calendar.DateOf(tx.Now)}
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
	var hits []Hit
	err = tx.SelectContext(ctx, &hits, `
		SELECT q.household, q.watch, h.no, COALESCE(d.name, '') AS head, p.village, v.name AS village_name, q.why
		FROM (`+q.sql+`) q JOIN household h ON h.county = @county AND h.id = q.household JOIN place p ON p.county = h.county AND p.id = h.place
		JOIN place v ON v.county = p.county AND v.id = p.village LEFT JOIN household_head d ON d.county = h.county AND d.household = h.id
		WHERE p.village BETWEEN @first AND @last ORDER BY p.village, h.no, q.watch`, args)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", code, err)
	}
	return hits, nil
}

// LeadHits makes leads of households that a query found; it is asked again, and a household that it does not find any more refuses them all.
func LeadHits(ctx context.Context, tx *pg.Tx, code string, with map[string]string, households []int64) (Leads, error) {
	if err := LeadStep.Permit(tx, fmt.Sprintf("排查线索 %d 户", len(households))); err != nil {
		return Leads{}, err
	}
	hits, err := Ask(ctx, tx, code, with)
	if err != nil {
		return Leads{}, err
	}
	q, _ := QueryOf(code)
	of := map[int64]Hit{}
	for _, h := range hits {
		of[h.Household] = h
	}
	signals := make([]Signal, len(households))
	for i, id := range households {
		h, found := of[id]
		if !found {
			return Leads{}, fault.Conflictf("选中的户中有的已不在“%s”的结果中，请重新排查后再登记", q.Title)
		}
		signals[i] = Signal{Household: id, Source: Sweep, Sweep: code, Risk: q.Title, Words: q.Title + "：" + h.Why}
	}
	return lead(ctx, tx, signals)
}
