package monitoring

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Visitors are whose cadres the visits of families are, by their procedures; a visit that is not there is either level's. For lists of many watches: of
// one, its Outlook says it.
type Visitors map[visiting]procedure.Level

// visiting is a visit of a procedure: of its taking in, or of its clearing.
type visiting struct {
	procedure int64
	clearing  bool
}

// VisitorsOf reads whose the visits are by the county's procedures.
func VisitorsOf(ctx context.Context, tx *pg.Tx) (Visitors, error) {
	rules, err := adopted(ctx, tx)
	if err != nil {
		return nil, err
	}
	v := Visitors{}
	for id, rule := range rules {
		v.add(visiting{procedure: id}, rule.Enter)
		if rule.Clear != nil {
			v.add(visiting{id, true}, rule.Clear.Steps)
		}
	}
	return v, nil
}

func (v Visitors) add(of visiting, steps []procedure.Stage) {
	for _, s := range steps {
		if s.Step == procedure.Visit && s.Named {
			v[of] = s.By
		}
	}
}

// May tells whether a cadre may make the visit that a watch waits for.
func (v Visitors) May(by who.Person, w Watch) bool {
	level, named := v[visiting{w.Procedure, w.State == procedure.StateClearing}]
	return VisitStep.May(by.Role) && (!named || level == levelOf(by))
}

// levelOf is the level whose cadre a person is.
func levelOf(by who.Person) procedure.Level {
	if by.Role == who.Village {
		return procedure.Village
	}
	return procedure.Township
}

// others are the procedures by which a visit is not that of a person's level.
func (v Visitors) others(by who.Person, clearing bool) pq.Int64Array {
	ids := pq.Int64Array{}
	for of, level := range v {
		if of.clearing == clearing && level != levelOf(by) {
			ids = append(ids, of.procedure)
		}
	}
	return ids
}

// adopted are the procedures that were ever in force, by id.
func adopted(ctx context.Context, tx *pg.Tx) (map[int64]*procedure.Procedure, error) {
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `SELECT DISTINCT procedure FROM procedure_adoption WHERE county = $1`, tx.County); err != nil {
		return nil, fmt.Errorf("find procedures: %w", err)
	}
	in := make(map[int64]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	return rulesOf(ctx, tx, in)
}
