package sample

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// person is one inhabitant (人).
type person struct {
	surname, given string
	relation       string // to the head (与户主关系)
	male           bool
	age            int // on 31 December 2023, when the roster closes
	id             string
	phone          string
	home           *household
}

func (p *person) name() string { return p.surname + p.given }

// household is one family (户): the head is its first member.
type household struct {
	place   place
	class   string // the label that decides about insurance; empty for an ordinary family
	listed  bool   // it stands in the roster
	labels  []label
	members []*person
	income  decimal.Decimal // a head and year, yuan; zero until a department reports it
	bank    string
	account string
}

// insured tells whether the household's label is one that the policy insures.
func (h *household) insured() bool { return h.class != ordinary }

// poor tells whether it is of the classes whose bills weigh from 5,000 yuan on (S3: 建档立卡脱贫人口); the others' do from 20,000 on.
func (h *household) poor() bool { return h.class == lifted || h.class == edge }

func (h *household) head() *person { return h.members[0] }

// label is a household's label (户标签) and the day it began.
type label struct {
	name  string
	since time.Time
}

func joinLabels(labels []label, part func(label) string) string {
	parts := make([]string, len(labels))
	for i, l := range labels {
		parts[i] = part(l)
	}
	return strings.Join(parts, "、")
}

// kin is a relative to be invented: who, and how much younger than the head.
type kin struct {
	relation string
	male     bool
	younger  int // years
}

// relatives names size-1 relatives of a head of that age: the young have children and parents, the old grown sons and grandchildren.
func relatives(rng *rand.Rand, age, size int, headMale bool) []kin {
	spouse := kin{"配偶", !headMale, rng.IntN(5) - 2}
	if age >= 58 {
		old := []kin{spouse, {"儿子", true, 24 + rng.IntN(5)}, {"儿媳", false, 25 + rng.IntN(5)}, {"孙女", false, 50 + rng.IntN(4)}, {"孙子", true, 54 + rng.IntN(4)}}
		return old[:size-1]
	}
	first := 21 + rng.IntN(7)
	young := append([]kin{spouse}, children(rng, first, 2)...)
	if age <= 50 {
		young = append(young, kin{"母亲", false, -23 - rng.IntN(5)}, kin{"父亲", true, -24 - rng.IntN(5)})
	} else {
		young = append(young, kin{"孙女", false, 49}, kin{"孙子", true, 52})
	}
	return young[:size-1]
}

// children names n children, the eldest that many years younger than the head.
func children(rng *rand.Rand, first, n int) []kin {
	sons, daughters := []string{"长子", "次子"}, []string{"长女", "次女"}
	out := make([]kin, n)
	for i := range out {
		out[i] = kin{male: rng.IntN(2) == 0, younger: first + 4*i}
		if out[i].male {
			out[i].relation, sons = sons[0], sons[1:]
		} else {
			out[i].relation, daughters = daughters[0], daughters[1:]
		}
	}
	return out
}

// bearsHeadsName tells whether a relative has the head's surname.
func bearsHeadsName(relation string) bool {
	switch relation {
	case "配偶", "儿媳", "母亲":
		return false
	}
	return true
}
