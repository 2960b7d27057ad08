package flow

import "fangpin/internal/calendar"

// Next is what a case waits for, as its room says it: who must do what, and by which day where one is set.
type Next struct {
	Text string
	Due  calendar.Date // 0 where nothing sets a day, or the text names it
	Late bool          // the day is past
}
