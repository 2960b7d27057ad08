package area

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const small = `code,name,parent,level
410602100228,梨林头村民委员会,410602100000,village
410602100000,鹤壁集镇,410602000000,township
410602000000,鹤山区,410600000000,county
410600000000,鹤壁市,410000000000,prefecture
410000000000,河南省,,province
`

func TestParseTakesAnotherCounty(t *testing.T) {
	tree, err := Parse(strings.NewReader("\ufeff" + strings.ReplaceAll(small, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if d, err := tree.FindVillage("410602", "", "梨林头"); err != nil || d.Code != "410602100228" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestParseNamesEveryBadLine(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":   {"", "行政区划第 1 行应为表头 code,name,parent,level"},
		"no header": {"410000000000,河南省,,province\n", "行政区划第 1 行应为表头 code,name,parent,level"},
		"a quote":   {"code,name,parent,level\n410000000000,\"河南省,,province\n", "行政区划第 2 行的引号不成对，请检查"},
		"several": {small + `410602100229,寺弯村民委员会,410602100000,hamlet
4106021002290,寺弯村民委员会,410602100000,village
41060210022A,寺弯村民委员会,410602100000,village
410602100229,寺弯村民委员会,410602100000,township
410602000000,鹤山区,410602000000,township
410602100229, ,410602100000,village
410602100229,寺弯村民委员会,410602000000,village
410602100228,寺弯村民委员会,410602100000,village
420000000000,湖北省
`, `行政区划第 7 行：级别“hamlet”应为 province、prefecture、county、township 或 village
行政区划第 8 行：代码“4106021002290”应为 12 位数字，village 级前 12 位有效、其余为 0
行政区划第 9 行：代码“41060210022A”应为 12 位数字，village 级前 12 位有效、其余为 0
行政区划第 10 行：代码“410602100229”应为 12 位数字，township 级前 9 位有效、其余为 0
行政区划第 11 行：代码“410602000000”应为 12 位数字，township 级前 9 位有效、其余为 0
行政区划第 12 行：名称为空
行政区划第 13 行：上级代码“410602000000”应为“410602100000”
行政区划第 14 行：代码 410602100228 与第 2 行重复
行政区划第 15 行：应有 4 列，现有 2 列`},
		"an orphan": {small + "410602201200,娄家沟村民委员会,410602201000,village\n", "行政区划第 7 行：缺少上级 410602201000 的一行"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse(strings.NewReader(tc.text)); err == nil {
				t.Error("was read")
			} else if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
