package paper

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/jung-kurt/gofpdf"
)

// Write sets the paper and writes it as PDF, whole or not at all. A character that cannot be printed is a fault that says where it stands.
func (p *Paper) Write(w io.Writer) error {
	s := &setter{kind: p.kind, sheet: p.sheet, text: newFace(p.fonts, false, standard[0]), title: newFace(p.fonts, true, standard[1])}
	if len(p.fonts.title) == 0 {
		s.title = s.text // the same glyphs: one font in the file
	}
	pages := paginate(p.items(s), p.sheet.height)
	numbers := s.numbers(len(pages))
	if s.err != nil {
		return s.err
	}
	var file bytes.Buffer
	pdf := p.open()
	for i, page := range pages {
		pdf.AddPage()
		for _, it := range page {
			if it.draw != nil {
				it.draw(pdf, p.sheet.top+it.y)
			}
		}
		numbers[i].draw(pdf, p.sheet.left, p.sheet.top+p.sheet.height+7, p.sheet.width, lineHeight(pageSize))
	}
	if err := pdf.Output(&file); err != nil {
		return fmt.Errorf("write %s: %w", p.kind, err)
	}
	out, err := embed(file.Bytes(), s.faces())
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// items are the blocks' strips, with some air between text and tables. A seal or a row of boxes is never alone on a page.
func (p *Paper) items(s *setter) (all []item) {
	for i, b := range p.blocks {
		if i > 0 && running(b) != running(p.blocks[i-1]) {
			all = append(all, item{height: air, with: true})
		}
		strips := b.items(s)
		if closing(b) {
			hold(all)
		}
		all = append(all, strips...)
	}
	return all
}

// hold keeps the last strip that is more than air with what comes next.
func hold(all []item) {
	for i := len(all) - 1; i >= 0; i-- {
		all[i].with = true
		if all[i].draw != nil {
			return
		}
	}
}

// air is between text and a table, in millimetres.
const air = 2.5

func running(b block) bool { _, is := b.(paragraph); return is }

func closing(b block) bool {
	switch b.(type) {
	case boxRow, Seal:
		return true
	}
	return false
}

// numbers are the pages' feet: 第 x 页 共 y 页.
func (s *setter) numbers(pages int) []piece {
	all := make([]piece, pages)
	for i := range all {
		all[i] = piece{s.set(s.text, "页码", fmt.Sprintf("第 %d 页　共 %d 页", i+1, pages)), s.text, pageSize, Centre}
	}
	return all
}

// faces are the fonts that the paper uses.
func (s *setter) faces() []*face {
	if s.title == s.text || len(s.title.cuts) == 0 {
		return []*face{s.text}
	}
	return []*face{s.text, s.title}
}

// open begins the file. Nothing in it depends on the moment: gofpdf would write the time and walk its maps.
func (p *Paper) open() *gofpdf.Fpdf {
	pdf := gofpdf.New(p.sheet.orientation, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(p.dated)
	pdf.SetModificationDate(p.dated)
	pdf.SetProducer("", false)
	pdf.SetTitle(p.kind, true)
	pdf.SetMargins(p.sheet.left, p.sheet.top, p.sheet.left)
	pdf.SetAutoPageBreak(false, 0)
	return pdf
}

// Into writes the paper into what open opens, and closes that. Nothing is opened for a paper that cannot be printed.
func (p *Paper) Into(open func() (io.WriteCloser, error)) error {
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		return err
	}
	w, err := open()
	if err != nil {
		return err
	}
	_, err = file.WriteTo(w)
	return errors.Join(err, w.Close())
}
