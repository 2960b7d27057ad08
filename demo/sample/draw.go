package sample

import "slices"

// draw hands out households in random order, each once, and lets the county grow when they run out.
type draw struct {
	p       *population
	waiting []*household
	enter   func(*household) // takes in a household that had to be invented
}

// draw shuffles the listed households that are of a sort. More are taken in under a class.
func (p *population) draw(class string, is func(*household) bool) *draw {
	var waiting []*household
	for _, h := range p.households {
		if is(h) {
			waiting = append(waiting, h)
		}
	}
	p.rng.Shuffle(len(waiting), func(i, j int) { waiting[i], waiting[j] = waiting[j], waiting[i] })
	return &draw{p: p, waiting: waiting, enter: func(h *household) { p.enter(h, class) }}
}

// drawStruck is the draw of those whose cases become claims: the insured of the struck villages. One with a rare name comes first, each
// department having its own; then one whom another department named already.
func (p *population) drawStruck() *draw {
	rare := p.rare[p.lists%len(p.rare)]
	p.lists++
	d := p.draw(lowIncome, func(h *household) bool { return h.insured() && h != rare && p.struck[h.place.code] })
	if i := slices.IndexFunc(d.waiting, func(h *household) bool { return p.reported[h.head()] != "" }); i > 0 {
		d.waiting[0], d.waiting[i] = d.waiting[i], d.waiting[0]
	}
	d.waiting = slices.Insert(d.waiting, 0, rare)
	return d
}

// next is the next household's member that fit accepts; a household without one is passed over for good.
func (d *draw) next(fit func(*person) bool) *person {
	for len(d.waiting) > 0 {
		h := d.waiting[0]
		d.waiting = d.waiting[1:]
		if i := slices.IndexFunc(h.members, fit); i >= 0 {
			return h.members[i]
		}
	}
	for {
		h := d.p.family(d.p.size())
		if i := slices.IndexFunc(h.members, fit); i >= 0 {
			d.enter(h)
			return h.members[i]
		}
	}
}

// mix is whom a department reports: at every so-manieth place one of the struck, now and then somebody the roster does not know, else
// some insured who stay below the lines and the rest of the countryside.
type mix struct {
	p         *population
	struck    *draw
	insured   *draw
	others    *draw
	strangers *draw
	every     int // draws from one of the struck to the next
	percent   int // of insured people among those in between
	drawn     int
	named     map[*household]bool
}

func (p *population) mix(every, percent int) *mix {
	return &mix{
		p:         p,
		struck:    p.drawStruck(),
		insured:   p.draw(lowIncome, (*household).insured),
		others:    p.draw(ordinary, func(h *household) bool { return !h.insured() }),
		strangers: &draw{p: p, enter: func(*household) {}},
		every:     every,
		percent:   percent,
		named:     map[*household]bool{},
	}
}

// next draws one person that fit accepts, of a household not drawn before, and tells whether it is one of the struck: the first is, and
// the third and every fortieth thereafter is a stranger.
func (m *mix) next(fit func(*person) bool) (who *person, struck bool) {
	from := m.others
	m.drawn++
	switch {
	case m.drawn%40 == 3:
		from = m.strangers
	case m.drawn%m.every == 1:
		from, struck = m.struck, true
	case m.p.chance(m.percent):
		from = m.insured
	}
	who = from.next(func(w *person) bool { return !m.named[w.home] && fit(w) })
	m.named[who.home] = true
	return who, struck
}

func isHead(p *person) bool { return p.relation == "户主" }

func between(youngest, oldest int) func(*person) bool {
	return func(p *person) bool { return p.age >= youngest && p.age <= oldest }
}
