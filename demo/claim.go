package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangpin/claims"
	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/scheme"
)

// screen compares the month's rows with households, roster and warning lines (比对).
func (m *month) screen(ctx context.Context) error {
	var s claims.Screening
	err := m.do(ctx, m.people.clerk, func(tx *pg.Tx) (err error) {
		s, err = claims.Screen(ctx, tx, m.reported)
		return err
	})
	if err != nil {
		return err
	}
	m.claims = s.Raised
	quota, byCategory := 0, map[string]int{}
	err = m.each(ctx, m.claims, func(c claims.Claim) {
		byCategory[c.Category]++
		if c.Class == "低收入户" {
			quota++
		}
	})
	if err != nil {
		return err
	}
	m.done(line{Step: "比对", Count: fmt.Sprintf("%d 件", len(s.Raised)), Note: fmt.Sprintf(
		"比对 %d 行，纳入 %d 行，其余逐行记明理由；%s；名额类（低收入户）%d 件", s.Rows, s.Taken, counted(byCategory), quota)})
	return nil
}

// counted lists the categories in the order of S2 with how many claims each has.
func counted(byCategory map[string]int) string {
	var words []string
	for _, key := range scheme.Keys() {
		words = append(words, fmt.Sprintf("%s %d", scheme.Title(key), byCategory[key]))
	}
	return strings.Join(words, "、")
}

// entrust shares the claims out among the adjusters.
func (m *month) entrust(ctx context.Context) error {
	if err := m.entrustTo(ctx, m.claims); err != nil {
		return err
	}
	m.done(line{Step: "委托", Count: fmt.Sprintf("%d 件", len(m.claims)), Note: fmt.Sprintf("查勘员 %d 人，三个工作日内查勘", len(m.people.adjusters))})
	return nil
}

// entrustTo shares claims out, village by village.
func (m *month) entrustTo(ctx context.Context, ids []int64) error {
	var assignments []claims.Assignment
	err := m.each(ctx, ids, func(c claims.Claim) {
		adjuster := m.people.adjusters[int(c.Village)%len(m.people.adjusters)]
		assignments = append(assignments, claims.Assignment{Claim: c.ID, Adjuster: adjuster.ID})
	})
	if err != nil {
		return err
	}
	return m.do(ctx, m.people.clerk, func(tx *pg.Tx) error { return claims.Entrust(ctx, tx, assignments) })
}

// investigate is the adjusters' visits: the facts as reported, borne out by a photo, and one claim that does not qualify.
func (m *month) investigate(ctx context.Context) error {
	declined, where, err := m.firstOf(ctx, scheme.Accident)
	if err != nil {
		return err
	}
	if err := m.visit(ctx, m.claims, declined, asTold); err != nil {
		return err
	}
	m.claims = slices.DeleteFunc(m.claims, func(id int64) bool { return id == declined })
	m.done(line{Step: "查勘", Count: fmt.Sprintf("%d 件", len(m.claims)), Note: fmt.Sprintf("另有 1 件（%s，意外事故）不予赔付：损失已由责任方承担", where)})
	return nil
}

// firstOf picks the month's first claim of a category, and says in which village it is.
func (m *month) firstOf(ctx context.Context, category string) (id int64, village string, err error) {
	err = m.look(ctx, func(tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(m.claims), Category: category})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("the sample month has no claim of %s", category)
		}
		places, err := registry.Places(ctx, tx, []int64{found[0].Village})
		id, village = found[0].ID, places[found[0].Village].Name
		return err
	})
	return id, village, err
}

// visit has each adjuster report on their own claims: one may be declined, and facts corrected.
func (m *month) visit(ctx context.Context, ids []int64, declined int64, correct func(*claims.Case)) error {
	byAdjuster, err := m.findings(ctx, ids, declined, correct)
	if err != nil {
		return err
	}
	for _, adjuster := range m.people.adjusters {
		findings := byAdjuster[adjuster.ID]
		if len(findings) == 0 {
			continue
		}
		if err := m.photograph(ctx, findings); err != nil {
			return err
		}
		err := m.do(ctx, adjuster, func(tx *pg.Tx) error { return claims.Investigate(ctx, tx, findings) })
		if err != nil {
			return err
		}
	}
	return nil
}

// findings drafts what each adjuster will report, from what was told.
func (m *month) findings(ctx context.Context, ids []int64, declined int64, correct func(*claims.Case)) (map[int64][]claims.Finding, error) {
	byAdjuster := map[int64][]claims.Finding{}
	err := m.look(ctx, func(tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids)})
		if err != nil {
			return err
		}
		told, err := claims.Told(ctx, tx, ids)
		for _, c := range found {
			f := claims.Finding{Claim: c.ID, VisitedOn: m.today(), Qualifies: c.ID != declined, Why: "入户核实，票据齐全，情况属实", Cases: told[c.ID], LookedAgain: true}
			if !f.Qualifies {
				f.Why = "入户核实，所报损失已由责任方全部承担，本户无自担部分"
			}
			for i := range f.Cases {
				correct(&f.Cases[i])
			}
			byAdjuster[*c.Adjuster] = append(byAdjuster[*c.Adjuster], f)
		}
		return err
	})
	return byAdjuster, err
}

// photograph gives each finding its evidence.
func (m *month) photograph(ctx context.Context, findings []claims.Finding) error {
	for i := range findings {
		photo, err := m.photo(ctx, archive.Evidence, findings[i].Claim)
		if err != nil {
			return err
		}
		findings[i].Evidence = []claims.Evidence{{Kind: "现场照片", File: photo.File, Print: photo.Print}}
	}
	return nil
}

// keep puts a file into the archive and answers its hash.
func (m *month) keep(ctx context.Context, kind archive.Kind, content []byte) (sum [sha256.Size]byte, err error) {
	_, err = m.Archive.Keep(ctx, kind, bytes.NewReader(content))
	return sha256.Sum256(content), err
}

// photo keeps what stands in for a photo of something as a kind.
func (m *month) photo(ctx context.Context, kind archive.Kind, of ...int64) (archive.Scan, error) {
	return m.Archive.PutPhoto(ctx, kind, "照片.png", Picture(of...))
}

// review is the villages' and townships' part: one claim goes back to its adjuster and comes again.
func (m *month) review(ctx context.Context) error {
	returned, where, err := m.firstOf(ctx, scheme.Hospital)
	if err != nil {
		return err
	}
	if err := m.endorse(ctx, m.claims); err != nil {
		return err
	}
	m.on(calendar.On(2024, 9, 19))
	if err := m.judge(ctx, m.claims, returned); err != nil {
		return err
	}
	m.on(calendar.On(2024, 9, 20))
	if err := m.again(ctx, returned); err != nil {
		return err
	}
	m.done(line{Step: "村乡审核", Count: fmt.Sprintf("%d 件", len(m.claims)), Note: fmt.Sprintf("其中 1 件（%s，因病）被乡镇退回，补充查勘后通过", where)})
	return nil
}

// again takes one claim from the visit to the township once more.
func (m *month) again(ctx context.Context, id int64) error {
	ids := []int64{id}
	if err := m.visit(ctx, ids, 0, asTold); err != nil {
		return err
	}
	if err := m.endorse(ctx, ids); err != nil {
		return err
	}
	return m.judge(ctx, ids, 0)
}

// endorse is the opinion of each village's committee on its own claims.
func (m *month) endorse(ctx context.Context, ids []int64) error {
	byVillage := map[int64][]claims.Decision{}
	err := m.each(ctx, ids, func(c claims.Claim) {
		byVillage[c.Village] = append(byVillage[c.Village], claims.Decision{Claim: c.ID, Passed: true, Words: "村两委评议，情况属实，同意上报"})
	})
	if err != nil {
		return err
	}
	for _, village := range slices.Sorted(maps.Keys(byVillage)) {
		err := m.do(ctx, m.people.villages[village], func(tx *pg.Tx) error { return claims.Endorse(ctx, tx, byVillage[village]) })
		if err != nil {
			return err
		}
	}
	return nil
}

// judge is each township's review of its own claims.
func (m *month) judge(ctx context.Context, ids []int64, returned int64) error {
	byTownship := map[string][]claims.Decision{}
	err := m.each(ctx, ids, func(c claims.Claim) {
		d := claims.Decision{Claim: c.ID, Passed: c.ID != returned, Words: "审核通过"}
		if !d.Passed {
			d.Words = "票据与户口簿姓名不一致，请补充查勘后再报"
		}
		township := fmt.Sprintf("%09d000", c.Village/1000)
		byTownship[township] = append(byTownship[township], d)
	})
	if err != nil {
		return err
	}
	for _, township := range slices.Sorted(maps.Keys(byTownship)) {
		err := m.do(ctx, m.people.townships[township], func(tx *pg.Tx) error { return claims.Review(ctx, tx, byTownship[township]) })
		if err != nil {
			return err
		}
	}
	return nil
}

// each reads claims and hands them on one by one.
func (m *month) each(ctx context.Context, ids []int64, take func(claims.Claim)) error {
	return m.look(ctx, func(tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids)})
		for _, c := range found {
			take(c)
		}
		return err
	})
}

// file is the county's 备案: only now may an amount be fixed.
func (m *month) file(ctx context.Context) error {
	if err := m.fileOnly(ctx, m.claims); err != nil {
		return err
	}
	m.done(line{Step: "备案", Count: fmt.Sprintf("%d 件", len(m.claims))})
	return nil
}
