package paper

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// gofpdf tells a reader that each code is the character of that number. For a private code that is not so, and a rare name copied out
// would be gibberish. So each font's map is said anew behind the file, as PDF's own way of changing a file has it (ISO 32000 7.5.6).

var (
	mapped  = regexp.MustCompile(`\n(\d+) 0 obj\n<</Length \d+>>\nstream\n/CIDInit `)
	trailer = regexp.MustCompile(`\ntrailer\n<<\n([^>]*)>>\nstartxref\n(\d+)\n%%EOF\n$`)
)

// say puts the faces’ texts behind a file, in the order in which the file has their fonts.
func say(pdf []byte, faces []*face) ([]byte, error) {
	maps, end := mapped.FindAllSubmatch(pdf, -1), trailer.FindSubmatch(pdf)
	if len(maps) != len(faces) || end == nil {
		return nil, fmt.Errorf("say a paper's text: %d maps for %d fonts, trailer %q", len(maps), len(faces), end)
	}
	out := bytes.NewBuffer(pdf)
	var table strings.Builder
	for i, f := range faces {
		fmt.Fprintf(&table, "%s 1\n%010d 00000 n \n", maps[i][1], out.Len())
		said := toUnicode(f.cuts)
		fmt.Fprintf(out, "%s 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", maps[i][1], len(said), said)
	}
	at := out.Len()
	fmt.Fprintf(out, "xref\n%strailer\n<<\n%s/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n", table.String(), end[1], end[2], at)
	return out.Bytes(), nil
}

// most is how many characters one list of a map may hold.
const most = 100

// toUnicode maps each cut's code to its text.
func toUnicode(cuts []cut) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for len(cuts) > 0 {
		some := cuts[:min(most, len(cuts))]
		cuts = cuts[len(some):]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, c := range some {
			fmt.Fprintf(&b, "<%04X> <", c.code)
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
