package paper

import "github.com/jung-kurt/gofpdf"

// Box is to be signed: what the person does, as in 经办, and name and date where they are known.
type Box struct {
	Label string
	Name  string
	Date  string // ByHand if empty
}

// ByHand is a date to be filled in with a pen.
const ByHand = "　　年　月　日"

type boxRow []Box

const boxHeight = 26 // millimetres

func (b boxRow) items(s *setter) []item {
	width := s.sheet.width / float64(len(b))
	var lines [][3]piece
	for _, box := range b {
		date := box.Date
		if date == "" {
			date = ByHand
		}
		lines = append(lines, [3]piece{
			{s.set(s.text, "签字栏", box.Label+"："), s.text, TableSize, Left},
			{s.set(s.text, "签字栏“"+box.Label+"”", box.Name), s.text, TableSize, Centre},
			{s.set(s.text, "签字栏", date), s.text, TableSize, Right},
		})
	}
	return []item{{height: boxHeight, draw: func(pdf *gofpdf.Fpdf, y float64) {
		pdf.SetLineWidth(rule)
		for i, three := range lines {
			x := s.sheet.left + float64(i)*width
			pdf.Rect(x, y, width, boxHeight, "D")
			for n, l := range three {
				l.draw(pdf, x+2*padding, y+float64(n)*boxHeight/3, width-4*padding, boxHeight/3)
			}
		}
	}}}
}

// Seal is who issues a paper (落款): the name with room for the seal (盖章) over it, and the date. Code, if there is one, stands beside it as
// a QR code with its captions below.
type Seal struct {
	By       string
	On       string // ByHand if empty
	Code     string
	Captions []string
}

const (
	codeSide   = 30.0 // millimetres
	sealHeight = 41.0
)

func (l Seal) items(s *setter) []item {
	on := l.On
	if on == "" {
		on = ByHand
	}
	half := s.sheet.width / 2
	var by []piece
	for _, text := range broken(s.set(s.text, "落款", l.By+"（盖章）"), thousandths(half, bodySize), 0) {
		by = append(by, piece{text, s.text, bodySize, Centre})
	}
	by = append(by, piece{s.set(s.text, "落款", on), s.text, bodySize, Centre})
	var captions []piece
	for _, c := range l.Captions {
		captions = append(captions, piece{s.set(s.text, "校验码", c), s.text, Smallest, Left})
	}
	code := s.code(l.Code)
	height := max(sealHeight, pitch/2+float64(len(by))*pitch, codeSide+padding+float64(len(captions))*lineHeight(Smallest))
	return []item{{height: height, draw: func(pdf *gofpdf.Fpdf, y float64) {
		code(pdf, s.sheet.left, y+padding)
		for n, c := range captions {
			c.draw(pdf, s.sheet.left, y+padding+codeSide+float64(n)*lineHeight(Smallest), half, lineHeight(Smallest))
		}
		for n, b := range by {
			b.draw(pdf, s.sheet.left+half, y+pitch+float64(n)*pitch, half, pitch)
		}
	}}}
}
