package claims_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/payouts/payoutstest"
)

func TestDeclinePaper(t *testing.T) {
	o := payoutstest.County(t)
	fonts, err := paper.FindFonts(t.TempDir())
	o.Must(err)
	f := o.Enlist(t, 1, "赵𠅤", calendar.On(1970, 1, 1))
	declined := o.Visit(t, f, false, "50000")
	filed := o.Visit(t, o.Enlist(t, 2, "李守田", calendar.On(1970, 1, 1)), true, "50000")
	var out bytes.Buffer
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		o.Refused(claims.DeclinePaper(ctx, tx, o.Keys, fonts, filed, &out), fault.Conflict)
		return claims.DeclinePaper(ctx, tx, o.Keys, fonts, declined, &out)
	})
	text := papertest.Words(t, out.Bytes())
	for _, words := range []string{"不予赔付通知书", "赵𠅤户：", "4199**********" + f.HeadID[14:], "鹤壁集镇梨林头村东沟", "你户2024年9月3日的“疾病住院”事项",
		"理由：户主患" + payoutstest.Illness, "梨林头村民委员会", "监督电话：0392-0000000", "演示保险公司（盖章）", "送达人："} {
		if !strings.Contains(text, papertest.Unspaced(words)) {
			t.Errorf("no %q in %s", words, text)
		}
	}
	if strings.Contains(text, fmt.Sprint(declined)) {
		t.Error("the letter shows the claim's id, which is nobody's number for it")
	}
	if leaks := papertest.Leaks(text, f.HeadID, f.ChildID); len(leaks) > 0 {
		t.Errorf("the letter tells %q", leaks)
	}
}
