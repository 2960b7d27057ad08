package sample

import (
	"maps"
	"strconv"

	"github.com/shopspring/decimal"
)

// flaw is one way in which a clerk spoils a cell (行错误), so that a reader must refuse it.
type flaw struct {
	column string
	why    string
	fits   func(old any) bool
	spoil  func(old any) any
}

var (
	wrongCheckDigit = flaw{"身份证号", "校验码不对（抄错一位）", isIdentity, func(old any) any { return nextDigit(old.(string)) }}
	typedAsNumber   = flaw{"身份证号", "按数字录入，末三位已丢失", losesByRounding, func(old any) any { return rounded(old.(string)) }}
	savedAsNumber   = flaw{"身份证号", "按数字保存，已成科学计数法", losesByRounding, func(any) any { return "4.199E+17" }}
	wrongShare      = flaw{"个人自付", "与总费用减去各项支付不符", isMoney, func(old any) any { return old.(decimal.Decimal).Add(decimal.NewFromInt(900)) }}
	withoutIdentity = flaw{"身份证号", "未填写", isIdentity, func(any) any { return nil }}
)

// words is a cell that should hold something else.
func words(column, text, why string) flaw {
	return flaw{column, why, func(old any) bool { return old != nil }, func(any) any { return text }}
}

// faults are what is wrong in each kind of table.
var faults = map[string][]flaw{
	hospitalBills: {wrongCheckDigit, typedAsNumber, words("总费用", "见发票", "不是金额"), words("出院日期", "2024-02-30", "没有这一天"), wrongShare},
	schoolFees:    {wrongCheckDigit, typedAsNumber, withoutIdentity, words("住宿费", "走读", "不是金额")},
	admissions:    {wrongCheckDigit, typedAsNumber, words("录取日期", "8月中旬", "不是日期")},
	disasters:     {wrongCheckDigit, typedAsNumber, words("财产损失", "约3万元", "不是金额"), words("发生日期", "7月中旬", "不是日期")},
	losses:        {wrongCheckDigit, savedAsNumber, words("损失金额", "两万余元", "不是金额"), words("发生日期", "2024/6/31", "没有这一天")},
	jobs:          {wrongCheckDigit, typedAsNumber, words("家庭人均纯收入", "不详", "不是金额"), words("家庭人口数", "四口", "不是人数")},
	socialRelief:  {wrongCheckDigit, typedAsNumber, words("批准日期", "2024-8-32", "没有这一天")},
}

// repeated are the columns by which one row is a second time in a table of that kind.
var repeated = map[string]string{hospitalBills: "结算单号", schoolFees: "身份证号"}

// spoil plants each fault of the table's kind, once and once more for every thousand rows, each in a row of its own; where a row
// may be sent twice, one is.
func (p *population) spoil(t *table) {
	taken := p.taken(t)
	for range 1 + t.filled()/1000 {
		for _, f := range faults[t.kind] {
			if i, ok := p.spot(t, f.column, f.fits, taken); ok {
				t.rows[i] = t.rows[i].with(f.column, f.spoil(t.rows[i].cells[f.column]))
				t.defects = append(t.defects, mark{i, f.column, f.why})
			}
		}
	}
	if column, ok := repeated[t.kind]; ok {
		i, _ := p.spot(t, column, func(any) bool { return true }, taken)
		t.rows = append(t.rows, row{t.rows[i].who, maps.Clone(t.rows[i].cells)})
		t.defects = append(t.defects, mark{len(t.rows) - 1, column, "与前面一行重复（同一" + column + "）"})
	}
}

// taken is the rows that have a peculiarity already.
func (p *population) taken(t *table) map[int]bool {
	out := map[int]bool{}
	for _, m := range t.oddities {
		out[m.row] = true
	}
	return out
}

// spot draws a row that nothing was done to and whose cell fits, and takes it.
func (p *population) spot(t *table, column string, fits func(any) bool, taken map[int]bool) (int, bool) {
	start := p.rng.IntN(len(t.rows))
	for step := range t.rows {
		i := (start + step) % len(t.rows)
		if !taken[i] && !t.rows[i].blank() && fits(t.rows[i].cells[column]) {
			taken[i] = true
			return i, true
		}
	}
	return 0, false
}

func isIdentity(v any) bool { s, ok := v.(string); return ok && validIdentity(s) }

// losesByRounding tells an identity number that a spreadsheet's fifteen digits turn into an impossible one.
func losesByRounding(v any) bool {
	s, ok := v.(string)
	return ok && validIdentity(s) && !validIdentity(s[:15]+"000")
}

// rounded is what a spreadsheet keeps of an identity number typed as a number.
func rounded(id string) int {
	n, err := strconv.Atoi(id[:15])
	if err != nil {
		panic(err) // ours: fifteen digits
	}
	return n * 1000
}

// nextDigit is the identity number with a check digit that is one off.
func nextDigit(id string) string {
	last := id[17]
	switch last {
	case 'X', '9':
		last = '0'
	default:
		last++
	}
	return id[:17] + string(last)
}
