package monitoring

import (
	"context"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// Score is what a spot check says of a township (S3 §三.5: 纳入考核).
type Score struct {
	Township string
	Drawn    int // of those that the person reads
	Checked  int
	Sound    int
	Points   *decimal.Decimal // of the assessment: its points in the share of the checked that were sound, cut to two places; nil until one is
}

// Scores says what a spot check comes to by township, in the person's part of the county.
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
	var scores []Score
	at := map[int64]int{}
	for _, l := range lines {
		township := l.Village / 1000
		if _, seen := at[township]; !seen {
			at[township] = len(scores)
			scores = append(scores, Score{Township: names[township]})
		}
		s := &scores[at[township]]
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
			{Title: "现在状态", Width: 14}, {Title: "监测对象类别", Width: 14}, {Title: "抽查方式", Width: 16}, {Title: "是否规范", Width: 10}, {Title: "抽查情况", Width: 34},
			{Title: "抽查日期", Width: 12}},
	}
	for _, s := range lines {
		row := []any{s.N, townships[s.Village/1000], s.In, s.No, s.Head, s.State.Title(), nil, s.How.Title(), nil, s.Found, s.On}
		if s.Kind != nil {
			row[6] = *s.Kind
		}
		if s.Sound != nil {
			row[8] = s.Result()
		}
		l.Rows = append(l.Rows, row)
	}
	return l.Write(w)
}
