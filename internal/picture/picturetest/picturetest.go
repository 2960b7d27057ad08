// Package picturetest makes photos for tests: small, and each another.
package picturetest

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
)

// JPEG is a photo of something: as large as must be, the same for the same words, with stripes that they choose.
func JPEG(of string) []byte {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(of)) // a hash takes all
	stripes := sum.Sum64()
	p := image.NewGray(image.Rect(0, 0, 256, 256))
	for y := range 256 {
		for x := range 256 {
			p.SetGray(x, y, color.Gray{Y: uint8(stripes>>(x/4%64)&1) * 200})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		panic("picturetest: " + err.Error()) // a buffer takes all
	}
	return out.Bytes()
}
