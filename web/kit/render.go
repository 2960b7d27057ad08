package kit

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/yuan"
	"fangpin/scheme"
	"fangpin/templates"
)

// page is one template with the layout around it.
type page = template.Template

// funcs are the functions of all templates: how a value is written for people.
var funcs = template.FuncMap{
	"yuan":     func(d decimal.Decimal) string { return yuan.Grouped(d) },
	"date":     written,
	"moment":   func(t time.Time) string { return t.In(calendar.China).Format("2006-01-02 15:04") },
	"grouped":  grouped,
	"category": scheme.Title,
	"add":      func(a, b int) int { return a + b },
	"sub":      func(a, b int) int { return a - b },
	"join":     strings.Join,
	"division": area.Name,
}

// amounts are those of a text, to the fen and without commas.
var amounts = regexp.MustCompile(`\b\d{4,}\.\d{2}\b`)

// grouped is a step of a working as pages show it: its amounts with a comma before each thousand. What is stored has none.
func grouped(text string) string {
	return amounts.ReplaceAllStringFunc(text, func(amount string) string {
		d, err := decimal.NewFromString(amount)
		if err != nil {
			return amount
		}
		return yuan.Grouped(d)
	})
}

// written is a day as tables show it, nothing for none.
func written(d any) (string, error) {
	switch d := d.(type) {
	case calendar.Date:
		return d.String(), nil
	case *calendar.Date:
		if d == nil {
			return "", nil
		}
		return d.String(), nil
	default:
		return "", fmt.Errorf("date of a %T", d)
	}
}

// readPages parses every page once, each with the layout and the parts around it, by its file's name without the ending:
// casework/claims/list.
func (h *House) readPages() (map[string]*page, error) {
	base, err := template.New("layout.html").Funcs(funcs).Funcs(template.FuncMap{"verb": h.Title}).ParseFS(templates.Pages, "layout.html", "parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the layout: %w", err)
	}
	pages := map[string]*page{}
	err = fs.WalkDir(templates.Pages, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".html" || path.Dir(file) == "parts" || file == "layout.html" {
			return err
		}
		one, err := template.Must(base.Clone()).ParseFS(templates.Pages, file)
		if err != nil {
			return fmt.Errorf("read page %s: %w", file, err)
		}
		if err := h.check(one); err != nil {
			return fmt.Errorf("read page %s: %w", file, err)
		}
		pages[strings.TrimSuffix(file, ".html")] = one
		return nil
	})
	return pages, err
}

// Show writes a page. It is written whole or not at all: a template that fails half-way has shown nothing.
func (r *Request) Show(name string, content any) error {
	one, ok := r.on.pages[name]
	if !ok {
		return fmt.Errorf("there is no page %s", name)
	}
	var out bytes.Buffer
	if err := one.ExecuteTemplate(&out, "layout.html", r.frame(content)); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return r.Answer("text/html; charset=utf-8", r.keyed(out.Bytes()))
}
