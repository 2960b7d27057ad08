// Package picture answers one question: is this a photo that people can look at, and how is it shown to them?
//
// A photo is proof of a wall, a bill, a meeting. Three bytes at its head are none. What is kept is what was taken, to the byte; what is shown is made of
// it, upright, and without what a phone writes into it besides: place, time and owner.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // what a scanner makes
	"slices"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // what a chat program makes

	"fangpin/internal/fault"
)

// What a photo has at least and at most, in pixels. A phone takes some 12 million; where more than its colours is held in memory at once, as of a
// progressive JPEG or a PNG, fewer are taken.
const (
	leastSide = 240
	most      = 40_000_000
	mostHeld  = 16_000_000
	shownSide = 2000 // the longer side of what is shown
)

// Is tells a picture that we read, by its first bytes: JPEG, PNG or WebP.
func Is(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\xff\xd8\xff")) || bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")) ||
		len(content) > 12 && bytes.HasPrefix(content, []byte("RIFF")) && string(content[8:12]) == "WEBP"
}

// Check refuses what is no photo: by its bytes and not by its name, opened to its end. It answers the photo's print.
func Check(ctx context.Context, name string, content []byte) (seen Print, err error) {
	if IsHEIC(content) {
		return seen, fault.Invalidf("“%s”是苹果手机的 HEIC 格式，很多电脑打不开。请在手机“设置—相机—格式”中选“兼容性最佳”后重拍，或转成 JPG 再上传", name)
	}
	if !Is(content) {
		return seen, fault.Invalidf("“%s”不是照片，请用 JPG 或 PNG 格式", name)
	}
	size, err := sizeOf(content)
	switch {
	case err != nil:
		return seen, broken(name, err)
	case min(size.X, size.Y) < leastSide:
		return seen, fault.Invalidf("“%s”只有 %d×%d 像素，看不清楚。请上传手机拍的原图，每边不少于 %d 像素", name, size.X, size.Y, leastSide)
	case tooLarge(content, size):
		return seen, fault.Invalidf("“%s”有 %d×%d 像素，太大了。请用手机的普通模式拍照（约 1200 万像素），或缩小后再上传", name, size.X, size.Y)
	}
	empty := false
	if err := inTurn(ctx, func() error {
		p, err := decode(content)
		if err == nil {
			empty, seen = blank(p), printOf(p, orientation(content))
		}
		return err
	}); err != nil {
		return seen, broken(name, err)
	}
	if empty {
		return seen, fault.Invalidf("“%s”是一片空白，没有拍到内容，请重新拍照", name)
	}
	return seen, nil
}

func broken(name string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Message: "“" + name + "”打不开，可能没有传完或已损坏，请重新拍照或换一张", Err: err}
}

// Shown is a photo as people are shown it: a JPEG, upright, no larger than a screen, with nothing in it but what is seen.
func Shown(ctx context.Context, content []byte) ([]byte, error) {
	size, err := sizeOf(content)
	if err != nil {
		return nil, err
	}
	if tooLarge(content, size) {
		return nil, fmt.Errorf("a picture of %d by %d pixels", size.X, size.Y)
	}
	var out bytes.Buffer
	err = inTurn(ctx, func() error {
		p, err := decode(content)
		if err != nil {
			return err
		}
		return jpeg.Encode(&out, upright(smaller(p), orientation(content)), &jpeg.Options{Quality: 85})
	})
	return out.Bytes(), err
}

// IsHEIC tells what an iPhone takes, by the brand of its container.
func IsHEIC(content []byte) bool {
	return len(content) > 12 && string(content[4:8]) == "ftyp" && slices.Contains([]string{"heic", "heix", "hevc", "mif1", "msf1"}, string(content[8:12]))
}

// turn lets one picture be worked on at a time: each may take a hundred megabytes.
var turn = make(chan struct{}, 1)

func inTurn(ctx context.Context, work func() error) error {
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
		return work()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// decode reads a picture; what can be seen through is seen on white paper.
func decode(content []byte) (image.Image, error) {
	p, _, err := image.Decode(bytes.NewReader(content))
	if opaque, ok := p.(interface{ Opaque() bool }); err != nil || ok && opaque.Opaque() {
		return p, err
	}
	out := image.NewRGBA(p.Bounds())
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), p, p.Bounds().Min, draw.Over)
	return out, nil
}

func sizeOf(content []byte) (image.Point, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(content))
	return image.Pt(c.Width, c.Height), err
}

// tooLarge tells what would take more memory than there is for a picture.
func tooLarge(content []byte, size image.Point) bool {
	pixels := int64(size.X) * int64(size.Y)
	return pixels > most || pixels > mostHeld && !baseline(content)
}

// blank tells a picture in which nothing is seen: looked at in a raster, it has one colour.
func blank(p image.Image) bool {
	const raster = 64
	b := p.Bounds()
	least, highest := uint32(0xffff), uint32(0)
	for y := range raster {
		for x := range raster {
			r, g, bl, _ := p.At(b.Min.X+x*(b.Dx()-1)/(raster-1), b.Min.Y+y*(b.Dy()-1)/(raster-1)).RGBA()
			light := (299*r + 587*g + 114*bl) / 1000
			least, highest = min(least, light), max(highest, light)
		}
	}
	const noise = 0x0800 // 8 of 256
	return highest-least < noise
}

// smaller is a picture that fits a screen.
func smaller(p image.Image) image.Image {
	b := p.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= shownSide {
		return p
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()*shownSide/long, b.Dy()*shownSide/long))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), p, b, draw.Src, nil)
	return out
}
