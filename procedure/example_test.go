package procedure_test

import (
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/procedure"
	"fangpin/templates"
)

// A room keeps dated rows of a family, makes events of them, replays them, and asks what stands and whether a new event is possible.
func Example() {
	src, err := templates.Procedures.ReadFile("procedures/county-rule.yaml")
	if err != nil {
		panic(err)
	}
	p, _ := procedure.Read(src)
	rows := []procedure.Event{
		{On: calendar.On(2020, 5, 6), Act: procedure.Lead, Source: "医保局", Risk: "因病"},
		{On: calendar.On(2020, 5, 9), Act: procedure.HandOver},
		{On: calendar.On(2020, 5, 11), Act: procedure.Visit, Visit: &procedure.Finding{Risk: procedure.AtRisk}},
	}
	family, _, err := procedure.Replay(p, rows)
	if err != nil {
		panic(err)
	}
	today := calendar.On(2020, 5, 12)
	s := family.Stand(p, today)
	stage, _ := family.Stage(p)
	fmt.Println(s.State.Title(), s.Next.Title(), s.Due, p.Title(stage.By))
	fmt.Println(family.Possible(p, procedure.Event{On: today, Act: procedure.Approve, Result: procedure.Pass}))
	// Output:
	// 认定中 村级评议 2020-06-05 村
	// 下一步是“村级评议”，不能“审定”
}
