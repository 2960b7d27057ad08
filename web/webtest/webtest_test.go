package webtest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/web/webtest"
)

// One script for everybody, whatever they sit at.
func TestOneScript(t *testing.T) {
	browser := webtest.Start(t)
	for name, arrive := range map[string]func(address string) webtest.Person{
		"http":  func(address string) webtest.Person { return webtest.Visit(t, address) },
		"desk":  func(address string) webtest.Person { return browser.Open(address, webtest.Desk) },
		"phone": func(address string) webtest.Person { return browser.Open(address, webtest.Phone) },
	} {
		t.Run(name, func(t *testing.T) { script(t, arrive(site(t))) })
	}
}

func script(t *testing.T, p webtest.Person) {
	p.Open("/")
	if p.Path() != "/door" {
		t.Fatalf("a stranger is at %s", p.Path())
	}
	p.Fill("姓名", "王五")
	p.Fill("口令", "错的")
	p.Press("登录")
	p.See("姓名或口令不对")
	p.Fill("姓名", "王五")
	p.Fill("口令", "正确的口令")
	p.Press("登录")
	p.See("我的待办", "您好，")
	p.SeeNot("看不见的话", "入户查勘")
	p.Unfold("更多")
	p.See("入户查勘")

	if got := p.Download("花名册"); got.Name != "花名册.csv" || string(got.Content) != "序号,姓名\r\n" {
		t.Errorf("downloaded %q %q", got.Name, got.Content)
	}

	p.Follow("案件")
	p.Choose("状态", "已备案")
	p.Press("查询")
	if p.Path() != "/claims?status=filed" {
		t.Errorf("the filter is not in the address %s", p.Path())
	}
	want := [][]string{{"张三", "1,234.50", "办理"}, {"李四", "67.00", "办理"}}
	if diff := cmp.Diff(want, p.Rows("案件列表")); diff != "" {
		t.Error(diff)
	}
	p.In("李四").See("67.00")
	p.In("李四").SeeNot("1,234.50")
	p.In("李四").Follow("办理")
	if p.Path() != "/visit?claim=2" {
		t.Errorf("the second row leads to %s", p.Path())
	}
	visit(t, p)
}

func visit(t *testing.T, p webtest.Person) {
	photo, bill := filepath.Join(t.TempDir(), "照片.png"), filepath.Join(t.TempDir(), "票据.pdf")
	for _, f := range []string{photo, bill} {
		if err := os.WriteFile(f, []byte("12345"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.Fill("姓名", "买买提·吐尔逊 Li 3")
	p.Fill("查勘日期", "2024-09-12")
	p.Choose("理赔类别", "在校教育")
	p.Choose("结论", "不符合")
	p.Check("票据已核对")
	p.Check("票据已核对") // a tick stays
	p.Attach("入户照片", photo, bill)
	long := strings.Repeat("所报损失已由责任方承担。", 30)
	p.Fill("说明", long)
	if got := p.Value("说明"); got != long {
		t.Errorf("the field holds %q", got)
	}
	p.Press("提交")
	p.See(`name=["买买提·吐尔逊 Li 3"]`, `on=["2024-09-12"]`, `category=["school"]`, `qualifies=["no"]`, `evidence=["seen"]`, long, `step=["send"]`, `absent=[]`,
		"照片.png image/png 5", "票据.pdf application/pdf 5")
}

// What cannot be done ends the test, and says where.
func TestRefusals(t *testing.T) {
	browser := webtest.Start(t)
	for _, tc := range []struct {
		what string
		at   string
		do   func(p webtest.Person)
		want string
	}{
		{"a link that is not there", "/door", func(p webtest.Person) { p.Follow("案件") }, "there is no link 案件"},
		{"one of two links", "/claims", func(p webtest.Person) { p.Follow("办理") }, "there are 2 of link 办理"},
		{"a block that is not there", "/claims", func(p webtest.Person) { p.In("赵六").Follow("办理") }, "no block with 「赵六」"},
		{"a disabled field", "/visit", func(p webtest.Person) { p.Fill("上次结论", "有") }, "the field 上次结论 is disabled"},
		{"a fixed field", "/visit", func(p webtest.Person) { p.Fill("户主", "李四") }, "the field 户主 is read-only"},
		{"a disabled button", "/visit", func(p webtest.Person) { p.Press("撤回") }, "the button 撤回 is disabled"},
		{"a form with a field left empty", "/visit", func(p webtest.Person) { p.Press("提交") }, "the form is not sent: 查勘日期"},
		{"a name that is too long", "/door", func(p webtest.Person) { p.Fill("姓名", strings.Repeat("长", 21)) }, "no more than 20"},
		{"a date that is none", "/visit", func(p webtest.Person) { p.Fill("查勘日期", "九月五日") }, "takes no"},
		{"words that are not there", "/door", func(p webtest.Person) { p.See("我的待办") }, "我的待办 is not to be seen"},
		{"words that are there", "/door", func(p webtest.Person) { p.SeeNot("口令") }, "口令 is to be seen"},
		{"a server that breaks", "/door", func(p webtest.Person) { p.Open("/broken") }, "500"},
	} {
		t.Run(tc.what, func(t *testing.T) {
			address := site(t)
			refused(t, tc.want, func(t testing.TB) webtest.Person { return webtest.Visit(t, address) }, tc.at, tc.do)
			refused(t, tc.want, func(t testing.TB) webtest.Person { return browser.For(t).Open(address, webtest.Desk) }, tc.at, tc.do)
		})
	}
}

// What pages do wrong is seen in a browser.
func TestFaultyPages(t *testing.T) {
	browser := webtest.Start(t)
	for _, tc := range []struct {
		page, want string
		do         func(*webtest.Tab)
	}{
		{"elsewhere", "a request to another host: https://example.com/logo.png", nil},
		{"inline", "Content Security Policy", nil},
		{"missing", "nothing.png", nil},
		{"unlabelled", "label: Form elements must have labels", (*webtest.Tab).Axe},
		{"hasty", "the Enter of an input method sent the form", func(b *webtest.Tab) { b.Composing("姓名", "zhangsan") }},
		{"wide", "wider than its screen of 360 px", (*webtest.Tab).Fits},
		{"covered", "is covered by", func(b *webtest.Tab) { b.Press("提交") }},
	} {
		t.Run(tc.page, func(t *testing.T) {
			address := site(t)
			refused(t, tc.want, func(t testing.TB) webtest.Person { return browser.For(t).Open(address, webtest.Phone) }, "/faulty/"+tc.page, func(p webtest.Person) {
				if tc.do != nil {
					tc.do(p.(*webtest.Tab))
				}
			})
		})
	}
}

func TestGoodPage(t *testing.T) {
	tab := webtest.Start(t).Open(site(t), webtest.Phone)
	tab.Open("/visit")
	tab.Axe()
	tab.Fits()
	tab.Composing("姓名", "zhangsan")
}

// refused tells that the test of a person ends, and with which words.
func refused(t *testing.T, want string, arrive func(testing.TB) webtest.Person, at string, do func(webtest.Person)) {
	t.Helper()
	ended := &ending{TB: t}
	ended.run(func() {
		p := arrive(ended)
		p.Open(at)
		do(p)
	})
	if said := ended.said.String(); !strings.Contains(said, want) {
		t.Errorf("ended with %q, want %q", said, want)
	}
}

// ending is a test that is expected to fail.
type ending struct {
	testing.TB
	said     strings.Builder
	cleanups []func()
}

// run is the test with its cleaning up, in a goroutine of its own as each test is.
func (e *ending) run(test func()) {
	var done sync.WaitGroup
	done.Go(func() {
		defer func() {
			for _, f := range slices.Backward(e.cleanups) {
				f()
			}
		}()
		test()
	})
	done.Wait()
}

func (e *ending) Helper()                        {}
func (e *ending) Cleanup(f func())               { e.cleanups = append(e.cleanups, f) }
func (e *ending) Error(a ...any)                 { fmt.Fprintln(&e.said, a...) }
func (e *ending) Errorf(format string, a ...any) { fmt.Fprintf(&e.said, format, a...) }

func (e *ending) Fatalf(format string, a ...any) {
	fmt.Fprintf(&e.said, format, a...)
	runtime.Goexit()
}
