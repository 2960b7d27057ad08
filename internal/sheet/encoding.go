package sheet

import (
	"bufio"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decoded reads a text file as UTF-8 or as GB18030, whichever it is written in. Bytes that mean nothing in it come out as
// U+FFFD, and so do the characters that x/text's table of GB18030 lacks (龴 and others, for private use before the standard
// of 2022).
func decoded(r io.ReaderAt, size int64, gb bool) *bufio.Reader {
	text := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 64<<10)
	if mark, _ := text.Peek(len(utf8BOM)); string(mark) == string(utf8BOM) {
		_, _ = text.Discard(len(utf8BOM))
		return text
	}
	if gb {
		return bufio.NewReaderSize(simplifiedchinese.GB18030.NewDecoder().Reader(text), 64<<10)
	}
	return text
}

// isGB18030 tells the encoding of a whole file without a mark: it is UTF-8 if that reads it without fault, or with fewer
// faults than Chinese characters (a file damaged in one place), and else GB18030.
func isGB18030(r io.ReaderAt, size int64) (bool, error) {
	text := decoded(r, size, false)
	chinese, broken := 0, 0
	for {
		c, width, err := text.ReadRune()
		switch {
		case err == io.EOF:
			return broken > chinese, nil
		case err != nil:
			return false, err
		case c == utf8.RuneError && width == 1:
			broken++
		case width >= 3:
			chinese++
		}
	}
}
