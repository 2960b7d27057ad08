// Package picturetest makes photos for tests: small, and each another.
package picturetest

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
)

// JPEG is a photo of something: as large as must be, the same for the same words, with a pattern that they choose.
func JPEG(of string) []byte {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(of)) // a hash takes all
	pattern := rand.New(rand.NewPCG(sum.Sum64(), 0))
	p := image.NewGray(image.Rect(0, 0, 256, 256))
	for at := range 16 * 16 {
		light := image.NewUniform(color.Gray{Y: uint8(pattern.Uint32())})
		draw.Draw(p, image.Rect(0, 0, 16, 16).Add(image.Pt(at%16*16, at/16*16)), light, image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		panic("picturetest: " + err.Error()) // a buffer takes all
	}
	return out.Bytes()
}
