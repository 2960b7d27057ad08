package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// Score is what a spot check says of a township, or of a department (S3 §三.5: 抽查各地各部门…纳入考核).
type Score struct {
	Unit       string
	Department bool // else a township
	Drawn      int  // of those that the person reads
	Checked    int
	Sound      int
	Points     *decimal.Decimal // of the assessment: its points in the share of the checked that were sound, cut to two places; nil until one is
}

// Scores says what a spot check comes to, townships in the order of their codes and departments after them. Whose work is checked reads its own.
func Scores(ctx context.Context, tx *pg.Tx, id int64) ([]Score, error) {
	c, err := GetSpotCheck(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	lines, err := Sample(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	names, err := townshipsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(lines, func(a, b SampleLine) int { return cmp.Compare(a.Department, b.Department) })
	var scores []Score
	at := map[string]int{}
	for _, l := range lines {
		unit := l.unit(names)
		if _, seen := at[unit]; !seen {
			at[unit] = len(scores)
			scores = append(scores, Score{Unit: unit, Department: l.Department != ""})
		}
		s := &scores[at[unit]]
		s.Drawn++
		if l.Sound != nil {
			s.Checked++
			if *l.Sound {
				s.Sound++
			}
		}
	}
	for i, s := range scores {
		if s.Checked > 0 {
			points := c.Points.Mul(decimal.NewFromInt(int64(s.Sound))).Div(decimal.NewFromInt(int64(s.Checked))).Truncate(2)
			scores[i].Points = &points
		}
	}
	return scores, nil
}

// MonthChecks is what was checked in a month of townships, in the order of their codes, and of departments after them, each of whom something was; in
// the person's part of the county. Points are a single spot check's.
func MonthChecks(ctx context.Context, tx *pg.Tx, year int, month time.Month) (found []Score, err error) {
	first, own := calendar.On(year, month, 1), pg.Named{"county": tx.County}
	own["from"], own["to"] = tx.By.Within()
	own["first"], own["last"] = first, first.MonthEnd()
	err = tx.SelectContext(ctx, &found, `
		SELECT COALESCE(x.department, d.name) AS unit, x.department IS NOT NULL AS department, COUNT(*) AS drawn, COUNT(*) AS checked, COUNT(*) FILTER (WHERE x.sound) AS sound
		FROM (SELECT f.sound, p.village / 1000 AS township, `+handler("r.watch")+` AS department
		  FROM spot_finding f JOIN spot_check_row r ON r.county = @county AND r.spot_check = f.spot_check AND r.n = f.n
		  JOIN watch w ON w.county = @county AND w.id = r.watch JOIN household h ON h.county = @county AND h.id = w.household
		  JOIN place p ON p.county = @county AND p.id = h.place
		  WHERE f.county = @county AND f.on_day BETWEEN @first AND @last AND p.village BETWEEN @from AND @to) x
		JOIN division d ON d.code = LPAD((x.township * 1000)::text, 12, '0')::CHAR(12)
		GROUP BY 1, x.department, CASE WHEN x.department IS NULL THEN d.code END
		ORDER BY x.department NULLS FIRST, CASE WHEN x.department IS NULL THEN d.code END`, own)
	if err != nil {
		return nil, fmt.Errorf("what was checked in %d-%02d: %w", year, month, err)
	}
	if !Draws(tx.By) {
		found = slices.DeleteFunc(found, func(s Score) bool { return s.Department })
	}
	return found, nil
}

// unit is whose handling of the matter is checked, of townships by their nine digits.
func (l SampleLine) unit(townships map[int64]string) string {
	return cmp.Or(l.Department, townships[l.Village/1000])
}

// SampleSheet writes a sample as a workbook to take along: what was found stands in it, what is still to be looked at has room for it.
func SampleSheet(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	c, err := GetSpotCheck(ctx, tx, id)
	if err != nil {
		return err
	}
	lines, err := Sample(ctx, tx, id)
	if err != nil {
		return err
	}
	townships, err := townshipsOf(ctx, tx)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "抽查样本", Title: "预警信息核查办理抽查表", Height: 34, Signed: []string{"抽查人", "陪同人"},
		Of: fmt.Sprintf("%s至%s交办或入户的事项　每乡镇抽取 %d 户　种子 %d", c.From.Chinese(), c.To.Chinese(), c.PerTownship, c.Seed),
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "乡镇", Width: 14}, {Title: "村", Width: 14}, {Title: "户编号", Width: 14}, {Title: "户主", Width: 10},
			{Title: "计入单位", Width: 14}, {Title: "现在状态", Width: 14}, {Title: "监测对象类别", Width: 14}, {Title: "抽查方式", Width: 16}, {Title: "是否规范", Width: 10}, {Title: "抽查情况", Width: 34},
			{Title: "抽查日期", Width: 12}},
	}
	for _, s := range lines {
		row := []any{s.N, townships[s.Village/1000], s.In, s.No, s.Head, s.unit(townships), s.State.Title(), nil, s.How.Title(), nil, s.Found, s.On}
		if s.Kind != nil {
			row[7] = *s.Kind
		}
		if s.Sound != nil {
			row[9] = s.Result()
		}
		l.Rows = append(l.Rows, row)
	}
	return l.Write(w)
}
