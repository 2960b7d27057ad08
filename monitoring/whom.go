package monitoring

import (
	"slices"
	"strings"

	"fangpin/internal/fault"
	"fangpin/procedure"
)

// Need narrows whom a partner is told of besides what it helps with; a zero field does not narrow.
type Need struct {
	Kind   string
	Labour procedure.Labour // as it is today
	Label  string           // that the household holds today
}

// Whom says of which families a list is: what the partner helps with and what the clerk narrowed it by. It is kept with the list, so that who was
// left out can be derived again whatever the program says of partners by then.
type Whom struct {
	Any    []string           `json:"any,omitempty"`    // families with one of these labels, watched or not; none: families under watch
	Sent   string             `json:"sent,omitempty"`   // families sent to this office that it has not answered, watched or not
	Kind   string             `json:"kind,omitempty"`   // of the watch
	Labour []procedure.Labour `json:"labour,omitempty"` // one of these; none: any, or that nobody established
	Labels []string           `json:"labels,omitempty"` // each of these
	Aged   string             `json:"aged,omitempty"`   // child, adult: only where somebody of that age lives; empty: where anybody does
}

// Ages of whom a list can be.
const (
	agedChild = "child" // under eighteen
	agedAdult = "adult" // sixteen and more
)

// Fits tells whether a family is of the list, as it is on the day of the push; whether somebody of the age lives there is another question.
func (w Whom) Fits(kind string, labour procedure.Labour, labels []string) bool {
	return w.fitsBut(kind, labels) && (len(w.Labour) == 0 || slices.Contains(w.Labour, labour))
}

// fitsBut is Fits, but for the labour class.
func (w Whom) fitsBut(kind string, labels []string) bool {
	held := func(label string) bool { return slices.Contains(labels, label) }
	return (w.Any == nil || slices.ContainsFunc(w.Any, held)) && (w.Kind == "" || w.Kind == kind) &&
		!slices.ContainsFunc(w.Labels, func(label string) bool { return !held(label) })
}

// asks is of which families a partner is told who have a need; false where nobody can be both.
func (p Partner) asks(need Need) (w Whom, possible bool, err error) {
	if p.low {
		if need.Kind != "" || need.Labour != "" {
			return w, false, fault.Invalidf("低收入人口名单不论是否监测，不按监测对象类别、劳动力类别筛选，请改选“全部”")
		}
		w.Any = slices.Clone(lowIncome)
	}
	if p.sent {
		w.Sent = p.Agency
	}
	w.Kind, possible = need.Kind, true
	for _, label := range []string{p.label, need.Label} {
		if label != "" && !slices.Contains(w.Labels, label) {
			w.Labels = append(w.Labels, label)
		}
	}
	if p.labour {
		w.Labour = []procedure.Labour{procedure.WeakLabour, procedure.AbleLabour}
	}
	if need.Labour != "" {
		possible = !p.labour || slices.Contains(w.Labour, need.Labour)
		w.Labour = []procedure.Labour{need.Labour}
	}
	switch {
	case p.young:
		w.Aged = agedChild
	case p.adults:
		w.Aged = agedAdult
	}
	return w, possible, nil
}

// Said is what the list was narrowed by, as people say it; none: by nothing that the partner's own list does not say.
func (w Whom) Said() (said []string) {
	if w.Kind != "" {
		said = append(said, "监测对象类别："+w.Kind)
	}
	if len(w.Labour) > 0 {
		titles := make([]string, len(w.Labour))
		for i, class := range w.Labour {
			titles[i] = class.Title()
		}
		said = append(said, "劳动力："+strings.Join(titles, "、"))
	}
	if w.Sent != "" {
		said = append(said, "转"+w.Sent+"、尚未答复")
	}
	if len(w.Any) > 0 {
		said = append(said, "有户标签之一："+strings.Join(w.Any, "、"))
	}
	if len(w.Labels) > 0 {
		said = append(said, "有户标签："+strings.Join(w.Labels, "、"))
	}
	switch w.Aged {
	case agedChild:
		said = append(said, "有未满18周岁的成员")
	case agedAdult:
		said = append(said, "有年满16周岁的成员")
	}
	return said
}
