package verify

import (
	"cmp"
	"slices"

	"fangpin/claims"
	"fangpin/internal/pg"
	"fangpin/internal/picture"
	"fangpin/publicity"
)

var likenessCheck = Check{
	Name: "相同或相似的照片、佐证材料，均写明了原因",
	Rule: "S2: 张贴拍照, 现场查勘; decision 0046",
	Proves: "each file of evidence that another claim had brought before, and each photo of a posting that another posting had, the same to the byte or alike by the prints " +
		"that are sealed, has a reason that was given with it; nothing else has one",
	Not:    "that a reason is true; that a print is of its photo, but where the archive is read too (原件重新读取); of what was cut or taken anew, that it is alike",
	Shares: "internal/picture (when two prints are alike)",
}

// brought is a photo or a file that came with a deed. Those of one group are not compared.
type brought struct {
	id, group, first int64
	key, file        string
	print            picture.Print
}

// alike are two of which the later came second, by id.
type alike struct{ id, other int64 }

// likeness compares what was brought with what was there before, and holds the reasons to it. What came before anybody was asked is compared with, and not asked.
func likeness(v *view) Result {
	check := Result{Check: likenessCheck}
	var proofs, photos []brought
	for i := range v.evidence {
		e := &v.evidence[i]
		proofs = append(proofs, brought{e.ID, e.Claim, e.first, e.key, e.File, printOf(e.Print)})
	}
	for i := range v.postings {
		p := &v.postings[i]
		photos = append(photos, brought{p.ID, p.ID, p.first, p.key, p.Photo, printOf(p.Print)})
	}
	said := map[alike]record{}
	for _, l := range v.alikeProofs {
		said[alike{l.Evidence, l.Other}] = l.record
	}
	check.compare(v, claims.Likening, "evidence", proofs, said)
	said = map[alike]record{}
	for _, l := range v.alikePhotos {
		said[alike{l.Posting, l.Other}] = l.record
	}
	check.compare(v, publicity.Likening, "posting", photos, said)
	return check
}

func printOf(stored null[string]) (p picture.Print) {
	if stored.Valid {
		_ = p.Scan(stored.V) // what is none is like nothing; a print that is not its photo's is named where the archive is read
	}
	return p
}

// compare goes through all of a table in the order in which they came.
func (c *Result) compare(v *view, by pg.Judge, table string, all []brought, said map[alike]record) {
	slices.SortFunc(all, func(a, b brought) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.id, b.id)) })
	files := map[string][]brought{}
	var printed []brought
	for _, b := range all {
		version, ok := v.judge(b.first, by)
		if ok && version >= 2 {
			c.Looked++
			for _, o := range b.like(files[b.file], printed) {
				pair := alike{b.id, o.id}
				if r, ok := said[pair]; !ok || r.first != b.first {
					c.find(table, b.key, "与此前的 %d 相同或相似，没有同时写明原因", o.id)
				}
				delete(said, pair)
			}
		}
		files[b.file] = append(files[b.file], b)
		if b.print != (picture.Print{}) {
			printed = append(printed, b)
		}
	}
	for pair, r := range sorted(said, func(a, b alike) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.other, b.other)) }) {
		c.find(table+"_likeness", r.key, "%d 与 %d 并不相同或相似，或不是在后的一份", pair.id, pair.other)
	}
}

// like are those before it that are the same or alike.
func (b brought) like(same, printed []brought) (out []brought) {
	for _, o := range same {
		if o.group != b.group {
			out = append(out, o)
		}
	}
	if b.print == (picture.Print{}) {
		return out
	}
	for _, o := range printed {
		if o.group != b.group && o.file != b.file && b.print.Alike(o.print) {
			out = append(out, o)
		}
	}
	return out
}
