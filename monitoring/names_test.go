package monitoring_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/sheet"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
)

func readNames(t *testing.T, text string) (monitoring.NameList, error) {
	t.Helper()
	return monitoring.ReadNames(context.Background(), strings.NewReader(text), int64(len(text)), "名单.csv", calendar.On(2024, 9, 9))
}

func cells(defects []sheet.Defect) (got []string) {
	for _, d := range defects {
		got = append(got, d.Cell+" "+d.Rule)
	}
	return got
}

// Every bad cell of a list is named by its address, and nothing of it is taken.
func TestAListOfNamesIsReadByItsCells(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 3)
	list := "城市监测名单\n姓名（户主）,身份证号码,户编号,反映渠道,风险,备注,日期\n"
	good, err := readNames(t, list+"甲,"+h[0].HeadID+",,群众反映,因病,住院,2024-09-03\n,,,,,,\n合计,,,,,,\n空,,H000099,,,,\n")
	o.Must(err)
	if len(good.Lines) != 1 || len(good.Defects) != 0 || good.Blank != 1 || good.Lines[0].On.String() != "2024-09-03" || good.Lines[0].Told != "群众反映" {
		t.Errorf("read %+v", good)
	}
	bad, err := readNames(t, list+"甲,"+h[0].HeadID+",,听说,,,2024-09-10\n,"+h[1].HeadID+",,,,,昨天\n丙,419900197001019990,,,因病,,\n丁,,,,因病,,\n戊,"+h[0].HeadID+",,,,,\n")
	o.Must(err)
	want := []string{"D3 不是反映途径，请写：个人反映、群众反映、村“两委”及驻村工作队反映", "G3 日期晚于今天，请核对", "A4 姓名为空，请补填", "G4 不是日期，请写作 2024-09-03",
		"B5 身份证号的校验码不对（GB 11643），至少有一位写错，请核对", "B6 没有填写身份证号或户编号，请补填", "B7 与第 3 行是同一个身份证号，一人只列一行"}
	if diff := cmp.Diff(want, cells(bad.Defects)); diff != "" {
		t.Error(diff)
	}
	for name, text := range map[string]string{"no header": "甲,乙\n1,2\n", "nobody": list, "another file": "%PDF-1.7\n"} {
		if _, err := readNames(t, text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A list becomes leads whole: of families told of already a signal, of others a watch; whom the registry does not know is named by the cell.
func TestAListOfNamesBecomesLeads(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 4)
	open := o.Lead(t, h[1])[0]
	people := func() (names map[int64]string) {
		names = map[int64]string{}
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			found, err := registry.Find(ctx, tx, registry.Filter{})
			for _, p := range found {
				names[p.ID] = p.Name
			}
			return err
		})
		return names
	}()
	header := "姓名,身份证号,风险类别,情况\n"
	row := func(person int64, id string) string { return people[person] + "," + id + ",因病,大病住院\n" }
	imports := func(by who.Person, source monitoring.Source, text string) (leads monitoring.Leads, err error) {
		l, err := readNames(t, text)
		o.Must(err)
		err = o.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
			leads, err = monitoring.ImportNames(ctx, tx, o.Keys, monitoring.Teller{Source: source}, l)
			return err
		})
		return leads, err
	}
	leads, err := imports(o.Who(who.Clerk), monitoring.City, header+row(h[0].Head, h[0].HeadID)+row(h[0].Child, h[0].ChildID)+row(h[1].Head, h[1].HeadID))
	o.Must(err)
	if len(leads.Begun) != 1 || len(leads.Joined) != 1 || leads.Joined[0] != open {
		t.Errorf("leads %+v", leads)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: h[2].Child, On: calendar.On(2024, 8, 1)}})
	})
	wrong := header + row(h[2].Child, h[2].ChildID) + "别人," + h[2].HeadID + ",,\n" + "某人,419900196001019995,,\n" + row(h[3].Head, h[3].HeadID)
	l, err := readNames(t, wrong)
	o.Must(err)
	elsewhere := o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100001"})
	for by, want := range map[who.Person][]string{
		o.Who(who.Clerk): {"B2 本人已于2024年8月1日去世，请改填同户其他人", "A3 与户籍名册中的姓名不一致，请核对", "B4 不在户籍名册，或不属于您的辖区，请核对或先补录花名册"},
		elsewhere: {"B2 不在户籍名册，或不属于您的辖区，请核对或先补录花名册", "B3 不在户籍名册，或不属于您的辖区，请核对或先补录花名册",
			"B4 不在户籍名册，或不属于您的辖区，请核对或先补录花名册", "B5 不在户籍名册，或不属于您的辖区，请核对或先补录花名册"},
	} {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			_, defects, err := monitoring.Identify(ctx, tx, o.Keys, monitoring.Teller{Source: monitoring.City}, l)
			if diff := cmp.Diff(want, cells(defects)); diff != "" {
				t.Errorf("%s: %s", by.Name, diff)
			}
			return err
		})
		_, err := imports(by, monitoring.VillageList, wrong)
		o.Refused(err, fault.Invalid)
	}
	_, err = imports(o.Who(who.Clerk), monitoring.Report, header+row(h[3].Head, h[3].HeadID))
	o.Refused(err, fault.Invalid)
	_, err = imports(elsewhere, monitoring.City, wrong) // the city tells the county
	o.Refused(err, fault.Forbidden)
	_, err = imports(o.Who(who.Clerk), monitoring.Agency, wrong) // whose?
	o.Refused(err, fault.Invalid)
	_, err = imports(o.Who(who.Approver), monitoring.City, header+row(h[3].Head, h[3].HeadID))
	o.Refused(err, fault.Forbidden)
}

// A village fills in its own template, and the lines that it filled in are told.
func TestAVillageFillsInItsTemplate(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 2)
	var out bytes.Buffer
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NamesTemplate(ctx, tx, 410602100228, &out)
	})
	f, err := excelize.OpenReader(&out)
	o.Must(err)
	filled := 0
	rows, err := f.GetRows("摸排名单")
	o.Must(err)
	for i, row := range rows {
		if len(row) > 0 && (strings.HasSuffix(row[0], "3") || strings.HasSuffix(row[0], "4")) {
			o.Must(f.SetCellValue("摸排名单", fmt.Sprintf("E%d", i+1), "群众反映"))
			o.Must(f.SetCellValue("摸排名单", fmt.Sprintf("G%d", i+1), "收入骤减"))
			filled++
		}
	}
	if filled != 2 {
		t.Fatalf("%d of %d lines filled in", filled, len(rows))
	}
	out.Reset()
	o.Must(f.Write(&out))
	l, err := monitoring.ReadNames(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), "名单.xlsx", calendar.On(2024, 9, 9))
	o.Must(err)
	if len(l.Lines) != 2 || l.Blank == 0 || len(l.Defects) > 0 {
		t.Fatalf("read %+v", l)
	}
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		leads, err := monitoring.ImportNames(ctx, tx, o.Keys, monitoring.Teller{Source: monitoring.VillageList}, l)
		if len(leads.Begun) != 2 {
			t.Errorf("leads %+v", leads)
		}
		return err
	})
	id := watchOf(t, o, h[0])
	if w := o.Get(t, id); w.State != procedure.StateLead {
		t.Errorf("%s", w.State)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		signals, err := monitoring.Signals(ctx, tx, id)
		if len(signals) != 1 || signals[0].Source != monitoring.VillageList || signals[0].Words != "群众反映：收入骤减" {
			t.Errorf("signals %+v", signals)
		}
		return err
	})
	o.Look(o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100001"}), func(ctx context.Context, tx *pg.Tx) error {
		o.Refused(monitoring.NamesTemplate(ctx, tx, 410602100228, &out), fault.NotFound)
		return nil
	})
}
