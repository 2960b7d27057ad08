package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/sheet"
	"fangpin/internal/shown"
	"fangpin/registry"
)

// listed are the sources that tell by a list.
var listed = []Source{VillageList, Public, Insurer, City, Agency}

// NamedSources lists the sources that tell by a list, for forms.
func NamedSources() []Source { return slices.Clone(listed) }

// Teller is whose list it is: the source, and of a department's which.
type Teller struct {
	Source Source
	As     string
}

// permitted refuses whom the list is not sent to, and a source that tells by no list.
func (t Teller) permitted(by who.Person) error {
	switch {
	case !slices.Contains(listed, t.Source):
		return fault.Invalidf("请选择名单来源：村级摸排名单、群众反映、保险机构、市级监测或部门名单")
	case !t.Source.May(by.Role):
		return fault.Forbiddenf("“%s”的名单报到县里，由县经办导入", t.Source.Title())
	case t.Source == Agency && t.As == "":
		return fault.Invalidf("请写明是哪个部门的名单")
	}
	return nil
}

// ImportNames makes leads of a list, all of it or nothing. What the registry does not know is refused; Identify names the cells.
func ImportNames(ctx context.Context, tx *pg.Tx, keys *secret.Keys, from Teller, l NameList) (Leads, error) {
	if err := LeadStep.Permit(tx, fmt.Sprintf("导入%s名单 %d 户", from.Source.Title(), len(l.Lines))); err != nil {
		return Leads{}, err
	}
	if err := from.permitted(tx.By); err != nil {
		return Leads{}, err
	}
	signals, defects, err := Identify(ctx, tx, keys, from, l)
	if err != nil {
		return Leads{}, err
	}
	if n := len(l.Defects) + len(defects); n > 0 {
		return Leads{}, fault.Invalidf("名单中有 %d 处错误，整份未导入，请改正后重新导入", n)
	}
	return lead(ctx, tx, signals)
}

// Identify finds whose families a list names, in the person's part of the county, and the cells that name nobody there.
func Identify(ctx context.Context, tx *pg.Tx, keys *secret.Keys, from Teller, l NameList) (signals []Signal, defects []sheet.Defect, err error) {
	people, heads, err := namesakes(ctx, tx, keys, l)
	if err != nil {
		return nil, nil, err
	}
	bad := NameList{Sheet: l.Sheet}
	for _, n := range l.Lines {
		p, known := people[string(keys.Tag(secret.IDNumber, n.IDNumber))]
		title := numberTitle
		if n.IDNumber == "" {
			p, known = heads[n.Household]
			title = householdTitle
		}
		switch {
		case !known:
			bad.bad(n, title, "不在户籍名册，或不属于您的辖区，请核对或先补录花名册")
		case p.Name != n.Name:
			bad.bad(n, nameTitle, "与户籍名册中的姓名不一致，请核对")
		case n.IDNumber != "" && p.DiedOn != nil:
			bad.bad(n, title, "本人已于"+p.DiedOn.Chinese()+"去世，请改填同户其他人")
		case n.IDNumber != "" && n.Household != "" && heads[n.Household].Household != p.Household:
			bad.bad(n, householdTitle, "本人不在这一户，请核对身份证号和户编号")
		default:
			signals = append(signals, Signal{Household: p.Household, Source: from.Source, As: from.As, On: n.On, Risk: n.Risk, Words: n.said(from)})
		}
	}
	return signals, bad.Defects, nil
}

// said is what the line tells, in words.
func (n NameLine) said(from Teller) string {
	words := n.Words
	if words == "" {
		words = "列入" + strings.TrimSuffix(cmp.Or(from.As, from.Source.Title()), "名单") + "名单"
	}
	if n.Told != "" {
		words = n.Told + "：" + words
	}
	return words
}

// namesakes are the people of the list by the tags of their numbers, and the heads of its households by the households' numbers, all in the
// person's part of the county.
func namesakes(ctx context.Context, tx *pg.Tx, keys *secret.Keys, l NameList) (people, heads map[string]registry.Person, err error) {
	var tags [][]byte
	var numbers []string
	for _, n := range l.Lines {
		if n.IDNumber != "" {
			tags = append(tags, keys.Tag(secret.IDNumber, n.IDNumber))
		}
		if n.Household != "" {
			numbers = append(numbers, n.Household)
		}
	}
	if people, err = registry.PersonsByTag(ctx, tx, tags); err != nil {
		return nil, nil, err
	}
	own, err := ownHouseholds(ctx, tx, people, numbers)
	if err != nil {
		return nil, nil, err
	}
	for tag, p := range people {
		if _, is := own[p.Household]; !is {
			delete(people, tag)
		}
	}
	households := make([]int64, 0, len(own))
	for id := range own {
		households = append(households, id)
	}
	of, err := registry.Heads(ctx, tx, households)
	if err != nil {
		return nil, nil, err
	}
	heads = make(map[string]registry.Person, len(of))
	for id, head := range of {
		heads[own[id]] = head
	}
	return people, heads, nil
}

// ownHouseholds are the households of people, and those of the numbers, that lie in the person's part of the county, with their numbers.
func ownHouseholds(ctx context.Context, tx *pg.Tx, people map[string]registry.Person, numbers []string) (map[int64]string, error) {
	ids := make([]int64, 0, len(people))
	for _, p := range people {
		ids = append(ids, p.Household)
	}
	var rows []struct {
		ID int64  `db:"id"`
		No string `db:"no"`
	}
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &rows, `
		SELECT h.id, h.no FROM household h JOIN place p ON p.county = h.county AND p.id = h.place
		WHERE h.county = @county AND (h.id = ANY (@ids) OR h.no = ANY (@numbers)) AND p.village BETWEEN @first AND @last`, pg.Named{
		"county": tx.County, "ids": pq.Array(ids), "numbers": pq.Array(numbers), "first": first, "last": last})
	if err != nil {
		return nil, fmt.Errorf("find the households of a list: %w", err)
	}
	own := make(map[int64]string, len(rows))
	for _, r := range rows {
		own[r.ID] = r.No
	}
	return own, nil
}

// NamesTemplate writes a workbook for a village to fill in (S0: 各村摸排提供 10—15 户): its own households by number and head, a line each. Lines that
// stay blank tell nothing.
func NamesTemplate(ctx context.Context, tx *pg.Tx, village int64, w io.Writer) error {
	families, _, err := registry.Families(ctx, tx, registry.FamilyFilter{Village: village})
	if err != nil {
		return err
	}
	if len(families) == 0 {
		return fault.NotFoundf("本村没有在册的农户，或不属于您的辖区")
	}
	l := listing.Listing{
		Sheet: "摸排名单", Title: families[0].In + "生活相对困难农户摸排名单",
		Of: "请在要上报的户填写反映途径（" + ThreeReports[0] + "、" + ThreeReports[1] + "、" + ThreeReports[2] + "）、风险类别和情况，一般 10 至 15 户；不填的行不上报",
		Columns: []listing.Column{{Title: householdTitle, Width: 16}, {Title: nameTitle + "（户主）", Width: 12}, {Title: "自然村", Width: 12}, {Title: "户标签", Width: 18},
			{Title: toldTitle, Width: 24}, {Title: riskTitle, Width: 14}, {Title: wordsTitle, Width: 40}, {Title: onTitle, Width: 12}},
	}
	for _, f := range families {
		labels := ""
		for _, label := range f.Labels {
			labels += label + " "
		}
		l.Rows = append(l.Rows, []any{f.No, f.Head, f.Hamlet, labels, nil, nil, nil, nil})
	}
	return l.Write(w)
}

// NamesForeseen is what a list would come to, before anything of it is recorded.
type NamesForeseen struct {
	Defects     []sheet.Defect // those that the list had, and cells that name nobody; with one nothing is recorded
	Lines       []NameForeseen // none where there are defects
	Begin, Join int            // families
}

// NameForeseen is a line with the family that it means.
type NameForeseen struct {
	NameLine
	Family registry.Family
	Begins bool // a watch of the family begins, or opens again; else the line joins one
}

// ForeseeNames says what ImportNames would do, and writes nothing.
func ForeseeNames(ctx context.Context, tx *pg.Tx, keys *secret.Keys, from Teller, l NameList) (out NamesForeseen, err error) {
	if err := from.permitted(tx.By); err != nil {
		return out, err
	}
	signals, unknown, err := Identify(ctx, tx, keys, from, l)
	if err != nil {
		return out, err
	}
	unknown = slices.DeleteFunc(unknown, func(d sheet.Defect) bool { // a bad number is nobody's: that is said already
		return slices.ContainsFunc(l.Defects, func(bad sheet.Defect) bool { return bad.Cell == d.Cell })
	})
	if out.Defects = slices.Concat(l.Defects, unknown); len(out.Defects) > 0 {
		return out, nil
	}
	begins, err := beginning(ctx, tx, signals)
	if err != nil {
		return out, err
	}
	found, _, err := registry.Families(ctx, tx, registry.FamilyFilter{IDs: pg.Only(slices.Collect(maps.Keys(begins)))})
	if err != nil {
		return out, err
	}
	families := make(map[int64]registry.Family, len(found))
	for _, f := range found {
		families[f.ID] = f
		if begins[f.ID] {
			out.Begin++
		} else {
			out.Join++
		}
	}
	for i, s := range signals { // one a line, for none was bad
		out.Lines = append(out.Lines, NameForeseen{l.Lines[i], families[s.Household], begins[s.Household]})
	}
	return out, nil
}

// Seen are the families of the list as somebody was shown them: of each which it is, and whether its watch begins.
func (f NamesForeseen) Seen() shown.Rows {
	ids := make([]int64, len(f.Lines))
	for i, l := range f.Lines {
		if ids[i] = l.Family.ID; !l.Begins {
			ids[i] = -ids[i]
		}
	}
	return shown.Of(ids)
}

// BlankTemplate writes a workbook for a list that is told to the county: a line a family, by a person's number or the household's.
func BlankTemplate(w io.Writer) error {
	return listing.Listing{
		Sheet: "线索名单", Title: "监测线索名单", Of: "一户一行；身份证号和户编号填一项即可；有一处错误整份不导入",
		Columns: []listing.Column{{Title: nameTitle, Width: 12}, {Title: numberTitle, Width: 22}, {Title: householdTitle, Width: 16}, {Title: riskTitle, Width: 14},
			{Title: wordsTitle, Width: 44}, {Title: onTitle, Width: 12}},
	}.Write(w)
}
