package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// From a case of a family that nobody looks after, the county clerk writes a lead down, filled in; of one that is looked after there is its matter.
func TestACaseBecomesALead(t *testing.T) {
	s := newWatchSite(t)
	home := s.Enrol(t, "低收入户", 1)[0]
	s.Report(t, "hospital", "2024-09", map[string]string{"name": "患者", "id_number": home.HeadID, "discharged": "2024-09-03", "institution": "鹤山区人民医院", "settlement": "S1",
		"expense": "60000.00", "basic_paid": "10000.00", "self_paid": "50000.00"})
	s.by(who.Clerk).post("/screening", "month", "2024-09").see(t, http.StatusSeeOther)
	var claim int64
	s.Office.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{Households: pg.Only([]int64{home.ID})})
		claim = found[0].ID
		return err
	})
	link := fmt.Sprintf("/watches/new?household=%d&amp;claim=%d", home.ID, claim)
	s.by(who.Township).get(claimPath(claim)).see(t, http.StatusOK).hides(t, "登记为线索")
	clerk := s.by(who.Clerk)
	clerk.get(claimPath(claim)).see(t, http.StatusOK, link)
	clerk.get(strings.ReplaceAll(link, "&amp;", "&")).see(t, http.StatusOK, `value="insurer" selected`, "<option selected>因病", fmt.Sprintf("保险案件 %d：2024年9月3日，疾病住院", claim))
	clerk.post("/watches/new", "household", fmt.Sprint(home.ID), "source", "insurer", "risk", "因病", "words", "住院花费大").see(t, http.StatusSeeOther)
	clerk.get(claimPath(claim)).see(t, http.StatusOK, "本户的监测帮扶").hides(t, "登记为线索")
}

// One stay reported under two settlement numbers in two months makes two claims: each says so, and leads to the other.
func TestOneStayUnderTwoNumbers(t *testing.T) {
	s := newClaimSite(t)
	home := s.Enrol(t, "低收入户", 1)[0]
	bill := func(month, day, number string) {
		s.Report(t, "hospital", month, map[string]string{
			"name": "患者", "id_number": home.HeadID, "discharged": day, "institution": "鹤山区人民医院", "settlement": number,
			"expense": "30000.00", "basic_paid": "1000.00", "self_paid": "29000.00",
		})
		s.by(who.Clerk).post("/screening", "month", month).see(t, http.StatusSeeOther)
	}
	bill("2024-09", "2024-09-03", "S1")
	of := func() (ids []int64) {
		s.Office.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			found, err := claims.Find(ctx, tx, claims.Filter{Households: pg.Only([]int64{home.ID})})
			for _, c := range found {
				ids = append(ids, c.ID)
			}
			return err
		})
		return ids
	}
	first := of()[0]
	s.by(who.Clerk).get(claimPath(first)).see(t, http.StatusOK).hides(t, "疑似重复", "本户其他案件")
	s.Office.At("2024-10-09")
	bill("2024-10", "2024-09-03", "S2")
	both := of()
	if len(both) != 2 {
		t.Fatalf("%d claims", len(both))
	}
	for _, id := range both {
		other := both[0] + both[1] - id
		s.by(who.Township).get(claimPath(id)).see(t, http.StatusOK, "疑似重复", "同一人、同一入院／出院日期", "本户其他案件", fmt.Sprintf(`<a href="%s">查看案件`, claimPath(other)))
		s.by(who.Clerk).post(claimPath(id)+"/entrust", "to", fmt.Sprint(s.Who(who.Adjuster).ID)).see(t, http.StatusSeeOther)
	}
	s.by(who.Adjuster).get(claimPath(first)+"/investigate").see(t, http.StatusOK, "疑似重复", "本户其他案件")
}
