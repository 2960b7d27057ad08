package rulefile_test

import (
	"strings"
	"testing"

	"fangpin/internal/rulefile"
)

var format = rulefile.Format{Title: "规则", Examples: map[string]string{"": "name: 甲", "name": "name: 甲"}}

// What a file holds cannot pass for another remark, nor flood the screen.
func TestARemarkIsOneLine(t *testing.T) {
	for name, value := range map[string]string{
		"a break":   `"甲\n行 99：假的 "`,
		"an escape": `"\e[31m甲 "`,
		"too long":  `"` + strings.Repeat("长", 5000) + ` "`,
	} {
		file, root := format.Open([]byte("name: " + value + "\n"))
		root.Table("name").Need("name").Text()
		m := file.Malformed()
		if m == nil || len(m.Errors) != 1 || strings.ContainsAny(m.Error(), "\n\x1b") || len([]rune(m.Error())) > 1100 {
			t.Errorf("%s: %q", name, m)
		}
	}
}

// A word, an item and a value are named by the line on which each stands.
func TestLines(t *testing.T) {
	file, root := format.Open([]byte("\n# 注释\nname: 甲\nlist:\n  - 一\n  -\n    word: x\n  - [二,\n     三]\nday: 2024-13-01\n"))
	table := root.Table("name", "list", "day")
	var at []int
	for _, item := range table.Get("list").Items() {
		at = append(at, item.Line)
	}
	table.Get("day").Date()
	if m := file.Malformed(); m == nil || m.Errors[0].Line != 10 || len(at) != 3 || at[0] != 5 || at[1] != 7 || at[2] != 8 {
		t.Errorf("items on %v, %v", at, m)
	}
}
