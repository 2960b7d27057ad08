package reports

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// HandOverPaper prints what the county hands to one township of a month's alerts (交办单; S3 ②: 集中交办, by the 10th): identity numbers and
// phones masked, no amounts, no words of the departments' files.
func HandOverPaper(ctx context.Context, tx *pg.Tx, keys *secret.Keys, fonts *paper.Fonts, month Month, township string, w io.Writer) error {
	sheets, err := handOverSheets(ctx, tx, keys, month)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sheets, func(s handOverSheet) bool { return s.township == township })
	if i < 0 {
		return fault.NotFoundf("%d年%d月没有交办给%s的线索", month.Year, month.Month, township)
	}
	return sheets[i].paper(fonts).Write(w)
}

// HandOverPapers prints a month's sheets, each township's into what each opens for it.
func HandOverPapers(ctx context.Context, tx *pg.Tx, keys *secret.Keys, fonts *paper.Fonts, month Month, each func(township string) (io.WriteCloser, error)) error {
	sheets, err := handOverSheets(ctx, tx, keys, month)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		if err := s.paper(fonts).Into(func() (io.WriteCloser, error) { return each(s.township) }); err != nil {
			return err
		}
	}
	return nil
}

// handOverSheet is one township's part of a month's alerts.
type handOverSheet struct {
	Month
	township, office string
	rows             []alert
}

// alert is a row of a report as it is handed over. Where it is about: as the registry has it once it was screened, before that as the
// department wrote it.
type alert struct {
	name, idNumber, phone     string
	township, village, hamlet string
	agency, kind              string
}

// elsewhere is the township of rows that name none.
const elsewhere = "未写明乡镇"

// handOverSheets reads a month's alerts in the person's part of the county, by township.
func handOverSheets(ctx context.Context, tx *pg.Tx, keys *secret.Keys, month Month) ([]handOverSheet, error) {
	rows, err := Rows(ctx, tx, RowFilter{Status: HandedOver, From: month, To: month})
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	alerts := make([]alert, len(rows))
	for i, r := range rows {
		told, err := r.Open(keys, tx.County)
		if err != nil {
			return nil, err
		}
		alerts[i] = newAlert(r, told, homes)
	}
	slices.SortStableFunc(alerts, func(a, b alert) int {
		return cmp.Or(cmp.Compare(a.township, b.township), cmp.Compare(a.village, b.village), cmp.Compare(a.hamlet, b.hamlet))
	})
	var sheets []handOverSheet
	for i, a := range alerts {
		if i == 0 || a.township != alerts[i-1].township {
			sheets = append(sheets, handOverSheet{Month: month, township: a.township, office: office.Name})
		}
		last := &sheets[len(sheets)-1]
		last.rows = append(last.rows, a)
	}
	return sheets, nil
}

// home is where a household lives.
type home struct {
	Household int64  `db:"id"`
	Township  string `db:"township"`
	Village   string `db:"village"`
	Hamlet    string `db:"hamlet"`
}

// homesOf gives where the rows' households live, of those that screening found, by household.
func homesOf(ctx context.Context, tx *pg.Tx, rows []Reported) (map[int64]home, error) {
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.Household)
	}
	var found []home
	err := tx.SelectContext(ctx, &found, `
		SELECT h.id, t.name AS township, v.name AS village, CASE WHEN s.id = s.village THEN '' ELSE s.name END AS hamlet
		FROM household h JOIN place s ON s.county = h.county AND s.id = h.place JOIN place v ON v.county = s.county AND v.id = s.village
		JOIN division t ON t.code = (LEFT(LPAD(v.id::text, 12, '0'), 9) || '000')::CHAR(12)
		WHERE h.county = $1 AND h.id = ANY ($2)`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find homes: %w", err)
	}
	homes := make(map[int64]home, len(found))
	for _, h := range found {
		homes[h.Household] = h
	}
	return homes, nil
}

func newAlert(r Reported, told Told, homes map[int64]home) alert {
	kind, _ := KindOf(r.Kind)
	a := alert{
		name: told.Name, idNumber: secret.Mask(secret.IDNumber, told.IDNumber), phone: secret.Mask(secret.Phone, told.Phone),
		township: cmp.Or(told.Township, elsewhere), village: told.Village, hamlet: told.NaturalVillage, agency: r.Agency, kind: kind.Title,
	}
	if h, found := homes[r.Household]; found {
		a.township, a.village, a.hamlet = h.Township, h.Village, h.Hamlet
	}
	return a
}

// paper sets the sheet.
func (s handOverSheet) paper(fonts *paper.Fonts) *paper.Paper {
	out := fonts.New("交办单", s.First())
	out.OnSide()
	out.Title("防返贫监测线索交办单")
	out.Line(paper.Left, s.township+"：")
	out.Text(fmt.Sprintf("现将%d年%d月各部门推送的线索 %d 条交你单位办理。请组织入户核查，自交办之日起一般不超过 20 个工作日办结；月底前反馈办理情况，不纳入的逐户说明理由。",
		s.Year, s.Month.Month, len(s.rows)))
	t := paper.Table{Size: paper.Smallest, Columns: []paper.Column{
		{Title: "序号", Width: 12, Align: paper.Centre}, {Title: "姓名", Width: 30}, {Title: "公民身份号码", Width: 44}, {Title: "联系电话", Width: 30},
		{Title: "行政村（社区）", Width: 33}, {Title: "自然村", Width: 24}, {Title: "报送部门", Width: 20}, {Title: "线索", Width: 22}, {Title: "核查结果", Width: 25},
	}}
	for i, a := range s.rows {
		t.Rows = append(t.Rows, paper.Row{Whose: fmt.Sprintf("%s交办单第 %d 行“%s”", s.township, i+1, a.name), Cells: []string{
			fmt.Sprint(i + 1), a.name, a.idNumber, a.phone, a.village, a.hamlet, a.agency, a.kind, "",
		}})
	}
	t.Foot = []paper.Row{{Span: true, Whose: "合计", Cells: []string{fmt.Sprintf("合计 %d 条", len(s.rows))}}}
	out.Table(t)
	out.Boxes(paper.Box{Label: "交办人"}, paper.Box{Label: "接收人"}, paper.Box{Label: "反馈人"})
	out.Seal(paper.Seal{By: s.office})
	return out
}
