package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"fangpin/claims"
	"fangpin/demo/sample"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/reports"
)

// Of December's claims so many go the whole way to the lists; of the others so many stay behind at each step, for whoever signs in next.
const (
	wholeWay   = 9
	leftBehind = 3
	inDecember = wholeWay + 9*leftBehind
)

// next is another month, left where it stands at the year's end: at every desk something waits.
func (m *month) next(ctx context.Context) error {
	ids, err := m.december(ctx)
	if err != nil {
		return err
	}
	first, rest := ids[:wholeWay], ids[wholeWay:]
	if err := m.assessed(ctx, first, calendar.On(2024, 12, 9)); err != nil {
		return err
	}
	if _, _, _, err := m.announceAll(ctx); err != nil {
		return err
	}
	if err := m.leaveBehind(ctx, rest); err != nil {
		return err
	}
	m.on(calendar.On(2024, 12, 31))
	if err := m.leaveLists(ctx); err != nil {
		return err
	}
	m.done(line{Step: "在办", Count: fmt.Sprintf("%d 件", len(ids)), Note: "十二月的案件留在各个环节，登录后可接着办理"})
	return nil
}

// december reports bills, disasters and failed crops of families that are insured, and screens them.
func (m *month) december(ctx context.Context) ([]int64, error) {
	var err error
	if m.reported, err = reports.ParseMonth("2024-12"); err != nil {
		return nil, err
	}
	people, err := m.insuredHeads(ctx, inDecember)
	if err != nil {
		return nil, err
	}
	var received []int64
	for _, r := range decemberReports(people) {
		file := sample.File{Agency: r.agency, Path: filepath.Join(filepath.Dir(m.in.Roster), r.name)}
		if err := os.WriteFile(file.Path, r.csv(), 0o644); err != nil {
			return nil, fmt.Errorf("write %s: %w", file.Path, err)
		}
		_, id, err := m.receive(ctx, file, 0)
		if err != nil {
			return nil, err
		}
		received = append(received, id)
	}
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error { return reports.HandOver(ctx, tx, received) })
	if err != nil {
		return nil, err
	}
	m.on(calendar.On(2024, 12, 6))
	var s claims.Screening
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) (err error) {
		s, err = claims.Screen(ctx, tx, m.reported)
		return err
	})
	if len(s.Raised) != inDecember && err == nil {
		err = fmt.Errorf("the claims of December are %d, not %d", len(s.Raised), inDecember)
	}
	return slices.Sorted(slices.Values(s.Raised)), err
}

// insuredHeads are the heads of so many 脱贫户, a few of each village.
func (m *month) insuredHeads(ctx context.Context, n int) (heads []registry.Line, err error) {
	roster, err := m.readRoster(ctx)
	if err != nil {
		return nil, err
	}
	ofVillage := map[string]int{}
	for _, l := range roster.Lines {
		lifted := slices.ContainsFunc(l.Labels, func(h registry.Held) bool { return h.Name == "脱贫户" })
		if l.Relation == registry.HeadRelation && lifted && l.Hamlet != "" && ofVillage[l.Village] < 4 && len(heads) < n {
			ofVillage[l.Village]++
			heads = append(heads, l)
		}
	}
	if len(heads) < n {
		return nil, fmt.Errorf("the sample has %d heads to report on, not %d", len(heads), n)
	}
	return heads, nil
}

// told is one department's file for December.
type told struct {
	name, agency string
	rows         [][]string
}

func (r told) csv() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(r.rows) // to memory
	return b.Bytes()
}

// decemberReports turns each third family's head into a patient, a victim of a fire, a farmer who lost a crop.
func decemberReports(people []registry.Line) []told {
	bills := told{"医保局-2024年12月-住院自付.csv", "医保局", [][]string{{"姓名", "身份证号", "行政村", "入院日期", "出院日期", "医疗机构", "总费用", "基本医保支付",
		"大病保险支付", "医疗救助支付", "其他补助", "个人自付", "结算单号"}}}
	fires := told{"应急管理局-2024年12月-受灾.csv", "应急管理局", [][]string{{"姓名", "身份证号", "行政村", "灾害类型", "发生日期", "财产损失", "医疗费用", "保险赔付", "责任方赔付"}}}
	crops := told{"农业农村局-2024年12月-产业损失.csv", "农业农村局", [][]string{{"姓名", "身份证号", "行政村", "产业名称", "发生日期", "损失金额", "保险赔付"}}}
	for i, p := range people {
		who := []string{p.Name, p.IDNumber, villageOf(p.Village)}
		switch own := 12000 + 1700*i; i % 3 {
		case 0:
			bills.rows = append(bills.rows, append(who, "2024-11-04", fmt.Sprintf("2024-11-%02d", 12+i%15), "鹤山区人民医院", strconv.Itoa(own+20000), "20000",
				"0", "0", "0", strconv.Itoa(own), fmt.Sprintf("HS2024%05d", 1100+i)))
		case 1:
			fires.rows = append(fires.rows, append(who, "火灾", fmt.Sprintf("2024-11-%02d", 5+i%20), strconv.Itoa(own+3000), "0", "3000", "0"))
		default:
			crops.rows = append(crops.rows, append(who, "温室蔬菜", fmt.Sprintf("2024-11-%02d", 3+i%20), strconv.Itoa(own+5000), "2000"))
		}
	}
	return []told{bills, fires, crops}
}

// assessed takes claims from entrusting to their amount, a step a day or two from the day on.
func (m *month) assessed(ctx context.Context, ids []int64, from calendar.Date) error {
	for _, step := range []struct {
		after calendar.Date
		do    func() error
	}{
		{0, func() error { return m.entrustTo(ctx, ids) }},
		{2, func() error { return m.visit(ctx, ids, 0, asTold) }},
		{3, func() error { return m.endorse(ctx, ids) }},
		{4, func() error { return m.judge(ctx, ids, 0) }},
		{7, func() error { return m.fileOnly(ctx, ids) }},
		{8, func() error { return m.assessOnly(ctx, ids) }},
		{9, func() error { return nil }},
	} {
		m.on(from + step.after)
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

func (m *month) fileOnly(ctx context.Context, ids []int64) error {
	return m.do(ctx, m.people.clerk, func(tx *pg.Tx) error { return claims.File(ctx, tx, ids) })
}

func (m *month) assessOnly(ctx context.Context, ids []int64) error {
	return m.do(ctx, m.people.assessor, func(tx *pg.Tx) error {
		_, err := payouts.Assess(ctx, tx, ids)
		return err
	})
}

// leaveBehind leaves some claims at each step on the way to their notices.
func (m *month) leaveBehind(ctx context.Context, ids []int64) error {
	for _, step := range []struct {
		on calendar.Date
		do func(ids []int64) error
	}{
		{calendar.On(2024, 12, 20), func(ids []int64) error { return m.entrustTo(ctx, ids) }},
		{calendar.On(2024, 12, 23), func(ids []int64) error { return m.visit(ctx, ids, 0, asTold) }},
		{calendar.On(2024, 12, 24), func(ids []int64) error { return m.endorse(ctx, ids) }},
		{calendar.On(2024, 12, 25), func(ids []int64) error { return m.judge(ctx, ids, 0) }},
		{calendar.On(2024, 12, 26), func(ids []int64) error { return m.fileOnly(ctx, ids) }},
		{calendar.On(2024, 12, 27), func(ids []int64) error { return m.assessHung(ctx, ids) }},
	} {
		ids = ids[:len(ids)-leftBehind]
		m.on(step.on)
		if err := step.do(ids); err != nil {
			return err
		}
	}
	return nil
}

// assessHung assesses claims in three lots: notices that hang, with an objection to one; notices that were only made; sums alone.
func (m *month) assessHung(ctx context.Context, ids []int64) error {
	lots := slices.Collect(slices.Chunk(ids, leftBehind))
	if err := m.assessOnly(ctx, lots[0]); err != nil {
		return err
	}
	if _, _, _, err := m.announceAll(ctx); err != nil {
		return err
	}
	announced, err := m.payouts(ctx, payouts.Announced)
	if err != nil {
		return err
	}
	m.on(calendar.On(2024, 12, 30))
	if _, err := m.objection(ctx, announced[len(announced)-1], "反映该户损失的大棚已由他人承包"); err != nil {
		return err
	}
	if err := m.assessOnly(ctx, lots[1]); err != nil {
		return err
	}
	if _, _, err := m.announceOnly(ctx); err != nil {
		return err
	}
	return m.assessOnly(ctx, lots[2])
}

// leaveLists leaves one list before its first approval, one at the bank, and the rest without a list.
func (m *month) leaveLists(ctx context.Context) error {
	if _, err := m.clearAll(ctx); err != nil {
		return err
	}
	cleared, err := m.payouts(ctx, payouts.Cleared)
	if err != nil {
		return err
	}
	if _, err := m.composeOf(ctx, cleared[:4], payouts.Compose); err != nil {
		return err
	}
	list, err := m.composeOf(ctx, cleared[4:7], payouts.Compose)
	if err != nil {
		return err
	}
	if err := m.approve(ctx, list); err != nil {
		return err
	}
	return m.do(ctx, m.people.sender, func(tx *pg.Tx) error {
		_, err := payouts.Send(ctx, tx, list.ID, m.sign)
		return err
	})
}

// villageOf is a village's name as departments write it.
func villageOf(code string) string {
	d, _ := area.Published().Lookup(code)
	return d.Short()
}
