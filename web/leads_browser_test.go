package web

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/web/webtest"
)

// The clerk decides doubtful rows, imports a list and looks who reports late, at a desk and on a phone.
func TestLeadsInABrowser(t *testing.T) {
	s := askingSite(t)
	h := s.Enrol(t, "脱贫户", 3)
	s.Report(t, "population", "2024-09", changed(h[0].HeadID, "死亡"), changed(h[1].HeadID, "出生"))
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	clerk := s.Office.Who(who.Clerk)
	s.enrol(clerk)
	p := webtest.Start(t).Open(server.URL, webtest.Desk)
	p.Open("/signin")
	p.Fill("登录名", loginOf(clerk))
	p.Fill("密码", testPassword)
	p.Press("登录")
	look := func(name string) {
		t.Helper()
		p.Axe()
		p.Shoot(name + "-1280")
		p.Resize(webtest.Phone)
		p.Axe()
		p.Fits()
		p.Shoot(name + "-360")
		p.Resize(webtest.Desk)
	}
	p.Follow("月报线索比对")
	p.Press("开始比对")
	p.See("存疑 2 行")
	p.Follow("判定存疑线索")
	look("watches-doubtful")
	p.Open("/watches/doubtful/decide?id=" + s.asked()[0] + "&id=" + s.asked()[1])
	look("watches-doubtful-decide")
	p.Choose("统一判定", "不作为线索")
	p.Fill("理由（不作为线索的必填）", "家庭稳定")
	p.Press("判定 2 条")
	p.See("已判定存疑线索 2 行")
	p.Open("/watches/feeds")
	look("watches-feeds")
	p.Open("/watches/import")
	p.Choose("名单来源", "部门名单")
	p.Fill("部门名称（部门名单必填）", "残联")
	bad := "姓名,身份证号,情况\n某人," + h[2].HeadID + ",残疾\n某人,41990019600101999,\n"
	file := filepath.Join(t.TempDir(), "残联名单.csv")
	if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Attach("名单文件", file)
	p.Press("核对名单")
	p.See("处错误，整份未导入")
	look("watches-import")
}
