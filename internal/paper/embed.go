package paper

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf16"
)

// gofpdf would parse, number and cut a font for each file, panic beyond the basic plane, and say of a private code that it is what is
// copied out. So its pages name two of the standard fonts, for which it writes one object each; what stands there in truth is said
// behind the file, as PDF's own way of changing a file has it (ISO 32000 7.5.6).

// standard are the fonts that gofpdf takes for the text's and the headings', by gofpdf's name and by the file's.
var standard = [...]standing{{"helvetica", "Helvetica"}, {"times", "Times-Roman"}}

type standing struct{ family, base string }

var (
	places  = regexp.MustCompile(`\n(\d+) 0 obj\n<</Type /Font\n/BaseFont /(\S+)\n`)
	trailer = regexp.MustCompile(`\ntrailer\n<<\n/Size (\d+)\n([^>]*)>>\nstartxref\n(\d+)\n%%EOF\n$`)
)

// addition is what is written behind a file.
type addition struct {
	bytes.Buffer
	next int // number of the next new object
	xref strings.Builder
}

// embed puts the faces' fonts behind a file that gofpdf made.
func embed(pdf []byte, faces []*face) ([]byte, error) {
	end := trailer.FindSubmatch(pdf)
	at := map[string]int{}
	for _, place := range places.FindAllSubmatch(pdf, -1) {
		at[string(place[2])] = number(place[1])
	}
	if end == nil {
		return nil, fmt.Errorf("embed fonts: no trailer")
	}
	a := &addition{next: number(end[1])}
	a.Write(pdf)
	for _, f := range faces {
		object, named := at[f.standard.base]
		if !named {
			return nil, fmt.Errorf("embed fonts: no object for %s", f.standard.base)
		}
		a.font(object, f)
	}
	start := a.Len()
	fmt.Fprintf(a, "xref\n%strailer\n<<\n/Size %d\n%s/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n", a.xref.String(), a.next, end[2], end[3], start)
	return a.Bytes(), nil
}

// number reads digits that a pattern found.
func number(digits []byte) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// font writes a face's font in place of an object (ISO 32000 9.7): characters are called by their glyph's number.
func (a *addition) font(object int, f *face) {
	const name = "PAPERS+Paper" // six letters say that it is a part of a font
	file, said := a.stream(trueType(f.cuts)), a.stream([]byte(toUnicode(f.cuts)))
	descriptor := a.object(fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d "+
		"/CapHeight %d /StemV 80 /FontFile2 %d 0 R>>", name, descent, em, ascent, ascent, descent, ascent, file))
	descendant := a.object(fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "+
		"/FontDescriptor %d 0 R /DW %d /W [1 [%s]] /CIDToGIDMap /Identity>>", name, descriptor, em, widths(f.cuts)))
	a.put(object, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, said))
}

// object adds an object and answers its number.
func (a *addition) object(content string) int {
	n := a.next
	a.next++
	a.put(n, content)
	return n
}

func (a *addition) put(n int, content string) {
	fmt.Fprintf(&a.xref, "%d 1\n%010d 00000 n \n", n, a.Len())
	fmt.Fprintf(a, "%d 0 obj\n%s\nendobj\n", n, content)
}

// packers are used again and again: each is a megabyte.
var packers = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // a level that there is; outlines hardly pack
	return z
}}

// stream adds data, compressed.
func (a *addition) stream(data []byte) int {
	var packed bytes.Buffer
	z := packers.Get().(*zlib.Writer)
	defer packers.Put(z)
	z.Reset(&packed)
	_, _ = z.Write(data) // into memory
	_ = z.Close()
	return a.object(fmt.Sprintf("<</Length %d /Length1 %d /Filter /FlateDecode>>\nstream\n%s\nendstream", packed.Len(), len(data), packed.Bytes()))
}

func widths(cuts []cut) string {
	var b strings.Builder
	for _, c := range cuts {
		fmt.Fprintf(&b, "%d ", c.advance)
	}
	return strings.TrimSuffix(b.String(), " ")
}

// toUnicode maps each glyph's number to its text.
func toUnicode(cuts []cut) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // characters in one list of a map
	for len(cuts) > 0 {
		some := cuts[:min(most, len(cuts))]
		cuts = cuts[len(some):]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, c := range some {
			fmt.Fprintf(&b, "<%04X> <", c.number)
			for _, unit := range utf16.Encode([]rune(c.text)) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.String()
}
