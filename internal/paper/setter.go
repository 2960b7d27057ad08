package paper

import (
	"errors"
	"strings"
	"unicode"

	"fangpin/internal/fault"
)

// setter sets a paper's words. The first character that cannot be printed stops it.
type setter struct {
	kind        string
	sheet       sheet
	text, title *face
	err         error
}

// ends are those of the lines that somebody wrote, and tabs: words that are kept may have them, and a paper breaks lines of its own.
var ends = strings.NewReplacer("\r\n", "　", "\n", "　", "\r", "　", "\t", "　")

// set finds the glyphs of a text; where says, for a fault, in which part of the paper it stands.
func (s *setter) set(f *face, where, text string) line {
	set, err := f.set(ends.Replace(text))
	if m, is := errors.AsType[missing](err); is && s.err == nil {
		s.err = m.fault(s.kind, where)
	}
	return set
}

// fault says where the character stands and what to do about it.
func (m missing) fault(kind, where string) error {
	if !settable(m.char) {
		return fault.Invalidf("%s有不能打印的字符 U+%04X，这份%s未生成；请更正资料后重新生成", where, m.char, kind)
	}
	if !unicode.IsPrint(m.char) { // it is newer than the tables of this program
		return fault.Invalidf("%s的 U+%04X 字在本机字体中没有，这份%s未生成；请核对这个字，或装入有这个字的字体", where, m.char, kind)
	}
	return fault.Invalidf("%s的“%c”字（U+%04X）在本机字体中没有，这份%s未生成；请核对这个字，或装入有这个字的字体", where, m.char, m.char, kind)
}

// thousandths is a width in millimetres as one of type of a size in points.
func thousandths(mm, size float64) int { return int(mm / millimetres(size) * em) }

// millimetres is a size in points as a length, and points a length as PDF counts it.
func millimetres(points float64) float64 { return points * 25.4 / 72 }
func points(mm float64) float64          { return mm * 72 / 25.4 }
