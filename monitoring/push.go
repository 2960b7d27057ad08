package monitoring

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/internal/words"
)

// Pushed is one export as it was recorded (推送).
type Pushed struct {
	ID      int64         `db:"id"`
	Agency  string        `db:"agency"`
	Purpose string        `db:"purpose"`
	On      calendar.Date `db:"on_day"`
	By      string        `db:"by_name"`
	Rows    int           `db:"rows"` // families
	Kept    []byte        `db:"whom"` // as it is kept; nil of a push from before it was
	Whom    *Whom         `db:"-"`    // nil: not kept
	Missing int           `db:"missing"`
}

// Partner is who was told, as the list has it: whatever the county's procedures send where by now.
func (p Pushed) Partner() (Partner, error) {
	if p.Whom != nil && p.Whom.Sent != "" {
		return sentPartner(p.Agency, nil), nil
	}
	low := p.Whom != nil && p.Whom.Any != nil
	i := slices.IndexFunc(partners, func(o Partner) bool { return o.Agency == p.Agency && o.low == low })
	if i < 0 {
		return Partner{}, fmt.Errorf("push %d was to %s, of whom nobody says what it is told", p.ID, p.Agency)
	}
	return partners[i], nil
}

// Outline is what a partner would be told, before it is.
type Outline struct {
	Partner
	Families int
	Lines    int        // of the list
	Unknown  int        // families left out because nobody established their labour class
	Missing  int        // families left out because nobody of the age lives there
	Seen     shown.Rows // which families these are
}

// OutlinePush is what a push would tell, of families as they are today. Nothing is recorded.
func OutlinePush(ctx context.Context, tx *pg.Tx, partner string, need Need) (Outline, error) {
	to, err := PartnerOf(ctx, tx, partner)
	if err != nil {
		return Outline{}, err
	}
	if !PushStep.May(tx.By.Role) {
		return Outline{}, fault.Forbiddenf("%s名单由县经办推送", to.Subjects())
	}
	t, err := to.toldOf(ctx, tx, need)
	if err != nil {
		return Outline{}, err
	}
	o := Outline{Partner: to, Families: len(t.found), Unknown: t.unknown, Missing: len(t.missing), Seen: shown.Of(idsOf(t.found))}
	for _, f := range t.found {
		o.Lines += to.lines(f)
	}
	return o, nil
}

// Push records that a partner is told of the families who have a need, and for what: those that an outline showed. WritePush writes the list.
func Push(ctx context.Context, tx *pg.Tx, partner, purpose string, need Need, seen shown.Rows) (int64, error) {
	to, err := PartnerOf(ctx, tx, partner)
	if err != nil {
		return 0, err
	}
	if err := PushStep.Permit(tx, to.Subjects()+"名单推送"); err != nil {
		return 0, err
	}
	if purpose, err = words.Line("推送用途", purpose); err != nil {
		return 0, err
	}
	t, err := to.toldOf(ctx, tx, need)
	if err != nil {
		return 0, err
	}
	if len(t.found) == 0 {
		return 0, fault.Invalidf("没有符合条件的户，未形成推送名单")
	}
	if err := seen.Still(idsOf(t.found), "要推送的户"); err != nil {
		return 0, err
	}
	id, err := recordPush(ctx, tx, to.Agency, purpose, t)
	if err != nil {
		return 0, err
	}
	return id, to.still(ctx, tx, need, t)
}

// still refuses a list of other families than are to be told of when it is sealed: a deed sealed meanwhile may have taken one in, or out.
func (p Partner) still(ctx context.Context, tx *pg.Tx, need Need, t toldFamilies) error {
	if err := deed.Hold(ctx, tx); err != nil {
		return err
	}
	now, err := p.toldOf(ctx, tx, need)
	if err != nil {
		return err
	}
	if !slices.Equal(idsOf(now.found), idsOf(t.found)) || !slices.Equal(idsOf(now.missing), idsOf(t.missing)) {
		return fault.Conflictf("登记的同时要推送的户有了变化，本次没有登记，请重新预览后再推送")
	}
	return nil
}

func recordPush(ctx context.Context, tx *pg.Tx, agency, purpose string, t toldFamilies) (int64, error) {
	type row struct {
		Push      int64  `db:"push"`
		N         int    `db:"n"`
		Watch     *int64 `db:"watch"`
		Household *int64 `db:"household"`
	}
	whom, err := json.Marshal(t.whom)
	if err != nil {
		return 0, fmt.Errorf("whom a list is of: %w", err)
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO push (county, id, agency, purpose, on_day, made_by, rows, whom, missing)
		VALUES (@county, @id, @agency, @purpose, @on, @by, @rows, @whom, @missing)`, pg.Named{
		"county": tx.County, "id": id, "agency": agency, "purpose": purpose, "on": calendar.DateOf(tx.Now), "by": tx.By.ID, "rows": len(t.found),
		"whom": string(whom), "missing": pq.Array(idsOf(t.missing))})
	if err != nil {
		return 0, fmt.Errorf("record a push: %w", err)
	}
	rows := make([]row, len(t.found))
	for i := range t.found {
		rows[i] = row{Push: id, N: i + 1, Watch: &t.found[i].Watch}
		if t.whom.Any != nil {
			rows[i].Watch, rows[i].Household = nil, &t.found[i].Household
		}
	}
	tx.Cover("push", id)
	tx.Cover("push_row", id)
	return id, pg.Insert(ctx, tx, "push_row", rows)
}

// toldFamilies are whom a list is of, by village and household number.
type toldFamilies struct {
	whom    Whom
	found   []pushedFamily
	missing []pushedFamily // who have the need, and nobody of the age lives there
	unknown int            // of whom nobody established the labour class that is asked for
}

// toldOf are the families of today that a partner is to be told of.
func (p Partner) toldOf(ctx context.Context, tx *pg.Tx, need Need) (t toldFamilies, err error) {
	whom, possible, err := p.asks(need)
	if err != nil || !possible {
		return t, err
	}
	t.whom = whom
	all, err := pushable(ctx, tx, whom)
	if err != nil {
		return t, err
	}
	for _, f := range all {
		switch fits := whom.Fits(f.Kind, f.Labour, f.Labels); {
		case fits && f.has(whom.Aged):
			t.found = append(t.found, f)
		case fits:
			t.missing = append(t.missing, f)
		case f.Labour == "" && len(whom.Labour) > 0 && whom.fitsBut(f.Kind, f.Labels) && f.has(whom.Aged):
			t.unknown++
		}
	}
	return t, nil
}

// pushable are the families of whom a list may be: those under watch, with one of the labels, or sent to the partner.
func pushable(ctx context.Context, tx *pg.Tx, whom Whom) ([]pushedFamily, error) {
	on := calendar.DateOf(tx.Now)
	if whom.Any != nil {
		return labelledOn(ctx, tx, whom.Any, pg.Among[int64]{}, on)
	}
	if whom.Sent != "" {
		open, err := Referrals(ctx, tx, ReferralFilter{Open: true})
		if err != nil {
			return nil, err
		}
		return sentFamilies(ctx, tx, only(open, func(r Referral) bool { return SameOffice(r.To, whom.Sent) }), on)
	}
	return watchedToday(ctx, tx)
}

// watchedToday are the families under watch, by village and household number.
func watchedToday(ctx context.Context, tx *pg.Tx) ([]pushedFamily, error) {
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `SELECT id FROM watch WHERE county = $1 AND since IS NOT NULL`, tx.County); err != nil {
		return nil, fmt.Errorf("find families under watch: %w", err)
	}
	return familiesOn(ctx, tx, ids, calendar.DateOf(tx.Now))
}

// id is what a list names the family by: its watch, or the household of one that is on it watched or not.
func (f pushedFamily) id() int64 { return cmp.Or(f.Watch, f.Household) }

func idsOf(found []pushedFamily) []int64 {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.id()
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
	Partner string // its name; one that is no partner's is refused
	Window  pg.Window

	id int64
}

// Pushes lists what was told to partners, the newest first, and how many there are in all. It is the county's.
func Pushes(ctx context.Context, tx *pg.Tx, f PushFilter) (found []Pushed, total int, err error) {
	if !slices.Contains(PushReaders, tx.By.Role) {
		return nil, 0, nil
	}
	const from = ` FROM push p JOIN staff b ON b.county = p.county AND b.id = p.made_by
		WHERE p.county = @county AND (@agencies::text[] IS NULL OR p.agency = ANY (@agencies) AND COALESCE(p.whom ? 'any', false) = @low
		  AND COALESCE(p.whom ? 'sent', false) = @sent) AND (@id::bigint = 0 OR p.id = @id)`
	args := pg.Named{"county": tx.County, "agencies": pg.Among[string]{}, "low": false, "sent": false, "id": f.id}
	if f.Partner != "" {
		to, err := PartnerOf(ctx, tx, f.Partner)
		if err != nil {
			return nil, 0, err
		}
		told, err := toldSent(ctx, tx)
		if err != nil {
			return nil, 0, err
		}
		agencies := []string{to.Agency}
		for agency := range told {
			if to.sent && SameOffice(agency, to.Agency) {
				agencies = append(agencies, agency)
			}
		}
		args["agencies"], args["low"], args["sent"] = pg.Only(agencies), to.low, to.sent
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT p.id, p.agency, p.purpose, p.on_day, b.name AS by_name, p.rows, p.whom, COALESCE(cardinality(p.missing), 0) AS missing`+from+f.Window.Clause(nil, "p.id DESC"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("find pushes: %w", err)
	}
	for i := range found {
		if found[i].Kept == nil {
			continue
		}
		if err := json.Unmarshal(found[i].Kept, &found[i].Whom); err != nil {
			return nil, 0, fmt.Errorf("whom push %d was of: %w", found[i].ID, err)
		}
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+from, args); err != nil {
		return nil, 0, fmt.Errorf("pushes: %w", err)
	}
	return found, total, nil
}

// PushedFamilies are the watches of a push of families under watch, by village and household number, and how many they are.
func PushedFamilies(ctx context.Context, tx *pg.Tx, id int64, window pg.Window) ([]Watch, int, error) {
	if _, err := GetPush(ctx, tx, id); err != nil {
		return nil, 0, err
	}
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `SELECT watch FROM push_row WHERE county = $1 AND push = $2 AND watch IS NOT NULL`, tx.County, id); err != nil {
		return nil, 0, fmt.Errorf("find the families of a push: %w", err)
	}
	return Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true, Window: window})
}

// PushedHousehold is a family of a push of low income.
type PushedHousehold struct {
	ID     int64          `db:"id"`
	No     string         `db:"no"`
	Head   string         `db:"head"`
	In     string         `db:"village"`
	Labels pq.StringArray `db:"labels"` // of low income, today
}

// PushedHouseholds are the families of a push of low income, in its order, and how many they are.
func PushedHouseholds(ctx context.Context, tx *pg.Tx, id int64, window pg.Window) (found []PushedHousehold, total int, err error) {
	if _, err := GetPush(ctx, tx, id); err != nil {
		return nil, 0, err
	}
	const from = ` FROM push_row r JOIN household h ON h.county = r.county AND h.id = r.household JOIN place s ON s.county = h.county AND s.id = h.place
		JOIN place v ON v.county = s.county AND v.id = s.village LEFT JOIN household_head d ON d.county = h.county AND d.household = h.id
		WHERE r.county = @county AND r.push = @push`
	args := pg.Named{"county": tx.County, "push": id, "low": pg.Only(lowIncome)}
	err = tx.SelectContext(ctx, &found, `
		SELECT h.id, h.no, COALESCE(d.name, '') AS head, v.name AS village,
		  ARRAY(SELECT l.label FROM label l WHERE l.county = h.county AND l.household = h.id AND l.label = ANY (@low) AND l.to_on IS NULL ORDER BY 1) AS labels`+
		from+window.Clause(nil, "r.n"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("find the households of a push: %w", err)
	}
	if total, err = window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+from, args); err != nil {
		return nil, 0, fmt.Errorf("the households of a push: %w", err)
	}
	return found, total, nil
}
