package monitoring

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Engine is what reads procedures and replays watches by them (监测程序推演).
var Engine = pg.Judge{Name: "procedure.engine", Version: procedure.EngineVersion}

// Propose keeps a procedure's file (监测程序) and answers its id. A file with mistakes is fault.Invalid, naming each line.
func Propose(ctx context.Context, tx *pg.Tx, source []byte) (int64, error) {
	if err := ProposeStep.Permit(tx, "提出监测程序"); err != nil {
		return 0, err
	}
	tx.JudgedBy(Engine)
	p, err := parse(tx.County, source)
	if err != nil {
		return 0, err
	}
	if id, err := again(ctx, tx, p.Hash()); id != 0 || err != nil {
		return id, err
	}
	type row struct {
		ID          int64         `db:"id"`
		Hash        string        `db:"hash"`
		Source      string        `db:"source"`
		From        calendar.Date `db:"term_from"`
		To          calendar.Date `db:"term_to"`
		Days        *int          `db:"days"`
		PastHoliday bool          `db:"past_holiday"`
		PastWeekend bool          `db:"past_weekend"`
	}
	id := pg.NewID()
	r := row{ID: id, Hash: p.Hash(), Source: string(source), From: p.Term.From, To: p.Term.To}
	if p.Publicity != nil {
		r.Days, r.PastHoliday, r.PastWeekend = &p.Publicity.Days, p.Publicity.PastHoliday, p.Publicity.PastWeekend
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO procedure (county, id, hash, source, term_from, term_to, enter_steps, clear_steps, days, past_holiday, past_weekend, proposed_by)
		VALUES (@county, @id, @hash, @source, @from, @to, @enter, @clear, @days, @holiday, @weekend, @by)`, pg.Named{
		"county": tx.County, "id": r.ID, "hash": r.Hash, "source": r.Source, "from": r.From, "to": r.To, "enter": pq.Array(stepsOf(p.Enter)),
		"clear": pq.Array(clearing(p)), "days": r.Days, "holiday": r.PastHoliday, "weekend": r.PastWeekend, "by": tx.By.ID})
	if err != nil {
		return 0, fmt.Errorf("insert procedure: %w", err)
	}
	tx.Cover("procedure", id)
	return id, foureyes.Propose(ctx, tx, foureyes.Procedure, []int64{id})
}

// stepsOf are the steps of a list, in order.
func stepsOf(list []procedure.Stage) []string {
	steps := make([]string, len(list))
	for i, s := range list {
		steps[i] = string(s.Step)
	}
	return steps
}

func clearing(p *procedure.Procedure) []string {
	if p.Clear == nil {
		return []string{}
	}
	return stepsOf(p.Clear.Steps)
}

// again proposes a procedure anew that was refused or whose time to be confirmed has run out; 0 for one that was never proposed.
func again(ctx context.Context, tx *pg.Tx, hash string) (int64, error) {
	var known []int64
	if err := tx.SelectContext(ctx, &known, `SELECT id FROM procedure WHERE county = $1 AND hash = $2`, tx.County, hash); err != nil {
		return 0, fmt.Errorf("find procedure: %w", err)
	}
	if len(known) == 0 {
		return 0, nil
	}
	newest, err := foureyes.Newest(ctx, tx, foureyes.Procedure, known)
	if err != nil {
		return 0, err
	}
	if p := newest[known[0]]; p.Open() || p.Confirmed != nil && *p.Confirmed {
		return 0, fault.Conflictf("内容完全相同的监测程序已经提出过，不必重复提出")
	}
	return known[0], foureyes.Propose(ctx, tx, foureyes.Procedure, known)
}

// parse reads a procedure that must be the county's own.
func parse(county string, source []byte) (*procedure.Procedure, error) {
	p, err := read(source)
	if err != nil {
		return nil, fault.Invalidf("监测程序有误，请改正后再提出：\n%s", err.Error())
	}
	if p.County != county {
		return nil, fault.Invalidf("这是代码为 %s 的县（区）的监测程序，本县代码为 %s，请核对 county 一行", p.County, county)
	}
	return p, nil
}

// read reads a procedure, or says what is wrong with it, a line each.
func read(source []byte) (*procedure.Procedure, error) {
	p, mistakes := procedure.Read(source)
	if len(mistakes) == 0 {
		return p, nil
	}
	lines := make([]string, len(mistakes))
	for i, m := range mistakes {
		lines[i] = m.String()
	}
	return nil, errors.New(strings.Join(lines, "\n"))
}

// Adopt puts a procedure in force from a day of its term: another person than the one who proposed it.
func Adopt(ctx context.Context, tx *pg.Tx, id int64, from calendar.Date) error {
	if err := AdoptStep.Permit(tx, "确认监测程序，"+from.String()+"起生效"); err != nil {
		return err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Procedure, []int64{id})
	if err != nil {
		return err
	}
	var decided pq.Int64Array
	if err := tx.GetContext(ctx, &decided, `SELECT procedure_adopt($1, $2, $3, $4, $5)`, tx.County, id, seen[0], from, tx.By.ID); err != nil {
		return fmt.Errorf("adopt procedure %d: %w", id, err)
	}
	tx.Cover("procedure_adoption", id)
	tx.Cover("proposal", decided...)
	return nil
}

// Reject says that a procedure that another person proposed shall not be in force (驳回), and why.
func Reject(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RejectStep.Permit(tx, "驳回监测程序"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Procedure, []int64{id}, reason)
}

// Rule is a procedure as it was adopted, or waits to be.
type Rule struct {
	ID       int64          `db:"id"`
	Source   string         `db:"source"`
	Hash     string         `db:"hash"`
	From     *calendar.Date `db:"from_on"` // in force from this day; nil: not adopted
	Proposer string         `db:"proposer"`
	Adopter  *string        `db:"adopter"`

	*procedure.Procedure
}

// Rules lists every procedure, those in force by the day from which they are, the newest first, before them those that wait.
func Rules(ctx context.Context, tx *pg.Tx) ([]Rule, error) {
	return rulesAmong(ctx, tx, pg.Among[int64]{})
}

func rulesAmong(ctx context.Context, tx *pg.Tx, ids pg.Among[int64]) ([]Rule, error) {
	var rules []Rule
	err := tx.SelectContext(ctx, &rules, `
		SELECT p.id, p.source, p.hash, a.from_on, b.name AS proposer, d.name AS adopter
		FROM procedure p JOIN staff b ON b.county = p.county AND b.id = p.proposed_by
		LEFT JOIN procedure_adoption a ON a.county = p.county AND a.procedure = p.id LEFT JOIN staff d ON d.county = a.county AND d.id = a.confirmed_by
		WHERE p.county = $1 AND ($2::bigint[] IS NULL OR p.id = ANY ($2)) ORDER BY a.from_on DESC NULLS FIRST, p.id DESC`, tx.County, ids)
	if err != nil {
		return nil, fmt.Errorf("find procedures: %w", err)
	}
	for i, r := range rules {
		if rules[i].Procedure, err = read([]byte(r.Source)); err != nil {
			return nil, fmt.Errorf("procedure %d: %w", r.ID, err)
		}
	}
	return rules, nil
}

// GetRule is one procedure. None is NotFound.
func GetRule(ctx context.Context, tx *pg.Tx, id int64) (Rule, error) {
	found, err := rulesAmong(ctx, tx, pg.Only([]int64{id}))
	if err != nil {
		return Rule{}, err
	}
	if len(found) == 0 {
		return Rule{}, fault.NotFoundf("没有找到该监测程序，请刷新后重选")
	}
	return found[0], nil
}

// InForce is the procedure by which a lead of a day begins a watch: the newest that has begun. A day after its term has none, for a line is drawn
// for its year (S0: 每年动态划定); that is Blocked.
func InForce(ctx context.Context, tx *pg.Tx, on calendar.Date) (Rule, error) {
	var id int64
	err := tx.GetContext(ctx, &id, `
		SELECT id FROM (SELECT p.id, p.term_to FROM procedure_adoption a JOIN procedure p ON p.county = a.county AND p.id = a.procedure
		  WHERE a.county = $1 AND a.from_on <= $2 ORDER BY a.from_on DESC LIMIT 1) newest WHERE term_to >= $2`, tx.County, on)
	if errors.Is(err, sql.ErrNoRows) {
		return Rule{}, fault.Blockedf("%s没有生效的监测程序，请县经办提出、另一人确认后再办理", on.Chinese())
	}
	if err != nil {
		return Rule{}, fmt.Errorf("find the procedure in force: %w", err)
	}
	return GetRule(ctx, tx, id)
}

// Calling is the procedure by whose words the county calls its levels and steps: the newest that has begun, over or not; before the first, one that gives
// none.
func Calling(ctx context.Context, tx *pg.Tx) (*procedure.Procedure, error) {
	var id int64
	err := tx.GetContext(ctx, &id, `SELECT procedure FROM procedure_adoption WHERE county = $1 AND from_on <= $2 ORDER BY from_on DESC LIMIT 1`,
		tx.County, calendar.DateOf(tx.Now))
	if errors.Is(err, sql.ErrNoRows) {
		return &procedure.Procedure{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the newest procedure: %w", err)
	}
	rules, err := rulesOf(ctx, tx, map[int64]bool{id: true})
	return rules[id], err
}

// rulesOf reads procedures by their ids.
func rulesOf(ctx context.Context, tx *pg.Tx, ids map[int64]bool) (map[int64]*procedure.Procedure, error) {
	var rows []struct {
		ID     int64  `db:"id"`
		Source string `db:"source"`
	}
	wanted := []int64{}
	for id := range ids {
		wanted = append(wanted, id)
	}
	if err := tx.SelectContext(ctx, &rows, `SELECT id, source FROM procedure WHERE county = $1 AND id = ANY ($2)`, tx.County, pq.Array(wanted)); err != nil {
		return nil, fmt.Errorf("read procedures: %w", err)
	}
	tx.JudgedBy(Engine)
	rules := make(map[int64]*procedure.Procedure, len(rows))
	for _, r := range rows {
		p, err := read([]byte(r.Source))
		if err != nil {
			return nil, fmt.Errorf("procedure %d: %w", r.ID, err)
		}
		rules[r.ID] = p
	}
	return rules, nil
}

// lawsOf are the procedures of watches, by their ids.
func lawsOf(ctx context.Context, tx *pg.Tx, watches map[int64]Watch) (map[int64]*procedure.Procedure, error) {
	ids := map[int64]bool{}
	for _, w := range watches {
		ids[w.Procedure] = true
	}
	return rulesOf(ctx, tx, ids)
}
