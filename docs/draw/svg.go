package main

import (
	"bytes"
	"fmt"
	"html"
	"strings"
)

// The colours are those of the pages (templates/style.css).
const (
	ink  = "#1b1f24"
	soft = "#565e68"
	rule = "#d4d9df"
	band = "#f3f6fa"
	blue = "#12407a"
	red  = "#b3261e"
)

const fonts = `'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif`

// svg is a drawing that grows. Everything is measured in px.
type svg struct{ bytes.Buffer }

// begin opens a drawing on white paper, with its title for whoever cannot see it.
func begin(width, height int, title string) *svg {
	s := &svg{}
	s.line(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="%s">`, width, height, width, height, fonts)
	s.line(`<title>%s</title>`, html.EscapeString(title))
	s.box(0, 0, width, height, "#fff", "none", 0)
	return s
}

func (s *svg) end() []byte {
	s.line(`</svg>`)
	return s.Bytes()
}

func (s *svg) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

func (s *svg) box(x, y, w, h int, fill, stroke string, round int) {
	s.line(`<rect x="%d" y="%d" width="%d" height="%d" rx="%d" fill="%s" stroke="%s"/>`, x, y, w, h, round, fill, stroke)
}

// path is a line without filling; arrow puts a head to its end.
func (s *svg) path(d, stroke string, width float64) {
	s.line(`<path d="%s" fill="none" stroke="%s" stroke-width="%g" stroke-linejoin="round"/>`, d, stroke, width)
}

func (s *svg) shape(d, fill string) { s.line(`<path d="%s" fill="%s"/>`, d, fill) }

// hand is how a text is written: its size, colour, weight, family, and where its x is (start, middle, end).
type hand struct {
	size   float64
	colour string
	bold   bool
	mono   bool
	anchor string
	turn   string // a transform, where it does not run from left to right
}

func (s *svg) text(x, y int, h hand, words string) {
	attributes := []string{fmt.Sprintf(`x="%d" y="%d" font-size="%g" fill="%s"`, x, y, h.size, h.colour)}
	if h.bold {
		attributes = append(attributes, `font-weight="700"`)
	}
	if h.mono {
		attributes = append(attributes, `font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"`)
	}
	if h.anchor != "" {
		attributes = append(attributes, fmt.Sprintf(`text-anchor="%s"`, h.anchor))
	}
	if h.turn != "" {
		attributes = append(attributes, fmt.Sprintf(`transform="%s"`, h.turn))
	}
	s.line(`<text %s>%s</text>`, strings.Join(attributes, " "), html.EscapeString(words))
}
