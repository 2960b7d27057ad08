package demo

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
)

// Picture stands in for a photo taken on the spot: a small image of its own for each thing photographed.
func Picture(of ...int64) []byte {
	h := fnv.New64a()
	_ = binary.Write(h, binary.BigEndian, of)
	pattern := rand.New(rand.NewPCG(h.Sum64(), 0))
	img := image.NewPaletted(image.Rect(0, 0, 256, 256), color.Palette{color.White, color.RGBA{B: 0x80, A: 0xff}})
	var dark [16 * 16]byte
	for i := range dark {
		dark[i] = byte(pattern.Uint32() & 1)
	}
	for i := range img.Pix {
		img.Pix[i] = dark[i/256/16*16+i%256/16]
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a bytes.Buffer takes all
	return b.Bytes()
}
