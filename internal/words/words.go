// Package words answers one question: may this stand in the records as what somebody wrote? A reason, an opinion, an objection, a name: each
// verb that keeps one asks here, so that a page, a command and an import meet the same rule.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fangpin/internal/fault"
)

const (
	Most     = 2000 // characters of a text: about two pages, more than any reason needs
	MostLine = 100  // characters of what stands in one line: a bank, an insurer, a relation
)

// Need is a text as it is kept: without the blanks around it and without marks that nobody sees, of 1 to Most characters, none of which is a
// control character but the ends of lines and tabs. Title is how people call it.
func Need(title, text string) (string, error) { return Ask("请填写“"+title+"”", title, text) }

// Ask is Need where a blank text is refused with a sentence of its own.
func Ask(sentence, title, text string) (string, error) {
	return need(sentence, title, text, Most, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
}

// Line is a text of one line as it is kept, of 1 to MostLine characters.
func Line(title, text string) (string, error) {
	return need("请填写“"+title+"”", title, text, MostLine, unicode.IsControl)
}

func need(sentence, title, text string, most int, strange func(rune) bool) (string, error) {
	if utf8.ValidString(text) {
		text = strings.Map(seen, text)
	}
	text = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", fault.Invalidf("%s", sentence)
	case n > most:
		return "", fault.Invalidf("“%s”最多 %d 字，现在有 %d 字，请精简后再提交", title, most, n)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, strange) || strings.ContainsFunc(text, turns):
		return "", fault.Invalidf("“%s”中有不能保存的字符，请删去后重新填写", title)
	}
	return text, nil
}

// turns tells a character that has what follows it read the other way round: a text that says another thing than it shows.
func turns(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }

// seen drops marks without a width, which nobody sees or means and which come with what is pasted.
func seen(r rune) rune {
	if unicode.Is(unicode.Cf, r) && !turns(r) || r == '\u180e' {
		return -1
	}
	return r
}

// LeastReason is how many letters a reason has at least: 入户核对.
const LeastReason = 4

// Reason is Need for what somebody else will go by who asks why: of substance, so four letters at least, three of them different.
func Reason(title, text string) (string, error) {
	text, err := Need(title, text)
	if err != nil {
		return "", err
	}
	letters, different := 0, map[rune]bool{}
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters, different[r] = letters+1, true
		}
	}
	if letters < LeastReason || len(different) < LeastReason-1 {
		return "", fault.Invalidf("“%s”请写明具体原因，至少 %d 个字，如“入户核对身份证号”", title, LeastReason)
	}
	return text, nil
}

// Printed is Line for what goes into files of tables that others open, a bank's above all: none that a spreadsheet takes for a formula.
func Printed(title, text string) (string, error) {
	text, err := Line(title, text)
	if err == nil && Formula(text) {
		return "", fault.Invalidf("“%s”不能以 %c 开头，表格软件会当成公式，请改正", title, []rune(text)[0])
	}
	return text, err
}

// Formula tells a text that a spreadsheet takes for one to be worked out: by how it begins, be it after blanks or full-width. A file that
// spreadsheets open may not hold it as it stands.
func Formula(text string) bool {
	text = strings.TrimLeft(text, " \u00a0\u3000")
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", first)
}
