package area

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
)

const heshan = "410602" // 鹤山区

func TestPublishedTree(t *testing.T) {
	tree := Published()
	for county, want := range map[string]struct {
		name                string
		townships, villages int
	}{
		"410602": {"鹤山区", 7, 77},
		"451103": {"平桂区", 9, 125},
		"520326": {"务川仡佬族苗族自治县", 16, 124},
		"659002": {"阿拉尔市", 20, 330},
	} {
		c, err := tree.County(county)
		if err != nil {
			t.Errorf("%s: %v", county, err)
			continue
		}
		villages := 0
		for _, township := range tree.Townships(county) {
			villages += len(tree.Villages(township.Code))
		}
		if c.Name != want.name || len(tree.Townships(county)) != want.townships || villages != want.villages {
			t.Errorf("%s %s: %d townships, %d villages; want %+v", county, c.Name, len(tree.Townships(county)), villages, want)
		}
	}
	if n := len(tree.All()); n != 720 {
		t.Errorf("%d divisions in all", n)
	}
	if _, err := tree.County("410603"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a county that is not there: %v", err)
	}
}

func TestEachFollowsItsParent(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, d := range Published().All() {
		if !seen[d.Parent] {
			t.Errorf("%s %s comes before its parent", d.Code, d.Name)
		}
		seen[d.Code] = true
	}
}

func TestShortNames(t *testing.T) {
	for name, want := range map[string]struct {
		short     string
		community bool
	}{
		"梨林头村民委员会":    {"梨林头村", false},
		"温泉村村民委员会":    {"温泉村", false},
		"广场社区居民委员会":   {"广场社区", true},
		"西湾社区居委会":     {"西湾社区", true},
		"西湾村委会":       {"西湾村", false},
		"城关居民委员会":     {"城关社区", true},
		"南公园社区":       {"南公园社区", true},
		"一连生活区":       {"一连生活区", false},
		"杨庄村社区居民委员会":  {"杨庄村社区", true},
		"村民委员会":       {"村民委员会", false},
		"西工业园区虚拟社区":   {"西工业园区虚拟社区", true},
		"社区":          {"社区", true},
		"三桥村三桥村民委员会":  {"三桥村三桥村", false},
		"居民委员会居民委员会":  {"居民委员会社区", true},
		"村民委员会村民委员会村": {"村民委员会村民委员会村", false},
	} {
		d := Division{Name: name, Level: Village}
		if d.Short() != want.short || d.Community() != want.community {
			t.Errorf("%s is %s, a community: %v", name, d.Short(), d.Community())
		}
	}
}

func TestLookupTakesTwelveDigits(t *testing.T) {
	want := Division{Code: "410602201000", Name: "姬家山乡", Parent: "410602000000", Level: Township}
	if d, ok := Published().Lookup("410602201000"); !ok || d != want || d.County() != heshan {
		t.Errorf("%+v, want %+v", d, want)
	}
	if d, ok := Published().Lookup(heshan); ok {
		t.Errorf("six digits found %+v", d)
	}
}

func TestFindTownship(t *testing.T) {
	for words, want := range map[string]string{
		"鹤壁集镇": "410602100000", "鹤壁集": "410602100000", " 鹤壁集　镇\n": "410602100000",
		"姬家山": "410602201000", "姬家山乡": "410602201000",
		"鹤山街街道": "410602004000", "鹤山街": "410602004000", "鹤山街街道办事处": "410602004000",
		"中山路": "410602002000", "中山北路街道": "410602001000",
	} {
		if d, err := Published().FindTownship(heshan, words); err != nil || d.Code != want {
			t.Errorf("%q found %s %s, %v", words, d.Code, d.Name, err)
		}
	}
	_, err := Published().FindTownship(heshan, "姬家")
	if want := "鹤山区没有乡镇（街道）“姬家”，现有：中山北路街道、中山路街道、新华街街道、鹤山街街道、九矿广场街道、鹤壁集镇、姬家山乡"; fault.Message(err) != want {
		t.Errorf("%v", err)
	}
}

func TestFindVillage(t *testing.T) {
	for _, tc := range []struct{ township, words, want string }{
		{"鹤壁集镇", "梨林头村民委员会", "410602100228"},
		{"鹤壁集", "梨林头村", "410602100228"},
		{"鹤壁集", " 梨林头 ", "410602100228"},
		{"", "梨林头村委会", "410602100228"},
		{"　", "梨 林 头", "410602100228"},
		{"鹤山街街道", "广场社区", "410602004002"},
		{"九矿广场", "广场", "410602005001"},
		{"", "工程处社区居委会", "410602002003"},
		{"鹤壁集镇", "贾家村", "410602100243"},
	} {
		if d, err := Published().FindVillage(heshan, tc.township, tc.words); err != nil || d.Code != tc.want {
			t.Errorf("%q %q found %s %s, %v", tc.township, tc.words, d.Code, d.Name, err)
		}
	}
}

func TestFindVillageRefuses(t *testing.T) {
	for _, tc := range []struct{ county, township, words, want string }{
		{heshan, "", "广场社区", "“广场社区”不止一处：鹤山街街道广场社区、九矿广场街道广场社区，请写明是哪一处"},
		{heshan, "姬家山乡", "梨林头", "姬家山乡没有村（社区）“梨林头”，县内有：鹤壁集镇梨林头村，请核对乡镇"},
		{heshan, "姬家山乡", "梨花村", "姬家山乡没有村（社区）“梨花村”，请核对名称"},
		{heshan, "", "", "鹤山区没有村（社区）“”，请核对名称"},
		{heshan, "城关镇", "梨林头", "鹤山区没有乡镇（街道）“城关镇”，现有：中山北路街道、中山路街道、新华街街道、鹤山街街道、九矿广场街道、鹤壁集镇、姬家山乡"},
		{"410603", "", "梨林头", "没有代码为 410603 的县（区），请核对六位代码，或先导入该县的行政区划"},
	} {
		if d, err := Published().FindVillage(tc.county, tc.township, tc.words); err == nil {
			t.Errorf("%q %q found %s", tc.township, tc.words, d.Name)
		} else if diff := cmp.Diff(tc.want, fault.Message(err)); diff != "" {
			t.Error(diff)
		}
	}
}

// Every village is found by every name it has, or the refusal lists it.
func TestEveryVillageIsFound(t *testing.T) {
	tree := Published()
	for _, d := range tree.All() {
		if d.Level != Village {
			continue
		}
		township, _ := tree.Lookup(d.Parent)
		for _, words := range []string{d.Name, d.Short(), d.bare()} {
			found, err := tree.FindVillage(d.County(), township.Name, words)
			if err == nil && found.Code != d.Code || err != nil && !strings.Contains(err.Error(), township.Name+d.Short()) {
				t.Errorf("%s %s by %q: %s, %v", township.Name, d.Name, words, found.Code, err)
			}
		}
	}
}
