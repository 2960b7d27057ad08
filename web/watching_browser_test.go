package web

import (
	"image"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/procedure"
	"fangpin/web/webtest"
)

// onPhone is a photo on the phone.
func onPhone(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	return file
}

// A village cadre visits a family, records the meeting and puts the notice up, all on a phone; what is forgotten is asked for, and nothing that was
// filled in is lost. Then the county sees it on its board.
func TestACadreWorksOnAPhone(t *testing.T) {
	s := newWatchSite(t)
	id, _ := s.led(procedure.HandOver)
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	browser := webtest.Start(t)
	cadre := s.Office.Who(who.Village)
	s.enrol(cadre)
	p := browser.Open(server.URL, webtest.Phone)
	p.Open("/signin")
	p.Fill("登录名", loginOf(cadre))
	p.Fill("密码", testPassword)
	p.Press("登录")
	p.In("监测入户核查").Follow("监测入户核查")
	p.Fits()
	p.Follow(s.Get(t, id).Head)
	p.Follow("登记入户核查")
	p.Fits()
	p.Axe()
	p.Fill("工资性收入（元）", "9,000")
	p.Fill("工资性收入说明", "县内务工")
	p.Fill("生产经营支出（元）", "1000")
	p.Fill("自付医疗费用（元）", "8000")
	for _, of := range []string{"义务教育", "住房安全", "饮水安全"} {
		p.Choose(of, "没有问题")
	}
	p.Choose("基本医疗", "有问题")
	p.Fill("基本医疗有什么问题", "慢性病未签约")
	p.Choose("有没有返贫致贫风险", "有风险")
	p.Choose("全户劳动力类别", "弱劳动力或半劳动力")
	p.Fill("看到、听到的情况", "户主患病，不能务工")
	p.Attach("照片", onPhone(t, "入户.png"))
	p.Press("先算一算")
	p.See("人均低于监测线", "4,000.00", "已上传")
	p.Fits()
	p.Axe()
	p.Shoot("watch-visit-reckoned-360")
	if got := p.Value("工资性收入（元）"); got != "9,000" {
		t.Errorf("the form forgot the wages: %q", got)
	}
	p.Press("提交入户核查")
	p.See("已登记入户核查", "有返贫致贫风险：进入认定程序")
	p.Shoot("watch-visited-360")

	p.Follow("登记申请及承诺授权")
	p.Attach("农户签字的申请及承诺授权书", onPhone(t, "申请.png"))
	p.Press("登记")
	p.Follow("登记村级评议")
	p.Fits()
	p.Fill("参加评议的人员", "张三、李四、王五")
	p.Fill("同意（票）", "3")
	p.Choose("评议结果", "评议通过")
	p.Fill("评议意见", "同意纳入")
	p.Press("登记评议结果")
	p.See("请上传评议记录的照片")
	p.Attach("评议记录照片", onPhone(t, "评议.png"))
	p.Shoot("watch-evaluate-360")
	p.Press("登记评议结果")
	p.Follow("制作公示")
	p.Fits()
	p.Press("制作公示")
	p.See("已制作公示")
	p.Follow("登记张贴")
	p.Fits()
	p.Attach("张贴照片", onPhone(t, "墙.png"))
	p.Shoot("watch-post-360")
	p.Press("登记已张贴")
	p.See("公示至2024年9月14日24时")
	p.SeeNot("4,000.00", "慢性病")
	p.Fits()
	p.Axe()
	p.Shoot("watch-notice-360")
	if w := s.Get(t, id); w.Waits() != procedure.Wait {
		t.Errorf("after all that the family waits for %s", w.Waits())
	}
}
