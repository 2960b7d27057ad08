package sample

import (
	"math/rand/v2"
	"strings"

	"fangpin/internal/area"
)

// county is 鹤山区, the county of S2.
const county = "410602"

// place is where a household lives: a real village and a natural village (自然村) of our naming, none in a 社区.
type place struct {
	code     string // the village's twelve digits
	township string
	village  string // as people write it: 梨林头村
	hamlet   string
}

// strike draws the villages from which this month's claims come, some of them communities: misfortune is not spread evenly, and one
// notice then stands for several households.
func strike(rng *rand.Rand, places []place, villages, communities int) map[string]bool {
	out := map[string]bool{}
	for _, i := range rng.Perm(len(places)) {
		at, left := places[i], &villages
		if at.hamlet == "" {
			left = &communities
		}
		if *left > 0 && !out[at.code] {
			out[at.code] = true
			*left--
		}
	}
	return out
}

// hamlets are names as natural villages bear them in these hills.
var hamlets = strings.Fields("前沟组 后沟组 东岭组 西岭组 南坡组 北坡组 上庄组 下庄组 河湾组 老庄组 新庄组 石窑组 槐树洼组 寨上组 岭头组 井沿组")

// rural lists the natural villages of the county's towns and townships, two to five to a village; streets have no farmers.
func rural(rng *rand.Rand) []place {
	var out []place
	divisions := area.Published()
	for _, township := range divisions.Townships(county) {
		if strings.HasSuffix(township.Name, "街道") {
			continue
		}
		for _, v := range divisions.Villages(township.Code) {
			at := place{code: v.Code, township: township.Name, village: v.Short()}
			if v.Community() {
				out = append(out, at)
				continue
			}
			for _, i := range rng.Perm(len(hamlets))[:2+rng.IntN(4)] {
				at.hamlet = hamlets[i]
				out = append(out, at)
			}
		}
	}
	return out
}
