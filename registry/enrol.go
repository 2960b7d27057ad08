package registry

import (
	"context"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// RosterReader is what reads rosters (花名册读取).
var RosterReader = pg.Judge{Name: "registry.roster", Version: 1}

// Enrolment is what a roster brought that was not there before.
type Enrolment struct {
	Places     int // villages and natural villages
	Households int
	Persons    int
	Labels     int
	Accounts   int // entered by the acting clerk, to be confirmed by another
}

// Enrol enters a roster's lines, all of them or none: places, households, persons, labels, accounts. Who is registered already,
// or a household number that is, makes it a Conflict that names the lines.
func Enrol(ctx context.Context, tx *pg.Tx, keys *secret.Keys, lines []Line) (Enrolment, error) {
	if err := EnrolStep.Permit(tx, fmt.Sprintf("导入花名册 %d 人", len(lines))); err != nil {
		return Enrolment{}, err
	}
	tx.JudgedBy(RosterReader)
	if len(lines) == 0 {
		return Enrolment{}, fault.Invalidf("花名册中没有人员，无可导入")
	}
	e := entering{keys: keys, lines: lines, tags: make([][]byte, len(lines))}
	for i, l := range lines {
		if today := calendar.DateOf(tx.Now); l.BornOn > today {
			return Enrolment{}, fault.Invalidf("第 %d 行的出生日期 %s 在今天之后，请核对身份证号", l.Line, l.BornOn)
		}
		if err := l.writable(); err != nil {
			return Enrolment{}, fault.Invalidf("第 %d 行：%w", l.Line, err)
		}
		e.tags[i] = keys.Tag(secret.IDNumber, l.IDNumber)
	}
	for _, step := range []func(context.Context, *pg.Tx) error{e.refuseKnown, e.enterPlaces, e.enterHouseholds, e.enterPersons, e.enterLabels, e.enterAccounts} {
		if err := step(ctx, tx); err != nil {
			return Enrolment{}, err
		}
	}
	return e.done, nil
}

// writable refuses a line of which something cannot be kept as it is written.
func (l Line) writable() error {
	for _, t := range []struct {
		title, text string
		optional    bool
		read        func(title, text string) (string, error)
	}{
		{"户编号", l.Household, false, words.Line}, {"与户主关系", l.Relation, false, words.Line}, {"姓名", l.Name, false, words.Printed},
		{"自然村", l.Hamlet, true, words.Line}, {"开户行", l.Bank, true, words.Printed},
	} {
		if t.optional && t.text == "" {
			continue
		}
		if _, err := t.read(t.title, t.text); err != nil {
			return err
		}
	}
	return nil
}

// entering is a roster on its way into the tables.
type entering struct {
	keys  *secret.Keys
	lines []Line
	tags  [][]byte // of the identity numbers, line by line

	places     map[spot]int64
	households map[string]int64 // by number
	persons    []int64          // line by line
	done       Enrolment
}

// spot is where a line's household lives.
type spot struct {
	village int64
	hamlet  string
}

// firsts gives the first line of each household, in order.
func (e *entering) firsts() []Line {
	seen := make(map[string]bool, len(e.lines))
	var firsts []Line
	for _, l := range e.lines {
		if !seen[l.Household] {
			seen[l.Household] = true
			firsts = append(firsts, l)
		}
	}
	return firsts
}

// refuseKnown refuses lines whose person or household is registered.
func (e *entering) refuseKnown(ctx context.Context, tx *pg.Tx) error {
	people, err := PersonsByTag(ctx, tx, e.tags)
	if err != nil {
		return err
	}
	var numbers, taken []string
	for _, l := range e.firsts() {
		numbers = append(numbers, l.Household)
	}
	if err := tx.SelectContext(ctx, &taken, `SELECT no FROM household WHERE county = $1 AND no = ANY ($2)`, tx.County, pq.Array(numbers)); err != nil {
		return fmt.Errorf("find household numbers: %w", err)
	}
	known := make(map[string]bool, len(taken))
	for _, no := range taken {
		known[no] = true
	}
	var lines []string
	for i, l := range e.lines {
		if _, here := people[string(e.tags[i])]; here || known[l.Household] {
			lines = append(lines, fmt.Sprint(l.Line))
		}
	}
	if len(lines) > 0 {
		return fault.Conflictf("花名册中有 %d 行的人或户编号已经登记（第 %s 行），请从文件中删去后再导入", len(lines), some(lines))
	}
	return nil
}

// some joins the first of a list.
func some(list []string) string {
	const most = 10
	if len(list) > most {
		return strings.Join(list[:most], "、") + "……"
	}
	return strings.Join(list, "、")
}

func (e *entering) enterPlaces(ctx context.Context, tx *pg.Tx) error {
	villages, err := enterVillages(ctx, tx)
	if err != nil {
		return err
	}
	known, err := places(ctx, tx, pg.Among[int64]{}) // every one
	if err != nil {
		return err
	}
	e.places = make(map[spot]int64, len(known))
	for id, p := range known {
		if p.Natural() {
			e.places[spot{p.Village, p.Name}] = id
		} else {
			e.places[spot{village: id}] = id
		}
	}
	var hamlets []Place
	for _, l := range e.firsts() {
		at, err := l.spot()
		if err != nil {
			return err
		}
		if _, here := e.places[at]; here {
			continue
		}
		if at.hamlet == "" {
			return fault.Invalidf("第 %d 行的村（社区）%s 不属于本县，请核对", l.Line, l.Village)
		}
		e.places[at] = pg.NewID()
		hamlets = append(hamlets, Place{ID: e.places[at], Village: at.village, Name: at.hamlet})
	}
	e.done.Places = villages + len(hamlets)
	return insertPlaces(ctx, tx, hamlets)
}

func (l Line) spot() (spot, error) {
	id, err := village(l.Village)
	return spot{id, l.Hamlet}, err
}

func (e *entering) enterHouseholds(ctx context.Context, tx *pg.Tx) error {
	type row struct {
		ID    int64  `db:"id"`
		No    string `db:"no"`
		Place int64  `db:"place"`
	}
	firsts := e.firsts()
	ids, rows := pg.NewIDs(len(firsts)), make([]row, len(firsts))
	e.households = make(map[string]int64, len(firsts))
	for i, l := range firsts {
		at, err := l.spot()
		if err != nil {
			return err
		}
		rows[i] = row{ids[i], l.Household, e.places[at]}
		e.households[l.Household] = ids[i]
	}
	if err := pg.Insert(ctx, tx, "household", rows); err != nil {
		return err
	}
	tx.Cover("household", ids...)
	e.done.Households = len(ids)
	return nil
}

func (e *entering) enterPersons(ctx context.Context, tx *pg.Tx) (err error) {
	households := make([]int64, len(e.lines))
	for i, l := range e.lines {
		households[i] = e.households[l.Household]
	}
	e.persons, err = insertPersons(ctx, tx, e.keys, households, e.lines, e.tags)
	e.done.Persons = len(e.lines)
	return err
}

// insertPersons enters a person for each line, in the household and with the tag that stand beside it, and answers their ids.
func insertPersons(ctx context.Context, tx *pg.Tx, keys *secret.Keys, households []int64, lines []Line, tags [][]byte) ([]int64, error) {
	type row struct {
		ID        int64         `db:"id"`
		Household int64         `db:"household"`
		Name      string        `db:"name"`
		Number    []byte        `db:"id_no"` // sealed
		Tag       []byte        `db:"id_tag"`
		Phone     []byte        `db:"phone"` // sealed; nil where none is known
		Relation  RelationCode  `db:"relation"`
		Told      *string       `db:"relation_told"`
		BornOn    calendar.Date `db:"born_on"`
		Salt      []byte        `db:"salt"`
	}
	ids, rows := pg.NewIDs(len(lines)), make([]row, len(lines))
	for i, l := range lines {
		number, err := keys.Seal(l.IDNumber, idContext(tx.County).In(true, ids[i]))
		if err != nil {
			return nil, err
		}
		var phone []byte
		if l.Phone != "" {
			if phone, err = keys.Seal(l.Phone, phoneContext(tx.County).In(true, ids[i])); err != nil {
				return nil, err
			}
		}
		relation, told := RelationOf(l.Relation), (*string)(nil)
		if relation.Told != "" {
			told = &relation.Told
		}
		rows[i] = row{ids[i], households[i], l.Name, number, tags[i], phone, relation.Code, told, l.BornOn, secret.Salt()}
	}
	if err := pg.Insert(ctx, tx, "person", rows); err != nil {
		return nil, err
	}
	tx.Cover("person", ids...)
	return ids, nil
}

func (e *entering) enterLabels(ctx context.Context, tx *pg.Tx) error {
	var labels []Label
	for _, l := range e.firsts() {
		for _, held := range l.Labels {
			labels = append(labels, Label{e.households[l.Household], held.Name, held.From})
		}
	}
	e.done.Labels = len(labels)
	return insertLabels(ctx, tx, labels)
}

func (e *entering) enterAccounts(ctx context.Context, tx *pg.Tx) error {
	var openings []opening
	for i, l := range e.lines {
		if l.Account != "" {
			openings = append(openings, opening{e.persons[i], l.Bank, l.Account})
		}
	}
	e.done.Accounts = len(openings)
	_, err := insertAccounts(ctx, tx, e.keys, openings)
	return err
}
