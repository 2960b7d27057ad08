package web

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/registry"
)

// homes is a site whose first clerk has entered the drawer's roster: 张国庆 and 王丽 in 梨林头村, 刘伟 in 广场社区 of another township.
type homes struct {
	*testSite
	clerk, colleague who.Person
}

const (
	zhangNo, wangNo, liuNo = "4106021002280001", "4106021002280002", "4106020040020001"
	zhangID                = "419900196002140113"
	zhangAccount           = "0000000000000000017"
)

// newborn is the number of nobody, born on 1 September 2024: the area was never assigned.
func newborn() string {
	const seventeen = "41990020240901007"
	return seventeen + string(idcard.CheckDigit(seventeen))
}

func newHomes(t *testing.T) homes {
	t.Helper()
	o := stafftest.New(t)
	h := homes{testSite: newSite(t, o), clerk: o.Hire(who.Clerk), colleague: o.Hire(who.Clerk)}
	h.as(h.clerk).send("/roster", []attached{{"file", "花名册.csv", drawer(t)}}).see(t, http.StatusSeeOther)
	return h
}

// drawer is the roster that the registry is tried with.
func drawer(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile("../registry/testdata/roster.csv")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// household is the id of the household of a number.
func (h homes) household(no string) (id int64) {
	h.t.Helper()
	h.Look(h.clerk, func(ctx context.Context, tx *pg.Tx) error {
		found, err := registry.HouseholdByNo(ctx, tx, no)
		id = found.ID
		return err
	})
	return id
}

// head is the id of the head of the household of a number.
func (h homes) head(no string) (id int64) {
	h.t.Helper()
	h.Look(h.clerk, func(ctx context.Context, tx *pg.Tx) error {
		heads, err := registry.Heads(ctx, tx, []int64{h.household(no)})
		id = heads[h.household(no)].ID
		return err
	})
	return id
}

func (h homes) page(no string) string { return fmt.Sprintf("/households/%d", h.household(no)) }

// elsewhere are people whose part of the county does not hold 梨林头村.
func (h homes) elsewhere() map[string]who.Person {
	return map[string]who.Person{
		"another village":  h.HireMember(staff.Member{Name: "广场社区干部", Role: who.Village, Division: "410602004002"}),
		"another township": h.HireMember(staff.Member{Name: "鹤山街经办", Role: who.Township, Division: "410602004000"}),
		"no entrusted one": h.Hire(who.Adjuster),
	}
}

func TestARosterWithAMistakeIsNotEntered(t *testing.T) {
	o := stafftest.New(t)
	s := newSite(t, o)
	clerk := s.as(o.Hire(who.Clerk))
	broken := strings.Replace(string(drawer(t)), "419900199001010425", "419900199001010426", 1)
	clerk.send("/roster", []attached{{"file", "花名册.csv", []byte(broken)}}).
		see(t, http.StatusUnprocessableEntity, "1 处错误", "花名册!J6", "身份证号").hides(t, "419900199001010426")
	clerk.get("/households").see(t, http.StatusOK, "共 0 条")
	clerk.send("/roster", nil).see(t, http.StatusUnprocessableEntity, "请选择一个")
	clerk.send("/roster", []attached{{"file", "照片.xlsx", []byte("不是表格")}}).see(t, http.StatusUnprocessableEntity)
	s.as(o.Hire(who.Approver)).get("/roster").see(t, http.StatusForbidden)
}

func TestHouseholdsAreThoseOfOnesOwnPart(t *testing.T) {
	h := newHomes(t)
	h.as(h.clerk).get("/households").see(t, http.StatusOK, "共 3 条", "张国庆", "刘伟", "广场社区")
	h.as(h.Hire(who.Village)).get("/households").see(t, http.StatusOK, "共 2 条", "张国庆").hides(t, "刘伟", "广场社区")
	h.as(h.Hire(who.Auditor)).get(h.page(zhangNo)).see(t, http.StatusOK)
	for name, by := range h.elsewhere() {
		v := h.as(by)
		t.Log(name)
		v.get("/households").see(t, http.StatusOK).hides(t, "张国庆")
		if !by.All() {
			v.get("/households").hides(t, "梨林头") // in no drop-down either
		}
		v.get(h.page(zhangNo)).see(t, http.StatusNotFound)
		v.post("/households/find", "id_number", zhangID).see(t, http.StatusNotFound, "没有这个身份证号")
		v.post("/search", "q", zhangID).see(t, http.StatusNotFound)
		v.get("/search?q=张国庆").see(t, http.StatusOK, "没有找到")
		v.get("/search?q="+zhangNo).see(t, http.StatusOK, "没有找到")
		v.get(fmt.Sprintf("/persons/%d/reveal", h.head(zhangNo))).see(t, http.StatusNotFound)
		v.post(fmt.Sprintf("/persons/%d/reveal", h.head(zhangNo)), "kind", "id_number", "reason", "入户核对").see(t, http.StatusNotFound).hides(t, zhangID)
	}
	for _, role := range []who.Role{who.Reporter, who.Sender, who.SystemAdmin} {
		h.as(h.Hire(role)).get(h.page(zhangNo)).see(t, http.StatusForbidden)
	}
}

func TestAnIdentityNumberStandsInNoAddress(t *testing.T) {
	h := newHomes(t)
	v := h.as(h.clerk)
	for _, path := range []string{"/households/find", "/search"} {
		field := map[string]string{"/households/find": "id_number", "/search": "q"}[path]
		a := v.post(path, field, "4199 0019 6002 1401 13").see(t, http.StatusSeeOther)
		if a.location != h.page(zhangNo) {
			t.Errorf("%s leads to %s", path, a.location)
		}
		v.post(path, field, "419900196002140114").see(t, http.StatusUnprocessableEntity, "身份证号")
	}
	if a := v.post("/search", "q", "张国庆").see(t, http.StatusSeeOther); a.location != "/search?q=%E5%BC%A0%E5%9B%BD%E5%BA%86" {
		t.Errorf("leads to %s", a.location)
	}
	v.get("/search?q=张国庆").see(t, http.StatusOK, zhangNo)
	v.get("/households?q="+zhangID).see(t, http.StatusSeeOther).hides(t, zhangID)
}

func TestAHouseholdMasksItsNumbers(t *testing.T) {
	h := newHomes(t)
	h.as(h.Hire(who.Village)).get(h.page(zhangNo)).
		see(t, http.StatusOK, "张国庆户", "李秀英", "4199**********0113", "130****0001", "***************0017", "未复核", "脱贫户", "2021-03-31", "办理经过", "导入花名册").
		hides(t, zhangID, "13000000001", zhangAccount, "登记死亡", "录入银行账户")
}

// How many a deed was about in all is the county's to know.
func TestATimelineTellsAVillageOfItsOwnAlone(t *testing.T) {
	h := newHomes(t)
	const all = "<p>导入花名册"
	h.as(h.clerk).get(h.page(zhangNo)).see(t, http.StatusOK, all)
	h.as(h.Hire(who.Village)).get(h.page(zhangNo)).see(t, http.StatusOK, "<b>导入花名册</b>").hides(t, all)
}

func TestAHouseholdIsChangedByItsForms(t *testing.T) {
	h := newHomes(t)
	page, v := h.page(wangNo), h.as(h.clerk)
	head := fmt.Sprint(h.head(wangNo))
	v.post(page+"/labels", "label", "低收入户", "from", "2024-13-01").see(t, http.StatusUnprocessableEntity, "起始日期", `<option selected>低收入户</option>`, `value="2024-13-01"`)
	v.post(page+"/labels", "label", "低收入户", "from", "2024-09-10").see(t, http.StatusUnprocessableEntity, "在今天之后")
	v.post(page+"/labels", "label", "低收入户", "from", "2024-09-01").see(t, http.StatusSeeOther)
	v.post(page+"/labels", "label", "低收入户", "from", "2024-09-01").see(t, http.StatusConflict)
	v.get(page).see(t, http.StatusOK, "低收入户", "登记户标签")
	v.post(page+"/labels/end", "ended", "低收入户", "to", "2024-09-08").see(t, http.StatusSeeOther)
	v.get(page).see(t, http.StatusOK, "2024-09-08")

	v.post(page+"/accounts", "holder", head, "bank", "农商银行鹤山支行", "number", "12").see(t, http.StatusUnprocessableEntity, "8 至 32 位", `value="农商银行鹤山支行"`)
	v.post(page+"/accounts", "holder", fmt.Sprint(h.head(zhangNo)), "bank", "农商银行", "number", "0000000000000000041").see(t, http.StatusNotFound)
	v.post(page+"/accounts", "holder", head, "bank", "农商银行鹤山支行", "number", "0000000000000000041").see(t, http.StatusSeeOther)
	v.get(page).see(t, http.StatusOK, "***************0041").hides(t, "0000000000000000041")

	v.post(page+"/members", "name", "王小明", "id_number", zhangID, "relation", "子").see(t, http.StatusConflict, "已经登记", `value="王小明"`)
	v.post(page+"/members", "name", "王小明", "id_number", "419900202409010075", "relation", "子").see(t, http.StatusUnprocessableEntity)
	v.post(page+"/members", "name", "王小明", "id_number", newborn(), "relation", "子").see(t, http.StatusSeeOther)
	v.get(page).see(t, http.StatusOK, "王小明", "2024-09-01").hides(t, newborn())

	v.post(page+"/deaths", "dead", head, "died_on", "2024-09-10").see(t, http.StatusUnprocessableEntity, "在今天之后")
	v.post(page+"/deaths", "dead", fmt.Sprint(h.head(liuNo)), "died_on", "2024-09-01").see(t, http.StatusNotFound)
	v.post(page+"/deaths", "dead", head, "died_on", "2024-09-01").see(t, http.StatusSeeOther)
	v.get(page).see(t, http.StatusOK, "2024-09-01去世", "登记死亡")

	other := h.as(h.colleague)
	v.get(page).hides(t, "误登记死亡的人", "有误的登记") // what they recorded themselves
	v.post(page+"/deaths/correct", "alive", head, "why_alive", "派出所核实本人健在").see(t, http.StatusForbidden, "由您本人办理")
	body := other.get(page).see(t, http.StatusOK, "2024年9月1日去世（", "“低收入户” 2024年9月8日终止").body
	_, rest, _ := strings.Cut(body, `value="label_end/`)
	label, _, _ := strings.Cut(rest, `"`)
	other.post(page+"/labels/correct", "mistake", "label_end/7", "why_mistake", "台账核对仍然有效").see(t, http.StatusNotFound)
	other.post(page+"/labels/correct", "mistake", "label_end/"+label, "why_mistake", "误").see(t, http.StatusUnprocessableEntity, "更正的理由", " selected>")
	other.post(page+"/labels/correct", "mistake", "label_end/"+label, "why_mistake", "台账核对仍然有效").see(t, http.StatusSeeOther)
	other.post(page+"/deaths/correct", "alive", fmt.Sprint(h.head(liuNo)), "why_alive", "派出所核实本人健在").see(t, http.StatusNotFound)
	other.post(page+"/deaths/correct", "alive", head, "why_alive", "派出所核实本人健在").see(t, http.StatusSeeOther)
	v.get(page).see(t, http.StatusOK, "登记更正", "派出所核实本人健在", "台账核对仍然有效", "更正死亡登记").hides(t, "2024-09-01去世")
	for _, path := range []string{"/labels", "/labels/end", "/labels/correct", "/accounts", "/members", "/deaths", "/deaths/correct"} {
		h.as(h.Hire(who.Village)).post(page+path, "label", "低收入户").see(t, http.StatusForbidden)
	}
}

func TestAccountsAreConfirmedByAnother(t *testing.T) {
	h := newHomes(t)
	h.as(h.clerk).get("/accounts").see(t, http.StatusOK, "共 2 条", "本人录入", "***************0017").hides(t, zhangAccount, `name="id"`)
	other := h.as(h.colleague)
	body := other.get("/accounts").see(t, http.StatusOK, "张国庆", "王丽", `name="id"`).body
	_, rest, _ := strings.Cut(body, `name="id" value="`)
	first, _, _ := strings.Cut(rest, `"`)
	h.as(h.clerk).post("/accounts/confirm", "id", first).see(t, http.StatusForbidden, "由本人录入")
	other.post("/accounts/confirm").see(t, http.StatusUnprocessableEntity, "没有选中")
	other.post("/accounts/confirm", "id", first).see(t, http.StatusSeeOther)
	other.get(h.page(zhangNo)).see(t, http.StatusOK).hides(t, "未复核")
	page := other.get("/accounts?village="+stafftest.Village).see(t, http.StatusOK, "复核本村全部 1 个账户")
	other.post("/accounts/confirm", "village", stafftest.Village, "seen", string(shown.Of([]int64{1}))).see(t, http.StatusConflict, "现有 1 项")
	other.post("/accounts/confirm", "village", stafftest.Village, "seen", page.hidden(t, "seen")).see(t, http.StatusSeeOther)
	other.get("/accounts").see(t, http.StatusOK, "没有待复核的账户")
}

// Who entered an account learns that another refused it, who and why; it waits on their desk until it is entered anew.
func TestARefusedAccountGoesBackToWhoEnteredIt(t *testing.T) {
	h := newHomes(t)
	own, other := h.as(h.clerk), h.as(h.colleague)
	_, rest, _ := strings.Cut(other.get("/accounts").body, `name="id" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	other.post("/accounts/refuse", "id", id, "reason", "户名与存折不符").see(t, http.StatusSeeOther)
	other.get("/").see(t, http.StatusOK).hides(t, "重新录入被驳回的账户")
	own.get("/").see(t, http.StatusOK, "重新录入被驳回的账户")
	own.get("/accounts").see(t, http.StatusOK, "被驳回的账户", "户名与存折不符", h.colleague.Name)
	refused := "已驳回：户名与存折不符（" + h.colleague.Name + "）"
	own.get(h.page(zhangNo)).see(t, http.StatusOK, refused, "驳回账户").hides(t, "未复核")

	own.post(h.page(zhangNo)+"/accounts", "holder", fmt.Sprint(h.head(zhangNo)), "bank", "农商银行", "number", "0000000000000000041").see(t, http.StatusSeeOther)
	own.get("/").see(t, http.StatusOK).hides(t, "重新录入被驳回的账户")
	own.get("/accounts").see(t, http.StatusOK).hides(t, "被驳回的账户")
	own.get(h.page(zhangNo)).see(t, http.StatusOK, refused, "未复核")
}

func TestARevealIsShownOnce(t *testing.T) {
	h := newHomes(t)
	path := fmt.Sprintf("/persons/%d/reveal", h.head(zhangNo))
	v := h.as(h.clerk)
	v.get(path).see(t, http.StatusOK, "张国庆", "事由", "不因在办事项").hides(t, zhangID)
	v.post(path, "kind", "id_number", "reason", " ").see(t, http.StatusUnprocessableEntity, "事由").hides(t, zhangID)
	a := v.post(path, "kind", "id_number", "reason", "入户核对").see(t, http.StatusOK, zhangID)
	if a.header.Get("Cache-Control") != "no-store" || a.location != "" {
		t.Errorf("may be kept: %v", a.header)
	}
	v.get(path).see(t, http.StatusOK).hides(t, zhangID)
	sender := h.as(h.Hire(who.Sender))
	sender.get(path).see(t, http.StatusOK, "没有由您办理的在办").hides(t, "身份证号", "/households/")
	sender.post(path, "kind", "account", "reason", "核对退票").see(t, http.StatusForbidden).hides(t, zhangAccount)
	sender.post(path, "kind", "id_number", "reason", "核对退票").see(t, http.StatusForbidden).hides(t, zhangID)
	cadre := h.as(h.Hire(who.Village))
	cadre.get(path).see(t, http.StatusOK, "没有由您办理的在办").hides(t, "<form method=\"post\" action=\"/persons")
	cadre.post(path, "kind", "id_number", "reason", "入户核对").see(t, http.StatusForbidden, "请选择在办的案件").hides(t, zhangID)
	h.as(h.Hire(who.Assessor)).post(path, "kind", "id_number", "reason", "入户核对").see(t, http.StatusForbidden)
}

// An adjuster sees the households of the claims that were entrusted to them, and no other.
func TestAnAdjusterSeesTheirOwnHouseholds(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 2, "hospital", claims.Entrusted)
	o.Office.Keys = o.Keys
	s := newSite(t, o.Office)
	var home, person int64
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids[:1])})
		o.Must(err)
		home = found[0].Household
		heads, err := registry.Heads(ctx, tx, []int64{home})
		person = heads[home].ID
		return err
	})
	page, reveal := fmt.Sprintf("/households/%d", home), fmt.Sprintf("/persons/%d/reveal", person)
	mine, other := s.as(o.Who(who.Adjuster)), s.as(o.Hire(who.Adjuster))
	mine.get("/households").see(t, http.StatusOK, "共 2 条")
	mine.get(page).see(t, http.StatusOK, fmt.Sprintf(`href="/claims/%d"`, ids[0]), "疾病住院")
	mine.get(reveal).see(t, http.StatusOK)
	mine.post(reveal, "kind", "id_number", "reason", "入户核对").see(t, http.StatusOK, "41990")
	other.get("/households").see(t, http.StatusOK, "共 0 条")
	other.get(page).see(t, http.StatusNotFound)
	other.post(reveal, "kind", "id_number", "reason", "入户核对").see(t, http.StatusNotFound)
	for name, c := range map[string]struct {
		absent who.Person
		want   int
	}{"a deputy": {o.Who(who.Adjuster), 1}, "another's deputy": {o.Hire(who.Adjuster), 0}} {
		o.Look(o.Hire(who.Adjuster).InPlaceOf(c.absent), func(ctx context.Context, tx *pg.Tx) error {
			among, err := claims.EntrustedHouseholds(ctx, tx)
			o.Must(err)
			found, err := registry.Find(ctx, tx, registry.Filter{IDs: pg.Only([]int64{person}), Households: among})
			if len(found) != c.want {
				t.Errorf("%s may read of %d", name, len(found))
			}
			return err
		})
	}
}
