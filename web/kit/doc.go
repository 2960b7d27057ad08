// Package kit answers one question: what does every page need, whatever it is about?
//
// It is all that a desk (web/reporting, web/casework …) knows of HTTP: a Request with who asks, in which transaction and what was filled
// in; routes, forms, lists, files, the pages themselves and the headers around them. It knows no desk and no room.
//
// A page is added in three places. The desk's routes name its address, who may read it and the function that shows it:
//
//	kit.Show("/widgets", "物品", widgets.Readers, listWidgets),
//	kit.Act("/widgets/{id:[0-9]+}/count", widgets.CountStep, countWidget, showWidget),
//
// The function reads in the request's transaction and shows a template with a struct of its own; a POST takes one step as one deed and
// goes on to a page:
//
//	func listWidgets(r *kit.Request) error {
//		p := widgetsPage{List: r.List("newest")}
//		var err error
//		if p.Rows, p.List.Total, err = widgets.Find(r.Context(), r.Tx, p.List.Window()); err != nil {
//			return err
//		}
//		return r.Show("stock/widgets/list", p)
//	}
//
// The template of that name (stock/widgets/list.html) defines "title" and "main"; there .Page is the struct, and .May, .Sees, .Was and .Chosen
// are Frame's. Last, web/testdata/rights.csv says who may come, and a test fails until it does.
package kit
