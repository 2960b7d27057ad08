package sample

import "slices"

// draw hands out households in random order, each once, and lets the county grow when they run out.
type draw struct {
	p       *population
	waiting []*household
	enter   func(*household) // takes in a household that had to be invented
}

// draw shuffles the listed households of some classes, those with rare names first. More are taken in under the last class.
func (p *population) draw(classes ...string) *draw {
	var rare, others []*household
	for _, h := range p.households {
		switch {
		case !slices.Contains(classes, h.class):
		case h.rare:
			rare = append(rare, h)
		default:
			others = append(others, h)
		}
	}
	p.rng.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	last := classes[len(classes)-1]
	return &draw{p: p, waiting: append(rare, others...), enter: func(h *household) { p.enter(h, last) }}
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

// mix is whom a department reports: some insured, the rest of the countryside, now and then somebody the roster does not know.
type mix struct {
	p         *population
	insured   *draw
	others    *draw
	strangers *draw
	percent   int // of insured people
	drawn     int
}

func (p *population) mix(percent int) *mix {
	return &mix{
		p:         p,
		insured:   p.draw(lifted, edge, lowIncome),
		others:    p.draw(ordinary),
		strangers: &draw{p: p, enter: func(*household) {}},
		percent:   percent,
	}
}

// next draws one person that fit accepts: the third and every fortieth thereafter a stranger, the first insured.
func (m *mix) next(fit func(*person) bool) *person {
	m.drawn++
	switch {
	case m.drawn%40 == 3:
		return m.strangers.next(fit)
	case m.drawn == 1 || m.p.rng.IntN(100) < m.percent:
		return m.insured.next(fit)
	default:
		return m.others.next(fit)
	}
}

func isHead(p *person) bool { return p.relation == "户主" }

func between(youngest, oldest int) func(*person) bool {
	return func(p *person) bool { return p.age >= youngest && p.age <= oldest }
}
