package sample

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// The insured groups as S2 counts them: 3,205 people of lifted households, 41 of those on the edge. The low-income group is a quota
// of 321 heads: more people than that carry the label, and their number only grows with the rows asked for.
const (
	lifted    = "脱贫户"
	edge      = "边缘易致贫户"
	lowIncome = "低收入户"
	ordinary  = "" // 其他农户: in the roster, insured by no group

	liftedPeople    = 3205
	edgePeople      = 41
	lowIncomePeople = 640
	ordinaryPeople  = 1500
)

// population is the people of the county, and the generator that everything random is drawn from.
type population struct {
	rng        *rand.Rand
	places     []place
	struck     map[string]bool // the villages that this month's claims come from, by code
	rare       []*household    // whose heads are rareHeads
	lists      int             // how many departments drew their people
	households []*household
	identities map[string]bool
	reported   map[*person]string // the kind of table that named somebody last
	phones     int
	accounts   int
}

// settle fills the county as it stands before any department reports.
func settle(seed uint64) *population {
	p := &population{rng: rand.New(rand.NewPCG(seed, 410602)), identities: map[string]bool{}, reported: map[*person]string{}}
	p.places = rural(p.rng)
	p.struck = strike(p.rng, p.places, 11, 3)
	left := liftedPeople
	for _, r := range rareHeads {
		h := p.household(lifted, r.size)
		h.head().surname, h.head().given = r.surname, r.given
		h.takeName()
		p.rare = append(p.rare, h)
		left -= r.size
	}
	p.fill(lifted, left)
	p.fill(edge, edgePeople)
	p.fill(lowIncome, lowIncomePeople)
	p.fill(ordinary, ordinaryPeople)
	return p
}

// fill adds households of a class until they hold exactly that many people.
func (p *population) fill(class string, people int) {
	for people > 0 {
		people -= len(p.household(class, min(people, p.size())).members)
	}
}

// size draws a household's number of members.
func (p *population) size() int {
	return []int{1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 6}[p.rng.IntN(17)]
}

// household adds a household to the roster.
func (p *population) household(class string, size int) *household {
	h := p.family(size)
	p.enter(h, class)
	return h
}

// enter puts a household into the roster under a class; who is insured has an account.
func (p *population) enter(h *household, class string) {
	h.class, h.listed, h.labels = class, true, p.labels(class)
	if class != ordinary {
		p.accounts++
		h.bank = p.oneOf("农商银行鹤山支行 邮储银行鹤山支行 农业银行鹤山支行")
		h.account = account(p.accounts)
	}
	p.households = append(p.households, h)
}

// family invents the people of a household and where they live.
func (p *population) family(size int) *household {
	h := &household{place: p.places[p.rng.IntN(len(p.places))]}
	age, male := 30+p.rng.IntN(45), p.rng.IntN(7) > 0
	if size == 1 {
		age += 10
	}
	h.members = append(h.members, p.person(h, kin{"户主", male, 0}, age))
	if size > 1 {
		for _, k := range relatives(p.rng, age, size, male) {
			h.members = append(h.members, p.person(h, k, max(age-k.younger, 0)))
		}
	}
	h.takeName()
	return h
}

// takeName gives the head's surname to those who bear it.
func (h *household) takeName() {
	for _, m := range h.members[1:] {
		if bearsHeadsName(m.relation) {
			m.surname = h.head().surname
		}
	}
}

func (p *population) person(h *household, k kin, age int) *person {
	out := &person{surname: surname(p.rng), given: given(p.rng, k.male, age), relation: k.relation, male: k.male, age: age, home: h}
	out.id = p.identity(k.male, age)
	if age >= 16 {
		p.phones++
		out.phone = phone(p.phones)
	}
	return out
}

// identity draws a number that nobody has yet for someone of that age on 31 December 2023.
func (p *population) identity(male bool, age int) string {
	for {
		birth := time.Date(2023-age, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -p.rng.IntN(365))
		serial := 2 * (1 + p.rng.IntN(499))
		if male {
			serial--
		}
		if id := identity(birth, serial); !p.identities[id] {
			p.identities[id] = true
			return id
		}
	}
}

// labels dates the labels of a class, all begun before the roster closed; some lifted households are unstable as well, some of each are disabled or on 低保.
func (p *population) labels(class string) []label {
	if class == ordinary {
		return nil
	}
	first := map[string]int{lifted: 2016, edge: 2020, lowIncome: 2021}[class]
	out := []label{{class, p.monthEnd(first, 2)}}
	if class == lifted && p.rng.IntN(25) == 0 {
		out = append(out, label{"脱贫不稳定户", p.monthEnd(2021, 2)})
	}
	if n := p.rng.IntN(20); n < 2 {
		out = append(out, label{[]string{"低保户", "残疾人户"}[n], p.monthEnd(2021, 2)})
	}
	return out
}

// monthEnd draws the last day of a month within that many years from 1 January of the first.
func (p *population) monthEnd(first, years int) time.Time {
	return time.Date(first, time.Month(2+p.rng.IntN(12*years)), 0, 0, 0, 0, 0, time.UTC)
}

// byPlace orders households by village and natural village, as a county files them.
func byPlace(a, b *household) int {
	return cmp.Or(cmp.Compare(a.place.code, b.place.code), cmp.Compare(a.place.hamlet, b.place.hamlet))
}

// numbers gives each listed household its number (户编号): the village's code and a serial within it.
func numbers(households []*household) []string {
	out, serial := make([]string, len(households)), map[string]int{}
	for i, h := range households {
		serial[h.place.code]++
		out[i] = fmt.Sprintf("%s%04d", h.place.code, serial[h.place.code])
	}
	return out
}

// inOrder is the listed households as the roster has them.
func (p *population) inOrder() []*household {
	return slices.SortedStableFunc(slices.Values(p.households), byPlace)
}
