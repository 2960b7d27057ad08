// Package templates holds what people start from and what they see (页面、方案样例): no logic.
package templates

import "embed"

// Schemes are the schemes (理赔方案) a county starts from, as schemes/*.yaml. They are demonstrations: no county's numbers.
//
//go:embed schemes/*.yaml
var Schemes embed.FS

// Procedures are the procedures for the watch over families at risk (监测帮扶程序) a county starts from, as procedures/*.yaml: one per source,
// each clause with its source. What a source leaves open is said to be ours.
//
//go:embed procedures/*.yaml
var Procedures embed.FS
