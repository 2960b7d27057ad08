package kit

import (
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
)

// News is what others did to the person's sign-in (signin.News): on every page, until they say 知道了, for few begin at the first one.
type News struct {
	Rows []Told
	Upto int64 // the newest of it
}

// Told is one thing that was done.
type Told struct {
	signin.Entry
	Asker string // who asked for it; empty where it took no two
}

// News is nil where there is none, and on what is no page of somebody's: a refusal, the door.
func (f Frame) News() (*News, error) {
	r := f.request
	if !f.Signed || r.Tx == nil {
		return nil, nil
	}
	found, err := r.Auth.News(r.Context(), r.Tx)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	n := &News{Rows: make([]Told, len(found)), Upto: found[len(found)-1].ID}
	for i, e := range found {
		n.Rows[i].Entry = e
		if e.Grant == nil {
			continue
		}
		g, err := grant.Get(r.Context(), r.Tx, *e.Grant)
		if err != nil {
			return nil, err
		}
		n.Rows[i].Asker = g.Hand.Proposer
	}
	return n, nil
}
