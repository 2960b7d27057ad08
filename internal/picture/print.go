package picture

import (
	"database/sql/driver"
	"fmt"
	"image"
	"math/bits"
	"strings"
)

// A Print is what is left of a photo when it is sent by a chat program, made smaller, saved again or brightened: where, on a raster of the upright
// photo, it grows lighter from left to right (a difference hash). A photo that was cut, or taken again of the same thing, has another. The zero Print
// is of no photo that was looked at.
type Print [rasterSide * rasterSide / 8]byte

const (
	rasterSide = 16 // of a print
	sampled    = 8  // points along each side of a cell
	lighter    = 3  // of 256: less is the noise of saving it again
)

// printOf looks at a photo that is held in memory, as it lies there, and turns what it saw.
func printOf(p image.Image, orientation int) (out Print) {
	cell := lights(p, orientation)
	for y := range rasterSide {
		for x := range rasterSide {
			if cell[y][x+1] >= cell[y][x]+lighter {
				out[(y*rasterSide+x)/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return out
}

// lights are the mean lights of the upright photo's cells, 0 to 255, row by row.
func lights(p image.Image, orientation int) (cell [rasterSide][rasterSide + 1]int) {
	const wide, high = (rasterSide + 1) * sampled, rasterSide * sampled
	b := p.Bounds()
	for y := range high {
		for x := range wide {
			u, v := lying(orientation, 2*x+1, 2*wide, 2*y+1, 2*high)
			r, g, bl, _ := p.At(b.Min.X+int(u*float64(b.Dx())), b.Min.Y+int(v*float64(b.Dy()))).RGBA()
			cell[y/sampled][x/sampled] += int((299*r + 587*g + 114*bl) / 1000 >> 8)
		}
	}
	for y := range cell {
		for x := range cell[y] {
			cell[y][x] /= sampled * sampled
		}
	}
	return cell
}

// lying is where a point of the upright photo lies in the photo as it was stored, in shares of its sides (EXIF 2.32, 4.6.4 A, Orientation).
func lying(orientation, x, wide, y, high int) (u, v float64) {
	u, v = float64(x)/float64(wide), float64(y)/float64(high)
	switch orientation {
	case 2:
		return 1 - u, v
	case 3:
		return 1 - u, 1 - v
	case 4:
		return u, 1 - v
	case 5:
		return v, u
	case 6:
		return v, 1 - u
	case 7:
		return 1 - v, 1 - u
	case 8:
		return 1 - v, u
	}
	return u, v
}

// Alike tells two photos that look the same: at most a sixth of what either shows is not in the other. Where one shows next to nothing, a sheet of
// paper with a line on it, its likeness says nothing. The same is asked in SQL: AlikeSQL.
func (p Print) Alike(q Print) bool {
	var apart, either int
	for i := range p {
		apart += bits.OnesCount8(p[i] ^ q[i])
		either += bits.OnesCount8(p[i] | q[i])
	}
	return either >= telling && apart*6 <= either
}

// telling is how much two photos must show, of 256, for their likeness to say something.
const telling = 24

// AlikeSQL is Alike of two expressions of the type bit(256).
func AlikeSQL(p, q string) string {
	return fmt.Sprintf("bit_count(%[1]s | %[2]s) >= %[3]d AND bit_count(%[1]s # %[2]s) * 6 <= bit_count(%[1]s | %[2]s)", p, q, telling)
}

// Bits are a print's zeros and ones, none of the zero Print.
func (p Print) Bits() string {
	if p == (Print{}) {
		return ""
	}
	var out strings.Builder
	for _, b := range p {
		fmt.Fprintf(&out, "%08b", b)
	}
	return out.String()
}

// Value writes a print as a bit(256), the zero Print as NULL.
func (p Print) Value() (driver.Value, error) {
	if p == (Print{}) {
		return nil, nil
	}
	return p.Bits(), nil
}

// Scan reads what Value wrote.
func (p *Print) Scan(stored any) error {
	*p = Print{}
	switch s := stored.(type) {
	case nil:
		return nil
	case []byte:
		return p.read(string(s))
	case string:
		return p.read(s)
	}
	return fmt.Errorf("a print of a photo is no %T", stored)
}

func (p *Print) read(s string) error {
	if len(s) != 8*len(p) || strings.Trim(s, "01") != "" {
		return fmt.Errorf("a print of a photo has %d bits of 0 and 1, not %q", 8*len(p), s)
	}
	for i, bit := range s {
		if bit == '1' {
			p[i/8] |= 0x80 >> (i % 8)
		}
	}
	return nil
}
