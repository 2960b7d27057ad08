package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"golang.org/x/image/draw"

	"fangpin/internal/picture/picturetest"
)

// lossy is how a chat program saves what it sends.
func lossy(out *bytes.Buffer, p image.Image) error {
	return jpeg.Encode(out, p, &jpeg.Options{Quality: 40})
}

// scene is a photo of something: soft shades, as large as a phone would show it.
func scene(t *testing.T, of string) *image.RGBA {
	t.Helper()
	small, err := decode(picturetest.JPEG(of))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(image.Rect(0, 0, 800, 600))
	draw.CatmullRom.Scale(out, out.Bounds(), small, small.Bounds(), draw.Src, nil)
	return out
}

func scaled(p image.Image, into image.Rectangle, from image.Rectangle) image.Image {
	out := image.NewRGBA(into)
	draw.CatmullRom.Scale(out, into, p, from, draw.Src, nil)
	return out
}

func brighter(p *image.RGBA) image.Image {
	out := image.NewRGBA(p.Bounds())
	for i, v := range p.Pix {
		out.Pix[i] = uint8(min(255, int(v)*11/10+8))
	}
	return out
}

func TestAPhotoIsKnownAgain(t *testing.T) {
	wall := scene(t, "墙")
	print := func(content []byte) Print {
		seen, err := Check(t.Context(), "照片", content)
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	was := print(encoded(t, wall, asPNG))
	for name, c := range map[string]struct {
		content []byte
		alike   bool
	}{
		"itself":                  {encoded(t, wall, asPNG), true},
		"sent by a chat":          {encoded(t, scaled(wall, image.Rect(0, 0, 400, 300), wall.Bounds()), lossy), true},
		"saved again":             {encoded(t, wall, lossy), true},
		"brightened":              {encoded(t, brighter(wall), lossy), true},
		"another wall":            {encoded(t, scene(t, "另一面墙"), asPNG), false},
		"cut to a half":           {encoded(t, scaled(wall, image.Rect(0, 0, 400, 600), image.Rect(0, 0, 400, 600)), asPNG), false},
		"seen in a mirror":        {encoded(t, scaled(mirrored(wall), wall.Bounds(), wall.Bounds()), asPNG), false},
		"a sheet with a line":     {encoded(t, sheetOfPaper(300), asPNG), false},
		"a photo of another test": {picturetest.JPEG("流水"), false},
	} {
		if is := print(c.content); is.Alike(was) != c.alike || was.Alike(is) != c.alike {
			t.Errorf("%s: alike = %t", name, !c.alike)
		}
	}
	if print(encoded(t, sheetOfPaper(200), asPNG)).Alike(print(encoded(t, sheetOfPaper(202), asPNG))) {
		t.Error("two sheets of paper with a line are said to be one")
	}
	for o := byte(2); o <= 8; o++ { // however the phone was held, it is one photo
		if lying, shown := print(held(t, o)), uprightPrint(t, held(t, o)); !close(lying, shown) {
			t.Errorf("held as %d its print is not that of what is shown", o)
		}
	}
}

func mirrored(p *image.RGBA) image.Image {
	out, b := image.NewRGBA(p.Bounds()), p.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.SetRGBA(b.Dx()-1-x, y, p.RGBAAt(x, y))
		}
	}
	return out
}

// sheetOfPaper is white, with a line across.
func sheetOfPaper(at int) image.Image {
	p := image.NewGray(image.Rect(0, 0, 800, 600))
	draw.Draw(p, p.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(p, image.Rect(100, at, 700, at+30), image.Black, image.Point{}, draw.Src)
	return p
}

func uprightPrint(t *testing.T, content []byte) Print {
	t.Helper()
	shown, err := Shown(t.Context(), content)
	if err != nil {
		t.Fatal(err)
	}
	p, err := decode(shown)
	if err != nil {
		t.Fatal(err)
	}
	return printOf(p, 1)
}

// close tells two prints of a photo that has too little in it to be alike another.
func close(p, q Print) bool {
	apart := 0
	for i := range p {
		for b := range 8 {
			apart += int((p[i]^q[i])>>b) & 1
		}
	}
	return apart <= 2
}

func TestAPrintIsReadAsItWasWritten(t *testing.T) {
	var p Print
	p[0], p[31] = 0x81, 0x01
	written, err := p.Value()
	if err != nil {
		t.Fatal(err)
	}
	var q Print
	if err := q.Scan(written); err != nil || q != p {
		t.Errorf("%v became %v, %v", p, q, err)
	}
	if none, err := (Print{}).Value(); err != nil || none != nil {
		t.Errorf("no print is %v, %v", none, err)
	}
	for _, bad := range []any{"01", "2" + written.(string)[1:], 7} {
		if q.Scan(bad) == nil {
			t.Errorf("%v is read as a print", bad)
		}
	}
}
