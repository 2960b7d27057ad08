package payouts

import (
	"bytes"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/registry"
)

// A printed roll is signed page by page: all columns on every sheet, under the title and the head.
func TestRollPrintsItsHeadOnEveryPage(t *testing.T) {
	roll := newRollSheet()
	defer roll.Close()
	if err := roll.fill(List{Digest: make([]byte, 32)}, []ListRow{{N: 1, Amount: decimal.RequireFromString("20.50")}}, map[int64]registry.Account{}); err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	if err := roll.Write(&written); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&written)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	layout, err := book.GetPageLayout(rollName)
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("%+v %v", layout, err)
	}
	names := book.GetDefinedName()
	if len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "发放花名册!$1:$3" {
		t.Errorf("%+v", names)
	}
}
