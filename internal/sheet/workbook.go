package sheet

import (
	"context"
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// workbook is what the sheets of one .xlsx file (ECMA-376 SpreadsheetML) share.
type workbook struct {
	parts
	epoch1904 bool
	looks     []look // by cell style
	shared    texts
	may       texting // of each sheet
}

// openWorkbook opens a workbook and reads all but its sheets' rows.
func openWorkbook(ctx context.Context, r io.ReaderAt, size int64) (*Book, error) {
	p, err := openParts(ctx, r, size)
	if err != nil {
		return nil, err
	}
	relations, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, rel := range relations {
		if rel.is("/officeDocument") {
			return p.book(rel.Target, textOf(size))
		}
	}
	return nil, unreadable(reasonDamaged, errNoPart)
}

// contents are what the workbook part says: its epoch, and its sheets by the relation that each is found by.
type contents struct {
	epoch1904 bool
	sheets    []struct{ name, state, relation string }
}

func (p parts) contents(name string) (c contents, err error) {
	in, err := p.open(name)
	if err != nil {
		return c, err
	}
	defer in.Close()
	for x := tokensOf(in); ; {
		token, err := x.next()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return c, broken(err)
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "workbook" {
			return c, nil
		}
		start, ok := token.(xml.StartElement)
		switch {
		case ok && start.Name.Local == "workbookPr":
			epoch := attribute(start, "date1904")
			c.epoch1904 = epoch == "1" || epoch == "true"
		case ok && start.Name.Local == "sheet":
			c.sheets = append(c.sheets, struct{ name, state, relation string }{
				attribute(start, "name"), attribute(start, "state"), attribute(start, "id")})
		}
		if len(c.sheets) > mostSheets {
			return c, unreadable(reasonSheets, errTooLarge)
		}
	}
}

// book reads the workbook part and what it refers to.
func (p parts) book(name string, may texting) (*Book, error) {
	c, err := p.contents(name)
	if err != nil {
		return nil, err
	}
	relations, err := p.relations(name)
	if err != nil {
		return nil, err
	}
	w := &workbook{parts: p, epoch1904: c.epoch1904, may: may}
	at := map[string]string{}
	for _, rel := range relations {
		switch {
		case rel.is("/sharedStrings"):
			w.shared, err = p.texts(rel.Target)
		case rel.is("/styles"):
			w.looks, err = p.looks(rel.Target)
		case rel.is("/worksheet"): // and not a chart's sheet
			at[rel.ID] = rel.Target
		}
		if err != nil {
			return nil, err
		}
	}
	b := &Book{}
	for _, s := range c.sheets {
		if part, ok := at[s.relation]; ok {
			hidden := s.state == "hidden" || s.state == "veryHidden"
			b.Sheets = append(b.Sheets, Sheet{Name: s.name, Hidden: hidden, rows: w.rows(part)})
		}
	}
	return b, nil
}

// relation is a reference from one part to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// is compares the type's end only: its beginning differs between the two editions of the standard.
func (r relation) is(kind string) bool { return strings.HasSuffix(r.Type, kind) }

// relations reads what a part refers to, the whole package's where the part is "". Targets become full names.
func (p parts) relations(part string) ([]relation, error) {
	folder, file := path.Split(part)
	var x struct {
		Relations []relation `xml:"Relationship"`
	}
	if err := p.decode(folder+"_rels/"+file+".rels", &x); err != nil {
		return nil, err
	}
	for i, rel := range x.Relations {
		if !strings.HasPrefix(rel.Target, "/") {
			x.Relations[i].Target = path.Join(folder, rel.Target)
		}
	}
	return x.Relations, nil
}
