package account

import "fangpin/web/kit"

// setTextSize keeps the size of the text in the browser and goes back to where it was asked for.
func setTextSize(r *kit.Request) error {
	r.SetTextSize(r.Value("size"))
	return r.To(kit.Ours(r.Value("back")), "")
}
