package columns_test

import (
	"strings"
	"testing"

	"fangpin/internal/columns"
)

func TestColumnsStandOneBelowAnotherInChineseToo(t *testing.T) {
	var out strings.Builder
	columns.Print(&out, [][]string{{"角色", "件"}, {"clerk", "12"}, {"县经办人员", ""}}, 1)
	if want := "角色        件\nclerk       12\n县经办人员\n"; out.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
	}
	out.Reset()
	columns.Line(&out, []string{"一二三四", "5"}, []int{4, 3}, 1)
	if want := "一二三四    5\n"; out.String() != want {
		t.Errorf("a cell wider than its column: %q, want %q", out.String(), want)
	}
}
