package templates

import "embed"

// Pages are what people see in the browser: the layout, the parts that pages share, <desk>/<noun>/<page>.html, one style sheet, one script,
// one icon.
//
//go:embed layout.html style.css script.js icon.svg */*.html */*/*.html
var Pages embed.FS
