package flow

import "fangpin/internal/calendar"

// Task is what waits for a person before a step: how many cases, and until when.
type Task struct {
	Verb  string         `db:"verb"`  // the step, as a room's law names it
	For   string         `db:"-"`     // what it is taken for, where a step waits for two things; empty: what it is for first of all
	Count int            `db:"count"` // how many cases wait
	Due   *calendar.Date `db:"due"`   // of the first of them; nil where nothing sets a day
	Late  int            `db:"late"`  // how many are past their day
}
