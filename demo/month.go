package demo

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fangpin/demo/sample"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/passkey/software"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/reports"
)

// month is the sample county's September 2024, worked by its people on a clock of its own: from the departments' workbooks to
// books that verify; and, beside it, the year's watch over families at risk. It is the story of the whole program, one step a function, in the
// order of S2.
type month struct {
	*office.Office
	table  *table
	in     *sample.County // the workbooks
	roster *registry.Roster
	out    string // where lists, bank files and answers are left
	now    time.Time
	people people
	keys   map[int64]*software.Authenticator // by person: what they sign the month with

	reported reports.Month
	policy   int64
	reports  []int64
	claims   []int64 // on their way to filing
	reopened []int64 // the claim whose payout was withdrawn
	lists    []int64

	watching *watching
}

// County is 鹤山区, the county of S2.
const County = "410602"

// openMonth furnishes an office in dir for the sample county, which watches over families by one of the procedures that ship. Its departments report so
// many rows; 0: as many as the demonstration's.
func openMonth(ctx context.Context, dir, procedure string, rows int, t *table) (*month, error) {
	t.head("鹤山区 2024 年 9 月防贫保（演示，人员、账户均为虚构）\n一个月的案件从报送到发放约需六周：九月初报送，国庆前公示，十月中旬发放；有异议重办的一件至十一月初，十一月十五日对账。")
	t.working("启动数据库、建立样例县")
	o, err := office.New(ctx, dir)
	if err != nil {
		return nil, err
	}
	m := &month{Office: o, table: t, out: filepath.Join(dir, "out")}
	if m.watching, err = newWatching(m, procedure); err != nil {
		office.Closing(o, &err)
		return nil, err
	}
	o.DB.Clock = func() time.Time { return m.now }
	o.Gate.Clock = o.DB.Clock
	o.DB.Way, o.Gate.Way = who.Demonstration, who.Demonstration
	if err := m.furnish(ctx, filepath.Join(dir, "in"), rows); err != nil {
		office.Closing(o, &err)
		return nil, err
	}
	return m, nil
}

// step is one of the month's, on its day.
type step struct {
	on   calendar.Date
	what string
	do   func(context.Context) error
}

// steps are the month and the watch, day by day, on one clock.
func (m *month) steps() []step { return dayByDay(m.days(), m.watching.days()) }

func dayByDay(parts ...[]step) []step {
	steps := slices.Concat(parts...)
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.on, b.on) })
	return steps
}

// days are the month's.
func (m *month) days() []step {
	return []step{
		{calendar.On(2024, 1, 8), "建户、参保", m.enrol},
		{calendar.On(2024, 1, 10), "方案、保费", m.insure},
		{calendar.On(2024, 9, 5), "部门报送", m.report},
		{calendar.On(2024, 9, 9), "比对", m.screen},
		{calendar.On(2024, 9, 10), "委托查勘", m.entrust},
		{calendar.On(2024, 9, 12), "入户查勘", m.investigate},
		{calendar.On(2024, 9, 18), "村乡审核", m.review},
		{calendar.On(2024, 9, 23), "备案", m.file},
		{calendar.On(2024, 9, 24), "核定金额", m.assess},
		{calendar.On(2024, 9, 26), "公示", m.announce},
		{calendar.On(2024, 9, 30), "受理异议", m.object},
		{calendar.On(2024, 10, 9), "公示期满", m.clear},
		{calendar.On(2024, 10, 10), "发放", m.pay},
		{calendar.On(2024, 10, 14), "退票处理", m.repay},
		{calendar.On(2024, 10, 15), "第二轮", m.secondRound},
		{calendar.On(2024, 11, 15), "对账", m.close},
		{calendar.On(2024, 12, 4), "十二月在办", m.next},
	}
}

// run works the month.
func (m *month) run(ctx context.Context) error {
	for _, s := range m.steps() {
		if err := m.work(ctx, s); err != nil {
			return err
		}
	}
	return m.doneSigning(ctx)
}

// work takes one step of the month.
func (m *month) work(ctx context.Context, s step) error {
	m.on(s.on)
	m.table.working(s.what)
	m.table.since, m.watching.table.since = time.Now(), time.Now()
	if err := s.do(ctx); err != nil {
		return fmt.Errorf("%s（%s）：%w", s.what, s.on, err)
	}
	return nil
}

// on puts the clock to eight in the morning of a day; on that day already, it goes on from where it is.
func (m *month) on(day calendar.Date) {
	if morning := day.Start().Add(8 * time.Hour); morning.After(m.now) {
		m.now = morning
	}
}

// today is the day the clock shows.
func (m *month) today() calendar.Date { return calendar.DateOf(m.now) }

// do is one deed of one person, a little later than the one before. All of the month is done as the gate: this machine is nobody else's.
func (m *month) do(ctx context.Context, by who.Person, verb func(tx *pg.Tx) error) error {
	m.now = m.now.Add(5 * time.Second)
	return deed.Do(ctx, m.Gate, by, verb)
}

// look reads without a deed.
func (m *month) look(ctx context.Context, read func(tx *pg.Tx) error) error {
	return pg.Read(ctx, m.DB, m.people.clerk, read)
}

// done prints a step's line, dated by the clock.
func (m *month) done(l line) {
	l.On = m.today().Chinese()
	m.table.done(l)
}

// leave writes a file into the demonstration's out directory.
func (m *month) leave(name string, write func(w io.Writer) error) (err error) {
	f, err := os.Create(filepath.Join(m.out, name))
	if err != nil {
		return fmt.Errorf("leave %s: %w", name, err)
	}
	defer office.Closing(f, &err)
	return write(f)
}
