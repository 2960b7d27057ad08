package verify

var areasCheck = Check{
	Name: "村、乡镇环节由案件所在辖区的人办理",
	Rule: "architecture §4: village and township are narrowed to their own",
	Proves: "every opinion of a village or township on a claim, every posting, its taking down and putting back, and every receipt, evidence and decision of an objection to a payout is by " +
		"somebody in whose part of the county the family lives, or by the deputy of one",
	Not: "that whoever acted went there",
}

// areas finds who acted for a village or township that is not theirs.
func areas(v *view) Result {
	check := Result{Check: areasCheck, Looked: int64(len(v.endorsements) + len(v.sentBack) + len(v.reviews) + len(v.postings) + len(v.changes) + len(v.objections) + len(v.proofs))}
	p := v.reaching()
	for i := range v.endorsements {
		e := &v.endorsements[i]
		check.within("endorsement", e.key, p.outsideClaim(e.first, e.Claim))
	}
	for i := range v.sentBack {
		b := &v.sentBack[i]
		check.within("village_return", b.key, p.outsideClaim(b.first, b.Claim))
	}
	for i := range v.reviews {
		r := &v.reviews[i]
		check.within("review", r.key, p.outsideClaim(r.first, r.Claim))
	}
	for i := range v.postings {
		o := &v.postings[i]
		if at := v.place[o.Place]; at != nil {
			check.within("posting", o.key, p.outsideVillage(o.first, at.Village))
		}
	}
	for i := range v.changes {
		x := &v.changes[i]
		if o := v.posting[x.Posting]; o != nil && v.place[o.Place] != nil {
			check.within("posting_change", x.key, p.outsideVillage(x.first, v.place[o.Place].Village))
		}
	}
	claims := map[int64]int64{} // that payouts' objections are about
	for i := range v.objections {
		o := &v.objections[i]
		of := v.payout[o.Payout]
		if of == nil {
			continue // of a watch: its events say who
		}
		claims[o.ID] = of.Claim
		for _, a := range v.history("objection", o.key) {
			check.within("objection", o.key, p.outsideClaim(a.leaf, of.Claim))
		}
	}
	for i := range v.proofs {
		f := &v.proofs[i]
		check.within("objection_file", f.key, p.outsideClaim(f.first, claims[f.Objection]))
	}
	return check
}

// within names what is wrong, if anything is.
func (c *Result) within(table, key, wrong string) {
	if wrong != "" {
		c.find(table, key, "%s", wrong)
	}
}

// outsideClaim is outside for the household of a claim.
func (p reach) outsideClaim(leaf, claim int64) string {
	if k := p.claim[claim]; k != nil {
		return p.outside(leaf, k.Household)
	}
	return "" // named elsewhere
}
