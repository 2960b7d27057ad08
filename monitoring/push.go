package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Need narrows whom a partner is told of besides what it helps with; a zero field does not narrow.
type Need struct {
	Kind   string
	Labour procedure.Labour // as it is today
	Label  string           // that the household holds today
}

// Pushed is one export as it was recorded (推送).
type Pushed struct {
	ID      int64         `db:"id"`
	Agency  string        `db:"agency"`
	Purpose string        `db:"purpose"`
	On      calendar.Date `db:"on_day"`
	By      string        `db:"by_name"`
	Rows    int           `db:"rows"` // families
}

// Outline is what a partner would be told, before it is.
type Outline struct {
	Partner
	Families int
	Lines    int        // of the list
	Unknown  int        // families left out because nobody established their labour class
	Seen     shown.Rows // which families these are
}

// OutlinePush is what a push would tell, of families under watch today. Nothing is recorded.
func OutlinePush(ctx context.Context, tx *pg.Tx, agency string, need Need) (Outline, error) {
	if !PushStep.May(tx.By.Role) {
		return Outline{}, fault.Forbiddenf("监测对象名单由县经办推送")
	}
	to, err := PartnerOf(agency)
	if err != nil {
		return Outline{}, err
	}
	found, unknown, err := to.toldOf(ctx, tx, need)
	if err != nil {
		return Outline{}, err
	}
	o := Outline{Partner: to, Families: len(found), Unknown: unknown, Seen: shown.Of(toldWatches(found))}
	for _, f := range found {
		o.Lines += to.lines(f)
	}
	return o, nil
}

// Push records that a partner is told of the families under watch who have a need, and for what: those that an outline showed. WritePush writes the
// list.
func Push(ctx context.Context, tx *pg.Tx, agency, purpose string, need Need, seen shown.Rows) (int64, error) {
	if err := PushStep.Permit(tx, "监测对象名单推送"); err != nil {
		return 0, err
	}
	to, err := PartnerOf(agency)
	if err != nil {
		return 0, err
	}
	if purpose, err = words.Line("推送用途", purpose); err != nil {
		return 0, err
	}
	found, _, err := to.toldOf(ctx, tx, need)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, fault.Invalidf("没有符合条件的监测对象，未形成推送名单")
	}
	watches := toldWatches(found)
	if err := seen.Still(watches, "要推送的监测户"); err != nil {
		return 0, err
	}
	return recordPush(ctx, tx, Pushed{Agency: agency, Purpose: purpose, On: calendar.DateOf(tx.Now), Rows: len(watches)}, watches)
}

func recordPush(ctx context.Context, tx *pg.Tx, p Pushed, watches []int64) (int64, error) {
	type head struct {
		ID      int64         `db:"id"`
		Agency  string        `db:"agency"`
		Purpose string        `db:"purpose"`
		On      calendar.Date `db:"on_day"`
		By      int64         `db:"made_by"`
		Rows    int           `db:"rows"`
	}
	type row struct {
		Push  int64 `db:"push"`
		N     int   `db:"n"`
		Watch int64 `db:"watch"`
	}
	id := pg.NewID()
	rows := make([]row, len(watches))
	for i, watch := range watches {
		rows[i] = row{id, i + 1, watch}
	}
	if err := pg.Insert(ctx, tx, "push", []head{{id, p.Agency, p.Purpose, p.On, tx.By.ID, p.Rows}}); err != nil {
		return 0, err
	}
	tx.Cover("push", id)
	tx.Cover("push_row", id)
	return id, pg.Insert(ctx, tx, "push_row", rows)
}

// toldOf are the families under watch today that a partner is to be told of, by village and household number, and how many are left out because
// nobody established their labour class.
func (p Partner) toldOf(ctx context.Context, tx *pg.Tx, need Need) (found []pushedFamily, unknown int, err error) {
	all, err := watchedToday(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range all {
		switch {
		case !need.meets(f):
		case p.helps(f):
			found = append(found, f)
		case f.Labour == "" && p.labour:
			unknown++
		}
	}
	return found, unknown, nil
}

// watchedToday are the families under watch, by village and household number.
func watchedToday(ctx context.Context, tx *pg.Tx) ([]pushedFamily, error) {
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `SELECT id FROM watch WHERE county = $1 AND since IS NOT NULL`, tx.County); err != nil {
		return nil, fmt.Errorf("find families under watch: %w", err)
	}
	return familiesOn(ctx, tx, ids, calendar.DateOf(tx.Now))
}

func (n Need) meets(f pushedFamily) bool {
	return (n.Kind == "" || f.Kind == n.Kind) && (n.Labour == "" || f.Labour == n.Labour) && (n.Label == "" || slices.Contains(f.Labels, n.Label))
}

func toldWatches(found []pushedFamily) []int64 {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.Watch
	}
	return ids
}

// PushReaders are who may read what was told to partners; the lists themselves only who pushes.
var PushReaders = []who.Role{who.Clerk, who.Approver, who.Auditor}

// GetPush is one of them. None is NotFound.
func GetPush(ctx context.Context, tx *pg.Tx, id int64) (Pushed, error) {
	found, _, err := Pushes(ctx, tx, PushFilter{id: id})
	if err != nil {
		return Pushed{}, err
	}
	if len(found) == 0 {
		return Pushed{}, fault.NotFoundf("没有找到这次推送，请从推送清单重新进入")
	}
	return found[0], nil
}

// PushFilter narrows Pushes; a zero field does not narrow.
type PushFilter struct {
	Agency string
	Window pg.Window

	id int64
}

// Pushes lists what was told to partners, the newest first, and how many there are in all. It is the county's.
func Pushes(ctx context.Context, tx *pg.Tx, f PushFilter) (found []Pushed, total int, err error) {
	if !slices.Contains(PushReaders, tx.By.Role) {
		return nil, 0, nil
	}
	const from = ` FROM push p JOIN staff b ON b.county = p.county AND b.id = p.made_by
		WHERE p.county = @county AND (@agency = '' OR p.agency = @agency) AND (@id::bigint = 0 OR p.id = @id)`
	args := pg.Named{"county": tx.County, "agency": f.Agency, "id": f.id}
	err = tx.SelectContext(ctx, &found, `
		SELECT p.id, p.agency, p.purpose, p.on_day, b.name AS by_name, p.rows`+from+f.Window.Clause(nil, "p.id DESC"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("find pushes: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+from, args); err != nil {
		return nil, 0, fmt.Errorf("pushes: %w", err)
	}
	return found, total, nil
}

// PushedFamilies are the watches of a push, by village and household number, and how many they are.
func PushedFamilies(ctx context.Context, tx *pg.Tx, id int64, window pg.Window) ([]Watch, int, error) {
	if _, err := GetPush(ctx, tx, id); err != nil {
		return nil, 0, err
	}
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `SELECT watch FROM push_row WHERE county = $1 AND push = $2`, tx.County, id); err != nil {
		return nil, 0, fmt.Errorf("find the families of a push: %w", err)
	}
	return Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true, Window: window})
}
