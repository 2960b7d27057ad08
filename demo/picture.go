package demo

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
)

// Picture stands in for a photo taken on the spot: a small image of its own for each thing photographed.
func Picture(of ...int64) []byte {
	h := fnv.New64a()
	_ = binary.Write(h, binary.BigEndian, of)
	seed := h.Sum64()
	img := image.NewPaletted(image.Rect(0, 0, 256, 256), color.Palette{color.White, color.RGBA{B: 0x80, A: 0xff}})
	for i := range img.Pix {
		img.Pix[i] = byte(seed >> (i / 1024 % 8 * 8) >> (i / 4 % 8) & 1)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a bytes.Buffer takes all
	return b.Bytes()
}
