package kit

import (
	"encoding/base64"
	"fmt"

	"fangpin/internal/secret"
)

// scriptHeader is what a script sends a form with, to be told where to go on.
const scriptHeader = "X-Sent-By-Script"

// Keep is the key that seals what is kept of a form on the device until it was sent: only this person's pages carry it, and no browser stores them.
func (f Frame) Keep() string {
	r := f.request
	return base64.StdEncoding.EncodeToString(r.Keys.Tag(secret.File, fmt.Sprintf("kept on the device/%s/%d", r.Session.By.County, r.Session.By.ID)))
}
