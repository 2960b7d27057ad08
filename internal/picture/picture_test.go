package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/picture/picturetest"
)

func encoded(t *testing.T, p image.Image, as func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := as(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(out *bytes.Buffer, p image.Image) error { return png.Encode(out, p) }

// bomb is a PNG that says it is as large as given, in a few bytes.
func bomb(t *testing.T, w, h uint32) []byte {
	t.Helper()
	content := encoded(t, image.NewGray(image.Rect(0, 0, 300, 300)), asPNG)
	binary.BigEndian.PutUint32(content[16:], w)
	binary.BigEndian.PutUint32(content[20:], h)
	return withSum(content)
}

func TestWhatIsNoPhotoIsRefused(t *testing.T) {
	good := picturetest.JPEG("墙")
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"three bytes":           {[]byte("\xff\xd8\xff"), "打不开"},
		"a head alone":          {good[:200], "打不开"},
		"cut in the middle":     {good[:len(good)/2], "打不开"},
		"a workbook":            {[]byte("PK\x03\x04...."), "不是照片"},
		"a page with a script":  {[]byte("<svg onload=alert(1)>"), "不是照片"},
		"nothing":               {nil, "不是照片"},
		"of an iPhone":          {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1"), "兼容性最佳"},
		"a stamp":               {encoded(t, image.NewGray(image.Rect(0, 0, 60, 40)), asPNG), "只有 60×40 像素"},
		"a strip":               {encoded(t, image.NewGray(image.Rect(0, 0, 2000, 10)), asPNG), "只有 2000×10 像素"},
		"a black one":           {encoded(t, image.NewGray(image.Rect(0, 0, 300, 300)), asPNG), "一片空白"},
		"a square kilometre":    {bomb(t, 100_000, 100_000), "太大了"},
		"a large one in memory": {bomb(t, 5_000, 5_000), "太大了"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Check(t.Context(), "照片.jpg", c.content)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.says) || !strings.Contains(fault.Message(err), "照片.jpg") {
				t.Errorf("Check = %v", err)
			}
		})
	}
	if _, err := Check(t.Context(), "照片.jpg", good); err != nil {
		t.Errorf("a photo: %v", err)
	}
	inked := image.NewNRGBA(image.Rect(0, 0, 300, 300)) // black on nothing, as a stamp is cut out
	for x := range 300 {
		inked.SetNRGBA(x, 150, color.NRGBA{A: 255})
		inked.SetNRGBA(150, x, color.NRGBA{A: 255})
	}
	for i := range inked.Pix {
		if i%4 == 3 && i/4%300 < 100 {
			inked.Pix[i] = 255
		}
	}
	if _, err := Check(t.Context(), "章.png", encoded(t, inked, asPNG)); err != nil {
		t.Errorf("ink on nothing: %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	turn <- struct{}{}
	if _, err := Check(gone, "照片.jpg", good); !errors.Is(err, context.Canceled) {
		t.Errorf("for who has left: %v", err)
	}
	<-turn
}

// arrow is light in its upper left quarter alone.
func arrow() image.Image {
	p := image.NewGray(image.Rect(0, 0, 320, 240))
	for y := range 120 {
		for x := range 160 {
			p.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	return p
}

// held is a JPEG with EXIF that says how the phone was held, and where it was.
func held(t *testing.T, o byte) []byte {
	t.Helper()
	plain := encoded(t, arrow(), func(out *bytes.Buffer, p image.Image) error { return jpeg.Encode(out, p, nil) })
	body := append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), o, 0, 0, 0, 0, 0, 0)
	body = append(body, "GPS 35.9N 114.1E"...)
	out := append([]byte("\xff\xd8\xff\xe1"), byte((len(body)+2)>>8), byte(len(body)+2))
	return append(append(out, body...), plain[2:]...)
}

// What is shown is upright and says nothing of the place; what was kept does.
func TestAPhotoIsShownUprightAndSaysNoMore(t *testing.T) {
	for o, light := range map[byte]image.Point{1: {10, 10}, 2: {310, 10}, 3: {310, 230}, 4: {10, 230}, 5: {10, 10}, 6: {230, 10}, 7: {230, 310}, 8: {10, 310}} {
		kept := held(t, o)
		shown, err := Shown(t.Context(), kept)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(kept, []byte("GPS")) || bytes.Contains(shown, []byte("GPS")) || bytes.Contains(shown, []byte("Exif")) {
			t.Errorf("held as %d: what is shown says where", o)
		}
		p, err := jpeg.Decode(bytes.NewReader(shown))
		if err != nil {
			t.Fatal(err)
		}
		if b := p.Bounds(); (b.Dx() < b.Dy()) != (o > 4) {
			t.Errorf("held as %d it is %v", o, b)
		}
		if y, _, _, _ := p.At(light.X, light.Y).RGBA(); y < 0xc000 {
			t.Errorf("held as %d it is dark at %v", o, light)
		}
		other := image.Pt(p.Bounds().Dx()-1-light.X, p.Bounds().Dy()-1-light.Y)
		if y, _, _, _ := p.At(other.X, other.Y).RGBA(); y > 0x4000 {
			t.Errorf("held as %d it is light at %v", o, other)
		}
	}
	large := image.NewGray(image.Rect(0, 0, 3000, 1500))
	shown, err := Shown(t.Context(), encoded(t, large, asPNG))
	if err != nil {
		t.Fatal(err)
	}
	if size, err := sizeOf(shown); err != nil || size != image.Pt(2000, 1000) {
		t.Errorf("a large one is shown %v, %v", size, err)
	}
	filled := append([]byte("\xff\xd8\xff\xff\xff"), held(t, 6)[3:]...) // a marker that is filled up before it
	if o := orientation(filled); o != 6 {
		t.Errorf("behind fill bytes it is held as %d", o)
	}
	if hostile := append([]byte("\xff\xd8\xff\xff\xff\xc0\x00\x08\x08\x00\x01\x00\x01\x03"), "\xff\xc2"...); baseline(hostile) {
		t.Error("a progressive one passes for another")
	}
	if _, err := Shown(t.Context(), bomb(t, 100_000, 100_000)); err == nil {
		t.Error("a bomb is shown")
	}
}

// withSum is a PNG whose header has its check sum again.
func withSum(content []byte) []byte {
	binary.BigEndian.PutUint32(content[29:], crc32.ChecksumIEEE(content[12:29]))
	return content
}

// paperOf is a PDF of one empty page, with a table of objects where it says.
func paperOf(trailer string) []byte {
	head := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
	return []byte(head + "xref\n0 3\ntrailer<</Size 3/Root 1 0 R" + trailer + ">>\nstartxref\n" + strconv.Itoa(len(head)) + "\n%%EOF\n")
}

func TestAPDFOpens(t *testing.T) {
	good := paperOf("")
	if err := CheckPDF("发票.pdf", good); err != nil {
		t.Errorf("a PDF: %v", err)
	}
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"five bytes":      {[]byte("%PDF-"), "打不开"},
		"cut at its end":  {good[:len(good)-12], "打不开"},
		"with a password": {paperOf("/Encrypt 5 0 R"), "加了密码"},
		"a photo":         {picturetest.JPEG("发票"), "不是 PDF"},
		"without a table": {[]byte("%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF"), "打不开"},
	} {
		if err := CheckPDF("发票.pdf", c.content); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
