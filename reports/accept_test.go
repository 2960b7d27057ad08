package reports_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/reports"
)

// desk is an office that takes reports in.
type desk struct {
	*stafftest.Office
	t               testing.TB
	files           *archive.Archive
	clerk, reporter who.Person
}

func open(t testing.TB) desk {
	t.Helper()
	d := desk{Office: stafftest.New(t), t: t}
	location, err := archive.In(t.TempDir())
	d.Must(err)
	d.files, err = archive.Open(t.Context(), location, d.Keys)
	d.Must(err)
	t.Cleanup(func() { _ = d.files.Close() })
	d.clerk, d.reporter = d.Hire(who.Clerk), d.Hire(who.Reporter) // of 医保局
	return d
}

// Identity numbers of nobody: 419900 was never assigned.
const (
	zhang  = "419900196002140113"
	wang   = "419900199001010425"
	header = "姓名,身份证号,出院日期,医疗机构,总费用,基本医保支付,个人自付,结算单号\n"
	good   = "张国庆,419900196002140113,2024-09-03,鹤山区人民医院,\"12,000.5\",4000,8000.5,JS001\n"
	bad    = "李秀英,419900196203200224,2024-09-04,鹤山区人民医院,900,100,800,JS002\n" // a wrong check digit
	other  = "王丽,419900199001010425,2024-09-05,鹤山区人民医院,30000,10000,20000,JS003\n"
)

func (d desk) stage(by who.Person, name string, lines ...string) (reports.Staged, error) {
	text := []byte(header + strings.Join(lines, ""))
	return reports.Stage(d.t.Context(), d.DB, d.Keys, d.files, by, reports.File{
		Agency: "鹤山区医疗保障局", Month: reports.Month{Year: 2024, Month: 9}, Name: name, Data: bytes.NewReader(text), Size: int64(len(text))})
}

func (d desk) accept(by who.Person, s reports.Staged, replaces int64) (id int64, err error) {
	err = d.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = reports.Accept(ctx, tx, s, replaces)
		return err
	})
	return id, err
}

// receive stages a file and accepts it.
func (d desk) receive(name string, replaces int64, lines ...string) (int64, error) {
	d.t.Helper()
	s, err := d.stage(d.reporter, name, lines...)
	d.Must(err)
	return d.accept(d.reporter, s, replaces)
}

func (d desk) received(name string, replaces int64, lines ...string) int64 {
	d.t.Helper()
	id, err := d.receive(name, replaces, lines...)
	d.Must(err)
	return id
}

func (d desk) handOver(ids ...int64) error {
	return d.Do(d.clerk, func(ctx context.Context, tx *pg.Tx) error { return reports.HandOver(ctx, tx, ids) })
}

func (d desk) rows(f reports.RowFilter) (rows []reports.Reported) {
	d.t.Helper()
	d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		rows, err = reports.Rows(ctx, tx, f)
		return err
	})
	return rows
}

func (d desk) report(id int64) (r reports.Report) {
	d.t.Helper()
	d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		r, err = reports.Get(ctx, tx, id)
		return err
	})
	return r
}

func (d desk) staged() (n int) {
	d.t.Helper()
	d.Must(pgtest.Super(d.t).GetContext(d.t.Context(), &n, `SELECT COUNT(*) FROM report_stage`))
	return n
}

func TestAnAcceptedRowSaysWhatItWasToldAndWhere(t *testing.T) {
	d := open(t)
	id := d.received("九月.csv", 0, good, bad)
	rows := d.rows(reports.RowFilter{})
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	r := rows[0]
	want := reports.Reported{ID: r.ID, Report: id, Agency: "医保局", Kind: "hospital", Month: reports.Month{Year: 2024, Month: 9}, Sheet: "九月", Line: 2,
		IDTag: d.Keys.Tag(secret.IDNumber, zhang), Tag: d.Keys.Tag(secret.Settlement, "鹤山区人民医院|JS001"), Told: r.Told, Bound: true,
		Facts: map[string]string{"discharged": "2024-09-03", "expense": "12000.50", "basic_paid": "4000.00", "serious_paid": "0.00",
			"aid_paid": "0.00", "other_paid": "0.00", "self_paid": "8000.50"},
		Cells: map[string]string{"discharged": "C2", "expense": "E2", "basic_paid": "F2", "self_paid": "G2"}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	told, err := r.Open(d.Keys, stafftest.County)
	d.Must(err)
	if diff := cmp.Diff(reports.Told{Name: "张国庆", IDNumber: zhang, Texts: map[string]string{"institution": "鹤山区人民医院", "settlement": "JS001"}}, told); diff != "" {
		t.Error(diff)
	}
	if n := d.staged(); n != 0 {
		t.Errorf("%d rows left in staging", n)
	}
}

func TestDefectsAndTheFileAreKept(t *testing.T) {
	d := open(t)
	id := d.received("九月.csv", 0, good, bad)
	d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
		defects, err := reports.DefectsOf(ctx, tx, d.Keys, id)
		if len(defects) != 1 || defects[0].Cell != "B3" || defects[0].Value != "419900196203200224" {
			t.Errorf("defects %v", defects)
		}
		return err
	})
	r := d.report(id)
	if r.Rows != 1 || r.Bad != 1 || r.Status != reports.Received || r.ReceivedOn.String() != "2024-09-09" || r.ReceivedBy != d.reporter.ID {
		t.Errorf("report %+v", r)
	}
	in, err := d.files.Get(t.Context(), r.File)
	d.Must(err)
	defer in.Close()
	text, err := io.ReadAll(in)
	d.Must(err)
	if string(text) != header+good+bad {
		t.Errorf("the archive gives %q", text)
	}
}

func TestTheSameFileTwiceIsRecognised(t *testing.T) {
	d := open(t)
	d.received("九月.csv", 0, good)
	d.At("2024-09-10")
	_, err := d.receive("换个名字.csv", 0, good)
	d.Refused(err, fault.Conflict)
	if want := "这份文件已于2024年9月9日接收（九月.csv），内容完全相同，不必再报"; fault.Message(err) != want {
		t.Errorf("said %q, want %q", fault.Message(err), want)
	}
}

func TestACorrectionTakesThePlaceUntilHandOver(t *testing.T) {
	d := open(t)
	first := d.received("九月.csv", 0, good, bad)
	_, err := d.receive("更正.csv", 0, good, other)
	d.Refused(err, fault.Conflict)
	if said := fault.Message(err); !strings.Contains(said, "九月.csv") || strings.Contains(said, fmt.Sprint(first)) {
		t.Errorf("%q does not name what to replace as people do", said)
	}
	second := d.received("更正.csv", first, good, other)
	if r := d.report(first); r.Status != reports.Replaced {
		t.Errorf("the first is %s", r.Status)
	}
	_, err = d.receive("又一份更正.csv", first, other)
	d.Refused(err, fault.Conflict) // of what is replaced already
	d.Refused(d.handOver(first), fault.Conflict)
	d.Must(d.handOver(second))
	d.Refused(d.handOver(second), fault.Conflict)
	_, err = d.receive("迟到的更正.csv", second, other)
	d.Refused(err, fault.Conflict)
	if rows := d.rows(reports.RowFilter{Status: reports.HandedOver}); len(rows) != 2 || rows[0].Report != second {
		t.Errorf("handed over: %+v", rows)
	}
	d.received("补充.csv", 0, other, strings.Replace(other, "JS003", "JS004", 1)) // after hand-over, more of the month may come
}

func TestRowsAreFoundByMonthAndHousehold(t *testing.T) {
	d := open(t)
	id := d.received("九月.csv", 0, good, other)
	august, september, october := reports.Month{Year: 2024, Month: 8}, reports.Month{Year: 2024, Month: 9}, reports.Month{Year: 2024, Month: 10}
	for name, tc := range map[string]struct {
		f    reports.RowFilter
		want int
	}{
		"all":            {reports.RowFilter{}, 2},
		"of the month":   {reports.RowFilter{From: september, To: september}, 2},
		"later":          {reports.RowFilter{From: october}, 0},
		"earlier":        {reports.RowFilter{To: august}, 0},
		"of the report":  {reports.RowFilter{Reports: pg.Only([]int64{id})}, 2},
		"of none":        {reports.RowFilter{Reports: pg.Only([]int64{})}, 0},
		"of no list":     {reports.RowFilter{IDs: pg.Only[int64](nil)}, 0},
		"of a household": {reports.RowFilter{Households: pg.Only([]int64{1})}, 0},
		"not yet over":   {reports.RowFilter{Status: reports.HandedOver}, 0},
		"taken in":       {reports.RowFilter{Outcome: reports.TakenIn}, 0},
	} {
		if got := len(d.rows(tc.f)); got != tc.want {
			t.Errorf("%s: %d rows, want %d", name, got, tc.want)
		}
	}
}

func TestARefusedFileLeavesNothing(t *testing.T) {
	d := open(t)
	s, err := d.stage(d.reporter, "九月.csv", good, bad)
	d.Must(err)
	if n := d.staged(); n != 1 {
		t.Fatalf("%d rows staged", n)
	}
	d.Must(reports.Discard(t.Context(), d.DB, d.reporter, s))
	_, err = d.accept(d.reporter, s, 0)
	d.Refused(err, fault.Conflict) // its rows are gone
	_, err = reports.Stage(t.Context(), d.DB, d.Keys, d.files, d.reporter, reports.File{Agency: "教体局", Month: reports.Month{Year: 2024, Month: 9},
		Name: "九月.csv", Data: strings.NewReader(header + good), Size: int64(len(header + good))})
	d.Refused(err, fault.Invalid) // 教体局 reports no hospital bills
	_, err = d.receive("都错.csv", 0, bad)
	d.Refused(err, fault.Invalid)
	if n := d.staged(); n != 0 {
		t.Errorf("%d rows left", n)
	}
	d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
		found, err := reports.Find(ctx, tx, reports.Filter{})
		if len(found) > 0 {
			t.Errorf("found %+v", found)
		}
		return err
	})
}

func TestALargeFileIsStagedInChunks(t *testing.T) {
	d := open(t)
	lines := make([]string, 5_001)
	for i := range lines {
		lines[i] = strings.Replace(good, "JS001", fmt.Sprintf("JS%05d", i), 1)
	}
	id := d.received("全年.csv", 0, lines...)
	if n := len(d.rows(reports.RowFilter{Reports: pg.Only([]int64{id})})); n != len(lines) {
		t.Errorf("%d rows, want %d", n, len(lines))
	}
}

func TestAReporterSpeaksForTheirOwnDepartment(t *testing.T) {
	d := open(t)
	s, err := d.stage(d.reporter, "九月.csv", good)
	d.Must(err)
	_, err = d.accept(d.HireMember(staff.Member{Name: "孙敏", Role: who.Reporter, Agency: "教体局"}), s, 0)
	d.Refused(err, fault.Forbidden)
	_, err = d.accept(d.clerk, s, 0) // the county's clerk may for any
	d.Must(err)
}

func TestOutcomesAreWrittenToRowsThatWereHandedOver(t *testing.T) {
	d := open(t)
	id := d.received("九月.csv", 0, good, other)
	rows := d.rows(reports.RowFilter{})
	conclude := func(outcomes ...reports.Outcome) error {
		return d.Do(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
			return reports.Conclude(ctx, tx, reports.Insurance, outcomes)
		})
	}
	unknown := reports.Outcome{Row: rows[0].ID, Result: reports.NotTaken, Reason: "花名册中没有此人，请核对身份证号"}
	d.Refused(conclude(unknown), fault.Conflict) // not yet handed over
	d.Must(d.handOver(id))
	d.Refused(conclude(unknown, reports.Outcome{Row: 1, Result: reports.TakenIn}), fault.Conflict) // no such row: none is written
	d.Refused(conclude(unknown, unknown), fault.Conflict)                                          // a row twice: which would count?
	d.Refused(conclude(reports.Outcome{Row: rows[0].ID, Result: reports.NotTaken}), fault.Invalid)
	d.Refused(conclude(reports.Outcome{Row: rows[0].ID, Result: reports.TakenIn, Reason: "未达预警监测线"}), fault.Invalid)
	d.Must(conclude(unknown, reports.Outcome{Row: rows[1].ID, Result: reports.TakenIn}))
	got := d.rows(reports.RowFilter{})
	if got[0].Outcome != reports.NotTaken || got[0].Reason != unknown.Reason || got[1].Outcome != reports.TakenIn || got[1].Reason != "" {
		t.Errorf("outcomes %+v", got)
	}
	d.Must(conclude(reports.Outcome{Row: rows[0].ID, Result: reports.TakenIn})) // a later screening takes it in
}
