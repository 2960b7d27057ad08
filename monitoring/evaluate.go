package monitoring

import (
	"context"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Application is a family's own (农户申请及承诺授权): the signed form as a photo.
type Application struct {
	Watch int64
	On    calendar.Date // when it was signed; 0: today
	Form  []Attachment
}

// Apply records applications (S1: 农户申请及承诺授权).
func Apply(ctx context.Context, tx *pg.Tx, applications []Application) error {
	if err := ApplyStep.Permit(tx, fmt.Sprintf("申请及承诺授权 %d 户", len(applications))); err != nil {
		return err
	}
	acts := make([]act, len(applications))
	for i, a := range applications {
		if len(a.Form) == 0 {
			return fault.Invalidf("请上传农户签字的申请及承诺授权书照片")
		}
		acts[i] = act{watch: a.Watch, Event: procedure.Event{On: a.On}}
	}
	before, err := record(ctx, tx, ApplyStep, procedure.Apply, acts)
	if err != nil {
		return err
	}
	forms := make([]under, len(applications))
	for i, a := range applications {
		forms[i] = under{a.Watch, before[a.Watch].Events + 1, a.Form}
	}
	return attach(ctx, tx, forms)
}

// Evaluation is what a village's meeting said of one family (村级评议).
type Evaluation struct {
	Watch            int64
	On               calendar.Date // the day of the meeting; 0: today
	Yes, No, Abstain int           // votes
	Passed           bool
	Present          string // who was there, by name, joined by 、
	Confirmed        bool   // whoever records it looked again at what is odd about the votes, and stands by it
	Opinion          string
	Minutes          [sha256.Size]byte // the minutes' photo, which lies in the archive
}

// Odd is what may be so about a meeting's votes, and is a slip of the pen until somebody looked again: a closed list.
type Odd string

const (
	FewVotes Odd = "few_votes" // fewer than were there
	Minority Odd = "minority"  // so few that what passed has not more than half of those who were there
)

// Title is what is odd, as people say it.
func (o Odd) Title() string {
	return map[Odd]string{FewVotes: "表决票数少于到会人数", Minority: "同意票未超过到会人数的半数而记为通过"}[o]
}

var betweenNames = regexp.MustCompile(`[、，,；;\n]+`)

// There counts who was there, by name.
func (e Evaluation) There() int { return named(e.Present) }

// named counts the names of a text.
func named(present string) (n int) {
	for _, name := range betweenNames.Split(present, -1) {
		if strings.TrimSpace(name) != "" {
			n++
		}
	}
	return n
}

// twice is a name that stands more than once among a text's names; empty: none. Who votes is a person, and counts once.
func twice(present string) string {
	seen := map[string]bool{}
	for _, name := range betweenNames.Split(present, -1) {
		name = strings.Join(strings.Fields(name), "")
		if name != "" && seen[name] {
			return name
		}
		seen[name] = true
	}
	return ""
}

// Odd is what is odd about the votes beside the names; empty: nothing.
func (e Evaluation) Odd() Odd {
	switch there := e.There(); {
	case e.Passed && e.Yes*2 <= there:
		return Minority
	case e.Yes+e.No+e.Abstain < there:
		return FewVotes
	}
	return ""
}

// Evaluate records what the village's meeting said of families. A majority of the votes passes; what the votes say, the result cannot contradict.
func Evaluate(ctx context.Context, tx *pg.Tx, evaluations []Evaluation) error {
	if err := EvaluateStep.Permit(tx, fmt.Sprintf("村级评议 %d 户", len(evaluations))); err != nil {
		return err
	}
	acts := make([]act, len(evaluations))
	for i, e := range evaluations {
		e, err := e.fit(calendar.DateOf(tx.Now))
		if err != nil {
			return err
		}
		evaluations[i] = e
		result := procedure.Refuse
		if e.Passed {
			result = procedure.Pass
		}
		acts[i] = act{watch: e.Watch, words: e.Opinion, Event: procedure.Event{On: e.On, Result: result}}
	}
	before, err := record(ctx, tx, EvaluateStep, procedure.Evaluate, acts)
	if err != nil {
		return err
	}
	return keepEvaluations(ctx, tx, before, evaluations)
}

// fit is the evaluation as it is kept, or what is wrong with it.
func (e Evaluation) fit(today calendar.Date) (Evaluation, error) {
	if e.On == 0 {
		e.On = today
	}
	var err error
	if e.Present, err = words.Ask("请填写参加评议的人员姓名", "参加评议的人员", e.Present); err != nil {
		return e, err
	}
	if e.Opinion, err = words.Ask("请填写评议意见", "评议意见", e.Opinion); err != nil {
		return e, err
	}
	if name := twice(e.Present); name != "" {
		return e, fault.Invalidf("参加评议的人员中“%s”写了不止一次，一人只算一次；确有同名的，请写明区分，如“%s（西组）”", name, name)
	}
	switch votes := e.Yes + e.No + e.Abstain; {
	case min(e.Yes, e.No, e.Abstain) < 0 || votes > 1000:
		return e, fault.Invalidf("票数有误，应为 0 到 1000 的整数，请核对")
	case votes == 0:
		return e, fault.Invalidf("请填写评议的票数")
	case e.Passed && e.Yes*2 <= votes:
		return e, fault.Invalidf("同意 %d 票，未超过表决 %d 票的半数，不能记为评议通过", e.Yes, votes)
	case !e.Passed && e.Yes*2 > votes:
		return e, fault.Invalidf("同意 %d 票，已超过表决 %d 票的半数，不能记为评议不通过", e.Yes, votes)
	case votes > e.There():
		return e, fault.Invalidf("参加评议的写了 %d 人，却有 %d 票，请逐一写明姓名，用顿号隔开", e.There(), votes)
	case e.Minutes == [sha256.Size]byte{}:
		return e, fault.Invalidf("请上传评议记录的照片")
	}
	if odd := e.Odd(); odd != "" && !e.Confirmed {
		return e, fault.Invalidf("%s（到会 %d 人），请核对；确实如此的，勾选“已核对”再提交", odd.Title(), e.There())
	}
	return e, nil
}

func keepEvaluations(ctx context.Context, tx *pg.Tx, before map[int64]Watch, evaluations []Evaluation) error {
	type row struct {
		Watch   int64             `db:"watch"`
		N       int               `db:"n"`
		On      calendar.Date     `db:"held_on"`
		Yes     int               `db:"yes"`
		No      int               `db:"no"`
		Abstain int               `db:"abstain"`
		Present string            `db:"present"`
		Minutes [sha256.Size]byte `db:"minutes"`
		Odd     *string           `db:"odd"`
		Salt    []byte            `db:"salt"`
	}
	rows := make([]row, len(evaluations))
	for i, e := range evaluations {
		rows[i] = row{e.Watch, before[e.Watch].Events + 1, e.On, e.Yes, e.No, e.Abstain, e.Present, e.Minutes, orNull(string(e.Odd())), secret.Salt()}
		tx.Cover("evaluation", e.Watch)
	}
	return pg.Insert(ctx, tx, "evaluation", rows)
}
