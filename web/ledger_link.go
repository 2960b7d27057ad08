package web

import (
	"strings"
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
func (v *visit) booked(ref string) link {
	for _, r := range references {
		if rest, ok := strings.CutPrefix(ref, r.begins); ok {
			id, _, _ := strings.Cut(rest, "/")
			return link{v.pathTo(r.page, id), r.title}
		}
	}
	return link{"", ref}
}

// pathTo is the address of a page about one thing, as a route has it; empty where the person may not go there.
func (v *visit) pathTo(page, id string) string {
	if page == "" || !v.sees(page) {
		return ""
	}
	return strings.Replace(page, "{id:[0-9]+}", id, 1)
}
