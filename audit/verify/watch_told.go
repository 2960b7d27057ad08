package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"fangpin/procedure"
)

// particulars are an event's, as its column holds them: what the procedure reads of it.
type particulars struct {
	Source  string           `json:"source"`
	Risk    string           `json:"risk"`
	To      string           `json:"to"`
	Result  procedure.Result `json:"result"`
	Kind    string           `json:"kind"`
	Due     string           `json:"due"`
	Waits   bool             `json:"waits"`
	Began   string           `json:"began"`
	Income  *string          `json:"income"`
	Persons int              `json:"persons"`
	Labour  procedure.Labour `json:"labour"`
	Labels  []string         `json:"labels"`
}

var errMembers = errors.New("人数不合理")

// most is more people than any family has; a count of them divides an income.
const most = 1000

// told reads an event for the procedure. Nothing in it may stand for more than it says: a number is as PostgreSQL prints amounts, a day is a day.
func (r *watchEventRow) told() (procedure.Event, error) {
	var d particulars
	if err := strictly(r.Detail, &d); err != nil {
		return procedure.Event{}, err
	}
	e := procedure.Event{On: r.On, Act: procedure.Act(r.Event), Source: d.Source, Risk: d.Risk, To: d.To, Result: d.Result, Kind: d.Kind, Waits: d.Waits}
	if r.On.Year() < 1949 || r.On.Year() > 2199 {
		return e, fmt.Errorf("日期 %s 不合理", r.On)
	}
	for _, day := range []struct {
		text string
		into **date
	}{{d.Due, &e.Due}, {d.Began, &e.Began}} {
		if day.text == "" {
			continue
		}
		on, err := procedure.ParseDay(day.text)
		if err != nil {
			return e, err
		}
		*day.into = &on
	}
	if e.Act != procedure.Visit {
		return e, nil
	}
	e.Risk, e.Visit = "", &procedure.Finding{Persons: d.Persons, Risk: procedure.Risk(d.Risk), Labour: d.Labour, Labels: d.Labels}
	if d.Income == nil {
		return e, nil
	}
	income, err := amountOf(*d.Income)
	if err == nil && (d.Persons < 1 || d.Persons > most) {
		err = errMembers
	}
	e.Visit.Income = &income
	return e, err
}

// strictly reads JSON into what has a place for all of it.
func strictly(text string, into any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
