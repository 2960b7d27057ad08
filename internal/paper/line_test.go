package paper

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Broken text keeps every character, no line is too wide, and none begins with punctuation that may not stand there, nor ends so.
func TestBroken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("防贫救助金额ab12，。（）“”《》、,.·")), 0, 60, -1).Draw(t, "text")
		width := rapid.IntRange(3, 12).Draw(t, "width")
		var set line
		for _, char := range text {
			set = append(set, cut{text: string(char), glyph: &glyph{advance: em}})
		}
		lines := broken(set, width*em, 0)
		if got := strings.Join(texts(lines), ""); got != text {
			t.Fatalf("%q became %q", text, got)
		}
		for i, l := range lines {
			if l.width() > width*em {
				t.Fatalf("%q is wider than %d", plain(l), width)
			}
			fits := slices.IndexFunc(wordsOf(set), func(word line) bool { return word.width() > width*em }) < 0
			if i == 0 || !fits {
				continue
			}
			before := lines[i-1]
			if strings.Contains(neverFirst, l[0].text) || strings.Contains(neverLast, before[len(before)-1].text) {
				t.Fatalf("%q breaks between %s and %s", text, plain(before), plain(l))
			}
		}
	})
}

func TestNumbersAndNamesStayWhole(t *testing.T) {
	var set line
	for _, char := range "合计1,234.50元（含）" {
		set = append(set, cut{text: string(char), glyph: &glyph{advance: em}})
	}
	want := []string{"合计", "1,234.50", "元（含）"}
	if got := texts(broken(set, 8*em, 0)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func texts(lines []line) (all []string) {
	for _, l := range lines {
		all = append(all, plain(l))
	}
	return all
}

func plain(l line) (text string) {
	for _, c := range l {
		text += c.text
	}
	return text
}
