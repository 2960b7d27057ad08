package main

import (
	"fmt"
	"strings"
)

const (
	rowTall    = 30
	moreTall   = 17 // for the line below, of the packages in a room's folder
	nameAt     = 40
	chineseAt  = 150
	questionAt = 262
	gridAt     = 800 // the first column of dots
	columnWide = 26
	headTall   = 112 // above the dots, for the columns' names
	lowTall    = 24
)

// house draws the rooms from the roof to the ground: left who they are, right a dot for each import. Imports go down only, so all dots
// lie right of the diagonal. Below the ground is what every room may stand on.
func house(rooms []*room, cellar []part) []byte {
	wide, ground := gridAt+len(rooms)*columnWide+72, headTall
	for _, r := range rooms {
		ground += r.tall()
	}
	s := begin(wide, ground+78+(len(cellar)+1)/2*lowTall, "房间与楼层：谁可以用谁 · rooms and floors, and which imports which")
	s.text(24, 38, hand{size: 22, colour: ink, bold: true}, "房间与楼层")
	s.text(24, 60, hand{size: 13, colour: soft}, "rooms and floors, drawn from go list: a dot where the room of the line imports the room of the column;")
	s.text(24, 78, hand{size: 13, colour: soft}, "imports go down only, and never to a neighbour on the same floor")
	y, shade, floor := headTall, false, -1
	for i, r := range rooms {
		if r.floor != floor {
			shade, floor = !shade, r.floor
		}
		if shade {
			s.box(24, y, wide-48, r.tall(), band, "none", 0)
		}
		s.room(y, r)
		s.dots(i, y, rooms)
		y += r.tall()
	}
	s.path(fmt.Sprintf("M24 %d H%d", ground, wide-24), blue, 3)
	s.cellar(ground, wide, cellar)
	return s.end()
}

func (r *room) tall() int {
	if len(r.parts) > 0 {
		return rowTall + moreTall
	}
	return rowTall
}

// room writes a room's line.
func (s *svg) room(y int, r *room) {
	s.text(nameAt, y+20, hand{size: 14, colour: blue, bold: true, mono: true}, r.name)
	s.text(chineseAt, y+20, hand{size: 14, colour: ink}, r.chinese)
	s.text(questionAt, y+20, hand{size: 12.5, colour: ink}, r.question)
	if len(r.parts) > 0 {
		s.text(questionAt, y+38, hand{size: 11.5, colour: soft, mono: true}, "/ "+strings.Join(r.parts, "  "))
	}
}

// dots marks what the room of a line imports, and on the diagonal the room itself, whose name stands above its column.
func (s *svg) dots(line, y int, rooms []*room) {
	x := func(column int) int { return gridAt + column*columnWide + columnWide/2 }
	r, middle := rooms[line], y+rowTall/2
	for column := range rooms {
		colour := blue
		if column < line {
			colour = red // upward: arch_test.go refuses it
		}
		if to := rooms[column].name; r.imports[to] {
			s.line(`<circle cx="%d" cy="%d" r="5.5" fill="%s"><title>%s → %s</title></circle>`, x(column), middle, colour, r.name, to)
		} else if column > line {
			s.line(`<circle cx="%d" cy="%d" r="1.3" fill="%s"/>`, x(column), middle, rule)
		}
	}
	s.box(x(line)-4, middle-4, 8, 8, "#fff", blue, 1)
	s.text(x(line), headTall-8, hand{size: 12, colour: ink, mono: true, turn: fmt.Sprintf("rotate(-55 %d %d)", x(line), headTall-8)}, r.name)
}

// cellar lists what every room may stand on, in two columns, from the upper floors to the lowest.
func (s *svg) cellar(ground, wide int, parts []part) {
	s.text(nameAt, ground+32, hand{size: 14, colour: blue, bold: true, mono: true}, "internal")
	s.text(chineseAt, ground+32, hand{size: 14, colour: ink}, "地基")
	s.text(questionAt, ground+32, hand{size: 12.5, colour: ink}, "what every room may stand on, from its upper floors to the lowest: no package imports one before it")
	half := (len(parts) + 1) / 2
	for i, p := range parts {
		x, y := nameAt+i/half*(wide/2-24), ground+62+i%half*lowTall
		question, _ := answers(p.Doc)
		s.text(x, y, hand{size: 12.5, colour: blue, mono: true}, strings.TrimPrefix(p.Name, "internal/"))
		s.text(x+130, y, hand{size: 12, colour: soft}, question)
	}
}
