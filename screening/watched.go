package screening

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/reports"
)

// GatherWatched reads the rows that the watch screens with all that is known of them, except which of them a lead took: see Heed.
func GatherWatched(ctx context.Context, tx *pg.Tx, month reports.Month) ([]*Row, error) {
	all := func(reports.Kind) bool { return true }
	return gather(ctx, tx, month, reports.Watch, all, people, calendarYears, labels)
}

// calendarYears says over which year each row's yearly sums go (S3 §二.1: 当年度截至上月底).
func calendarYears(_ context.Context, _ *pg.Tx, rows []*Row) error {
	for _, r := range rows {
		r.Year = CalendarYear(r.On)
	}
	return nil
}

// CalendarYear is over which year a yearly sum of a day goes.
func CalendarYear(on calendar.Date) string { return strconv.Itoa(on.Year()) }

// Ground is why the watch does not take a row, for counting.
type Ground string

const (
	Stranger Ground = "stranger" // nobody in the registry
	Dead     Ground = "dead"     // before the event
	Repeated Ground = "repeated" // another row told the same
	NoFeed   Ground = "no_feed"  // the procedure asks nobody for such rows
	NoClass  Ground = "no_class" // its feeds are for families with other labels
	Short    Ground = "short"    // below every feed's line
	Again    Ground = "again"    // the family was checked, not long ago
	Answered Ground = "answered" // a clerk decided so
)

// groundTitles are the grounds as people say them.
var groundTitles = map[Ground]string{
	Stranger: "身份证号不在户籍名册", Dead: "本人此前已去世", Repeated: "同一事项重复报送", NoFeed: "监测程序没有此项筛查", NoClass: "不属于此项筛查的户类",
	Short: "未达筛查标准", Again: "近期已核查", Answered: "存疑线索已判定不纳入",
}

// Title is the ground as people say it.
func (g Ground) Title() string { return groundTitles[g] }

// because keeps why a row is not taken in.
func (r *Row) because(g Ground, format string, args ...any) {
	r.Ground, r.Why = g, fmt.Sprintf(format, args...)
}

// Heed holds rows to the feeds of the county's procedure, and answers those that match one; of the others each has its reason, or what a clerk is
// asked. In gives the watch whose lead took a row: such a row is not judged again, but what a household bore counts towards its lines, once.
func Heed(rows []*Row, in map[int64]int64, rule *procedure.Procedure) (fit []*Row, err error) {
	var known []*Row
	for _, r := range rows {
		r.In = in[r.ID]
		r.Judged = r.In == 0
		switch r.disregard(); {
		case r.Ground == Stranger:
		case r.On == 0:
			r.Asked = "报送的日期无法识别，请核对后判定是否属于风险线索"
		default:
			known = append(known, r)
		}
	}
	once := dropRepeats(known, (*Row).matter, heeded)
	told, err := sums(once)
	if err != nil {
		return nil, err
	}
	for _, r := range once {
		if r.In != 0 || r.Why != "" {
			continue
		}
		if r.heed(rule, told); r.Feed != nil {
			fit = append(fit, r)
		}
	}
	return fit, nil
}

// heeded is what dropRepeats says of a row whose like was taken.
const heeded = "报送的同一事项已登记为线索，不重复登记"

// disregard gives a row that tells of nobody living in the registry its reason.
func (r *Row) disregard() {
	switch {
	case r.Who == nil:
		r.because(Stranger, "身份证号不在户籍名册，请核对证件号码或补录花名册")
	case r.Who.DiedOn != nil && *r.Who.DiedOn < r.On:
		r.because(Dead, "本人已于%s去世，早于%s，请核对", r.Who.DiedOn.Chinese(), r.On.Chinese())
	}
}

// Again keeps of a row that matches a feed why it is not handed over all the same.
func (r *Row) Again(why string) { r.because(Again, "%s", why) }

// Leave lets a row be as a clerk decided it.
func (r *Row) Leave() { r.Judged, r.Asked, r.Ground, r.Why = false, "", Answered, r.Reason }

// Tells is what the row tells, in words.
func (r *Row) Tells() string {
	if r.Said != "" {
		return r.Said
	}
	return fmt.Sprintf("%s%s报送“%s”", r.Agency, spoken(r.Month), r.Of.Title)
}

// matter is a bill, how things stood at a month's end, or what happened. A row whose key nobody can read here is like no other: a family may have
// two problems on one day.
func (r *Row) matter() identity {
	switch {
	case len(r.Tag) > 0:
		return r.bill()
	case r.Of.Standing:
		return identity{r.Of.Code, r.Who.ID, r.On.String()}
	case len(r.Of.Extent) > 0:
		return identity{r.Of.Code, r.Who.ID, r.EventKey(r.Month)}
	}
	what := r.On.String()
	for _, word := range r.Of.Key {
		value, open := r.Facts[word]
		if !open && word != "id_number" {
			return identity{kind: r.Of.Code, what: strconv.FormatInt(r.ID, 10)}
		}
		what += "/" + value
	}
	return identity{r.Of.Code, r.Who.ID, what}
}
