package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"iter"
)

// Markers of a JPEG (ITU T.81), and the tag of EXIF 2.32, 4.6.4, that says how a phone was held.
const (
	startOfBaseline    = 0xc0
	startOfExtended    = 0xc1
	startOfProgressive = 0xc2
	startOfScan        = 0xda
	application1       = 0xe1
	tagOrientation     = 0x0112
)

// segments are a JPEG's up to its picture, by their marker.
func segments(content []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		if !bytes.HasPrefix(content, []byte("\xff\xd8")) {
			return
		}
		for rest := content[2:]; len(rest) >= 4 && rest[0] == 0xff; {
			if rest[1] == 0xff { // a marker may be filled up before it
				rest = rest[1:]
				continue
			}
			marker, size := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
			if size < 2 || len(rest) < 2+size || !yield(marker, rest[4:2+size]) || marker == startOfScan {
				return
			}
			rest = rest[2+size:]
		}
	}
}

// baseline tells a JPEG of three colours at most that is decoded as it comes. Whatever has the marker of another kind anywhere is none.
func baseline(content []byte) bool {
	if bytes.Contains(content, []byte{0xff, startOfProgressive}) {
		return false
	}
	for marker, body := range segments(content) {
		if marker == startOfBaseline || marker == startOfExtended {
			return len(body) > 5 && body[5] <= 3
		}
	}
	return false
}

// orientation is how a photo is to be turned, 1 to 8; 1, as it is, where nothing says it.
func orientation(content []byte) int {
	for marker, body := range segments(content) {
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == application1 {
			if o := oriented(tiff); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
}

// oriented finds the tag in the first directory of a TIFF header; 0 where there is none.
func oriented(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entry := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entry) >= 12; n, entry = n-1, entry[12:] {
		if order.Uint16(entry) == tagOrientation {
			return int(order.Uint16(entry[8:]))
		}
	}
	return 0
}

// upright turns a picture as its phone was held.
func upright(p image.Image, o int) image.Image {
	if o == 1 {
		return p
	}
	b := p.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if o > 4 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := source(o, x, y, w, h)
			out.Set(x, y, p.At(b.Min.X+sx, b.Min.Y+sy))
		}
	}
	return out
}

// source is which pixel of a picture, w by h, is seen at a place of the upright one.
func source(o, x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
