package templates

import "embed"

// Pages are what people see in the browser: the layout, the parts that pages share, <desk>/<noun>/<page>.html, one style sheet, the
// script of all pages, that of the forms that are filled in on a phone and that of what a passkey signs, one icon.
//
//go:embed layout.html style.css script.js form.js passkey.js icon.svg */*.html */*/*.html
var Pages embed.FS
