package monitoring

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Problem is where a problem that is to be put right comes from.
type Problem string

const (
	OfSweep      Problem = "sweep"
	OfFault      Problem = "fault"
	OfSpotCheck  Problem = "spot_check"
	OfInspection Problem = "inspection"
)

var problems = map[Problem]string{OfSweep: "专项排查", OfFault: "问题清单", OfSpotCheck: "抽查", OfInspection: "巡视、审计、督查"}

// Problems lists the sources, for pages.
func Problems() []Problem { return []Problem{OfSweep, OfFault, OfSpotCheck, OfInspection} }

// Title is the source as people say it.
func (p Problem) Title() string { return problems[p] }

// Rectify is a problem to be put right (整改): what, by whom, until when (S1: 双台账、双责任).
type Rectify struct {
	Source    Problem
	Query     string // which sweep or fault; else empty
	Household int64
	Watch     int64  // 0: the family has none
	Unit      string // 责任单位: 乡镇 or a department
	Person    string // 责任人
	Due       calendar.Date
	Problem   string // what is wrong
}

// RectifyBy is by when what a sweep or a fault of this year found is put right, which S1 names (五.2: 8月31日前…全面整改); nil once that is past, and
// whoever orders it says by when.
func RectifyBy(today calendar.Date) *calendar.Date {
	if due := calendar.On(today.Year(), 8, 31); due >= today {
		return &due
	}
	return nil
}

// rectificationRow is a rectification as its door is told of it.
type rectificationRow struct {
	ID        int64   `json:"id"`
	Source    Problem `json:"source"`
	Query     *string `json:"query"`
	Household int64   `json:"household"`
	Watch     *int64  `json:"watch"`
	Unit      string  `json:"unit"`
	Due       string  `json:"due_on"`
	Person    string  `json:"person"`
	Problem   string  `json:"problem"`
	Salt      string  `json:"salt"`
}

// OpenRectifications orders problems to be put right (下达整改), and answers their ids in the same order.
func OpenRectifications(ctx context.Context, tx *pg.Tx, orders []Rectify) ([]int64, error) {
	if err := RectifyStep.Permit(tx, fmt.Sprintf("下达整改 %d 项", len(orders))); err != nil {
		return nil, err
	}
	return openRectifications(ctx, tx, orders)
}

// openRectifications orders them, whoever permitted it.
func openRectifications(ctx context.Context, tx *pg.Tx, orders []Rectify) ([]int64, error) {
	if len(orders) == 0 {
		return nil, fault.Invalidf("没有要整改的问题，请先选择")
	}
	units, err := agenciesAtWork(ctx, tx)
	if err != nil {
		return nil, err
	}
	units[Township] = true // somebody is at work in each
	today := calendar.DateOf(tx.Now)
	ids, rows, households := pg.NewIDs(len(orders)), make([]rectificationRow, len(orders)), map[int64]bool{}
	for i, o := range orders {
		if err := o.check(units, today); err != nil {
			return nil, err
		}
		rows[i] = rectificationRow{ID: ids[i], Source: o.Source, Query: orNull(o.Query), Household: o.Household, Unit: o.Unit, Due: o.Due.String(), Salt: hex.EncodeToString(secret.Salt())}
		if rows[i].Person, err = words.Line("责任人", o.Person); err != nil {
			return nil, err
		}
		if rows[i].Problem, err = words.Ask("请写明存在的问题", "存在的问题", o.Problem); err != nil {
			return nil, err
		}
		if o.Watch != 0 {
			rows[i].Watch = &o.Watch
		}
		households[o.Household] = true
	}
	if _, err := familiesOf(ctx, tx, slices.Sorted(maps.Keys(households))); err != nil {
		return nil, err
	}
	if err := ownWatches(ctx, tx, orders); err != nil {
		return nil, err
	}
	told, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("tell of rectifications: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `SELECT rectification_open($1, $2, $3, $4)`, tx.County, string(told), today, tx.By.ID); err != nil {
		return nil, fmt.Errorf("open rectifications: %w", err)
	}
	tx.Cover("rectification", ids...)
	return ids, nil
}

// ownWatches refuses a watch of another household than whose problem it is.
func ownWatches(ctx context.Context, tx *pg.Tx, orders []Rectify) error {
	var households, watches []int64
	for _, o := range orders {
		if o.Watch != 0 {
			households, watches = append(households, o.Household), append(watches, o.Watch)
		}
	}
	var others int
	if err := tx.GetContext(ctx, &others, `
		SELECT COUNT(*) FROM unnest($2::bigint[], $3::bigint[]) AS o (household, watch)
		WHERE NOT EXISTS (SELECT FROM watch w WHERE w.county = $1 AND w.id = o.watch AND w.household = o.household)`,
		tx.County, pq.Array(households), pq.Array(watches)); err != nil {
		return fmt.Errorf("look whose watches these are: %w", err)
	}
	if others > 0 {
		return fault.Invalidf("有 %d 项整改的监测事项不是这一户的，请从该户的监测事项重新下达", others)
	}
	return nil
}

func (o Rectify) check(units map[string]bool, today calendar.Date) error {
	switch {
	case o.Source.Title() == "":
		return fault.Invalidf("请选择问题来源")
	case (o.Source == OfSweep || o.Source == OfFault) != (o.Query != ""):
		return fault.Invalidf("专项排查和问题清单中的问题须写明是哪一项，其他来源不写")
	case o.Query != "" && queryOf(o.Query) == nil:
		return fault.Invalidf("没有“%s”这一项排查", o.Query)
	case !units[o.Unit]:
		return fault.Invalidf("“%s”没有在岗的部门报送员，请先建立账号，或交乡镇整改", o.Unit)
	case o.Due < today:
		return fault.Invalidf("整改期限 %s 早于今天，请核对", o.Due.Chinese())
	}
	return nil
}

// PutRight is what was done about a problem (整改办结), with evidence.
type PutRight struct {
	ID       int64
	On       calendar.Date // 0: today
	Words    string
	Evidence [32]byte // SHA-256 of a file in the archive
}

// Rectified records what was done: the first of the two signatures (S1: 双销号), of whoever was to do it.
func Rectified(ctx context.Context, tx *pg.Tx, p PutRight) error {
	if err := RectifiedStep.Permit(tx, "整改办结"); err != nil {
		return err
	}
	text, err := words.Ask("请写明整改情况", "整改情况", p.Words)
	if err != nil {
		return err
	}
	r, err := GetRectification(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	switch {
	case r.State() != ToPutRight:
		return fault.Conflictf("这项整改已经办结，正等待县级销号或已经销号，不能重复办结")
	case !r.MayPutRight(tx.By):
		return fault.Forbiddenf("这项整改由%s负责，须由其办结", r.Unit)
	case p.Evidence == [32]byte{}:
		return fault.Invalidf("请上传整改佐证材料")
	}
	var turn int
	if err := tx.GetContext(ctx, &turn, `SELECT rectification_do($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, p.ID, today(p.On, tx), p.Evidence[:], text, tx.By.ID, secret.Salt()); err != nil {
		return fmt.Errorf("record a rectification: %w", err)
	}
	tx.Cover("rectification_done", p.ID)
	return nil
}

// SignOff closes a rectification that was done (整改销号), or sends it back: another person than who did it.
func SignOff(ctx context.Context, tx *pg.Tx, id int64, passed bool, reason string) error {
	if err := SignOffStep.Permit(tx, "整改销号"); err != nil {
		return err
	}
	var why *string
	if !passed || reason != "" {
		text, err := words.Ask("请写明退回整改的理由", "理由", reason)
		if err != nil {
			return err
		}
		why = &text
	}
	if _, err := GetRectification(ctx, tx, id); err != nil {
		return err
	}
	var turn int
	if err := tx.GetContext(ctx, &turn, `SELECT rectification_sign_off($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, id, calendar.DateOf(tx.Now), passed, why, tx.By.ID, secret.Salt()); err != nil {
		return fmt.Errorf("sign a rectification off: %w", err)
	}
	tx.Cover("rectification_sign", id)
	return nil
}

// today is the day that was told, or today.
func today(on calendar.Date, tx *pg.Tx) calendar.Date {
	if on == 0 {
		return calendar.DateOf(tx.Now)
	}
	return on
}
