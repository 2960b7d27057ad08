package paper

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/paper/papertest"
)

func TestMissingFonts(t *testing.T) {
	empty := t.TempDir()
	_, err := findFonts(empty, empty)
	if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "apt-get install -y fonts-lxgw-wenkai fonts-hanazono") {
		t.Error(err)
	}
}

// A county's own 仿宋 comes first, its 小标宋 is for headings, and its other fonts are asked before the machine's rare ones.
func TestOwnFontsFirst(t *testing.T) {
	system, err := fontFiles(systemFolders()...)
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "fonts")
	if err := os.Mkdir(own, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]string{"仿宋_GB2312.TTF": hanaA, "方正小标宋简体.ttf": wenKai, "县里的字.ttf": hanaB} {
		if err := os.Symlink(exactly(system, of)[0], filepath.Join(own, name)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := FindFonts(filepath.Dir(own))
	if err != nil {
		t.Fatal(err)
	}
	wenkai, hana := machine(t).text[0], machine(t).text[1]
	for want, source := range map[wanted]*source{{'防', false}: hana, {'防', true}: wenkai, {'𡖃', true}: machine(t).text[2]} {
		expect := source.glyph(&f.buffer, want.char)
		if got := f.glyph(want); got == nil || string(got.outline) != string(expect.outline) {
			t.Errorf("%c, title %t: not the font's that comes first", want.char, want.title)
		}
	}
	if len(f.text) != 5 || len(f.title) != 1 {
		t.Errorf("%d fonts for text, %d for headings", len(f.text), len(f.title))
	}
}

func TestBrokenFont(t *testing.T) {
	own := t.TempDir()
	if err := os.WriteFile(filepath.Join(own, "仿宋.ttf"), []byte("no font"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := findFonts(own, systemFolders()...); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "仿宋.ttf") {
		t.Error(err)
	}
}

// A heading's font is a second one in the file, and its words copy out as the text's do.
func TestHeadingFont(t *testing.T) {
	f := machine(t)
	f.title = f.text[1:2]
	pdf := written(t, roll(f, 3))
	if text := papertest.Words(t, pdf); !strings.Contains(text, "防贫救助公示编号：") || !strings.Contains(text, "王𬱖") {
		t.Error(text)
	}
	if bytes.Equal(papertest.Picture(t, pdf), papertest.Picture(t, written(t, roll(machine(t), 3)))) {
		t.Error("the heading looks like the text")
	}
}
