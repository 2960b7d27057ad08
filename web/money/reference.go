package money

import (
	"strings"

	"fangpin/web/kit"
)

// link is a page of ours and how it is called; without a path it is only called so.
type link struct{ Path, Title string }

// references say what the books' references are of, by how each begins, and where that is shown.
var references = []struct{ begins, title, page string }{
	{"list/", "发放花名册", "/lists/{id:[0-9]+}"},
	{"batch/", "打款批次", "/batches/{id:[0-9]+}"},
	{"answer/", "银行回盘", "/bank/answers/{id:[0-9]+}"},
	{"payout/", "救助金", "/payouts/{id:[0-9]+}"},
	{"policy/", "保单年度", "/policies/{id:[0-9]+}"},
	{"premium/", "保费到账", ""},
}

// booked is what a reference of the books is of.
func booked(r *kit.Request, ref string) link {
	for _, one := range references {
		if rest, ok := strings.CutPrefix(ref, one.begins); ok {
			id, _, _ := strings.Cut(rest, "/")
			return link{r.PathTo(one.page, id), one.title}
		}
	}
	return link{"", ref}
}
