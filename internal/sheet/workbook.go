package sheet

import (
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
}

// openWorkbook opens a workbook and reads all but its sheets' rows.
func openWorkbook(r io.ReaderAt, size int64) (*Book, error) {
	p, err := openParts(r, size)
	if err != nil {
		return nil, err
	}
	relations, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, rel := range relations {
		if rel.is("/officeDocument") {
			return p.book(rel.Target)
		}
	}
	return nil, unreadable(reasonDamaged, errNoPart)
}

// book reads the workbook part and what it refers to.
func (p parts) book(name string) (*Book, error) {
	var x struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := p.decode(name, &x); err != nil {
		return nil, err
	}
	relations, err := p.relations(name)
	if err != nil {
		return nil, err
	}
	w := &workbook{parts: p, epoch1904: x.Properties.Date1904 == "1" || x.Properties.Date1904 == "true"}
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
	for _, s := range x.Sheets {
		if part, ok := at[s.ID]; ok {
			hidden := s.State == "hidden" || s.State == "veryHidden"
			b.Sheets = append(b.Sheets, Sheet{Name: s.Name, Hidden: hidden, rows: w.rows(part)})
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
