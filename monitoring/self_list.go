package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// SelfDays is within how many calendar days an application is decided: our own decision (domain §3).
const SelfDays = 2

// SelfReaders are who may read applications, each those of their own part of the county.
var SelfReaders = []who.Role{who.Clerk, who.Township, who.Village, who.Auditor}

// SelfFilter narrows a list of applications; a zero field does not narrow.
type SelfFilter struct {
	IDs     pg.Among[int64]
	Decided bool // those that were decided as well
	Late    bool // only those whose day is past
	Receipt string
	Window  pg.Window
}

// SelfTold is an application as its village, its township and the county see it.
type SelfTold struct {
	ID       int64         `db:"id"`
	Receipt  string        `db:"receipt"`
	Village  string        `db:"village_name"`
	Name     string        `db:"name"`
	IDNo     []byte        `db:"id_no"`
	Tag      []byte        `db:"id_tag"`
	Phone    []byte        `db:"phone"`
	Bound    bool          `db:"bound"` // whether both are bound to this row
	Code     string        `db:"cause"`
	Words    string        `db:"words"`
	On       calendar.Date `db:"told_on"`
	Due      calendar.Date `db:"due"`
	More     []Sending     `db:"-"`       // what was sent once more while it was open
	Passed   *string       `db:"passed"`  // why the village passed it on; nil: it did not
	Decided  *string       `db:"decided"` // admit or decline; nil: open
	Reason   *string       `db:"reason"`
	By       *string       `db:"by_name"`
	Watch    *int64        `db:"watch"`
	Masked   string        `db:"-"` // number and phone, masked
	MaskedID string        `db:"-"`
	Home     int64         `db:"-"` // the applicant's household, where the registry has it in the reader's part of the county; else 0
}

// Cause is what the family says it is at risk from.
func (a SelfTold) Cause() string { return causeTitle(a.Code) }

func causeTitle(code string) string {
	i := slices.IndexFunc(Causes, func(c Cause) bool { return c.Code == code })
	if i < 0 {
		return code
	}
	return Causes[i].Title
}

// Stands is how far it has come, in words.
func (a SelfTold) Stands() string {
	switch {
	case a.Decided != nil && *a.Decided == "admit":
		return "已受理"
	case a.Decided != nil:
		return "不受理"
	case a.Passed != nil:
		return "待乡镇核实"
	}
	return "待村里受理"
}

// Late tells whether the day by which it is to be decided is past.
func (a SelfTold) Late(today calendar.Date) bool { return a.Decided == nil && a.Due < today }

// fromSelf are the applications of a part of the county, each with its decision and with what it was passed on for. The two days run anew from then.
const fromSelf = `
	FROM (SELECT a.*, p.reason AS passed, d.did AS decided, d.reason, d.watch, d.by_staff, COALESCE(p.on_day, a.told_on) + @days::int AS due
	  FROM self_application a
	  LEFT JOIN self_application_step p ON p.county = a.county AND p.application = a.id AND p.did = 'pass_on'
	  LEFT JOIN self_application_step d ON d.county = a.county AND d.application = a.id AND d.did IN ('admit', 'decline')
	  WHERE a.county = @county AND a.same_as IS NULL AND a.village BETWEEN @first AND @last) a
	WHERE (@ids::bigint[] IS NULL OR a.id = ANY (@ids)) AND (@decided OR a.decided IS NULL) AND (NOT @late OR a.decided IS NULL AND a.due < @today)
	  AND (@receipt = '' OR a.receipt = @receipt OR EXISTS (SELECT FROM self_application s WHERE s.county = a.county AND s.same_as = a.id AND s.receipt = @receipt))`

func (f SelfFilter) args(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	if !slices.Contains(SelfReaders, tx.By.Role) {
		first, last = 0, 0 // nothing lies there
	}
	return pg.Named{"county": tx.County, "first": first, "last": last, "days": SelfDays, "ids": f.IDs, "decided": f.Decided, "late": f.Late,
		"receipt": f.Receipt, "today": calendar.DateOf(tx.Now)}
}

// SelfApplications lists the applications of the person's part of the county, the oldest first.
func SelfApplications(ctx context.Context, tx *pg.Tx, keys *secret.Keys, f SelfFilter) (found []SelfTold, total int, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT a.id, a.receipt, a.name, a.id_no, a.id_tag, a.phone, COALESCE(a.bound, false) AS bound, a.cause, a.words, a.told_on, a.due, a.passed, a.decided, a.reason, a.watch,
		  (SELECT v.name FROM division v WHERE v.code = LPAD(a.village::text, 12, '0')) AS village_name,
		  (SELECT b.name FROM staff b WHERE b.county = a.county AND b.id = a.by_staff) AS by_name`+
		fromSelf+f.Window.Clause(nil, "a.told_on, a.id"), f.args(tx))
	if err != nil {
		return nil, 0, fmt.Errorf("find applications: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+fromSelf, f.args(tx)); err != nil {
		return nil, 0, fmt.Errorf("applications: %w", err)
	}
	if err := withMore(ctx, tx, found); err != nil {
		return nil, 0, err
	}
	homes, err := homesOfApplicants(ctx, tx, found)
	if err != nil {
		return nil, 0, err
	}
	for i, a := range found {
		number, phone, err := a.open(keys, tx.County)
		if err != nil {
			return nil, 0, err
		}
		found[i].MaskedID, found[i].Masked = secret.Mask(secret.IDNumber, number), secret.Mask(secret.Phone, phone)
		found[i].Home = homes[string(a.Tag)]
	}
	return found, total, nil
}

// open opens what was sealed of an application; nothing of one that was forgotten.
func (a SelfTold) open(keys *secret.Keys, county string) (number, phone string, err error) {
	if len(a.IDNo) == 0 {
		return "", "", nil
	}
	if number, err = keys.Open(a.IDNo, selfNumber(county).In(a.Bound, a.ID)); err != nil {
		return "", "", err
	}
	phone, err = keys.Open(a.Phone, selfPhone(county).In(a.Bound, a.ID))
	return number, phone, err
}

// homesOfApplicants are the households of applicants whom the registry has in the person's part of the county, by the tag of their number.
func homesOfApplicants(ctx context.Context, tx *pg.Tx, of []SelfTold) (map[string]int64, error) {
	var tags [][]byte
	for _, a := range of {
		tags = append(tags, a.Tag)
	}
	people, err := registry.PersonsByTag(ctx, tx, tags)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, p := range people {
		ids = append(ids, p.Household)
	}
	known, err := registry.Households(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	homes := map[string]int64{}
	for tag, p := range people {
		if tx.By.Reaches(known[p.Household].Division()) {
			homes[tag] = p.Household
		}
	}
	return homes, nil
}

// SelfLate counts the open applications of the person's part of the county whose day is past.
func SelfLate(ctx context.Context, tx *pg.Tx) (n int, err error) {
	if err = tx.GetContext(ctx, &n, `SELECT COUNT(*)`+fromSelf, SelfFilter{Late: true}.args(tx)); err != nil {
		return 0, fmt.Errorf("count late applications: %w", err)
	}
	return n, nil
}

// theirs are applications that wait for the acting person: at their village, or passed on to the township.
func theirs(ctx context.Context, tx *pg.Tx, keys *secret.Keys, ids []int64) (map[int64]SelfTold, error) {
	if len(ids) == 0 {
		return nil, fault.Invalidf("没有选中任何申报，请先选择")
	}
	found, _, err := SelfApplications(ctx, tx, keys, SelfFilter{IDs: pg.Only(ids), Decided: true})
	if err != nil {
		return nil, err
	}
	of := map[int64]SelfTold{}
	for _, a := range found {
		of[a.ID] = a
	}
	for _, id := range ids {
		switch a, ok := of[id]; {
		case !ok:
			return nil, fault.NotFoundf("没有找到这件申报，请从清单重新进入")
		case a.Decided != nil:
			return nil, fault.Conflictf("%s的申报已经办理，请刷新", a.Name)
		case !a.Waits(tx.By.Role):
			return nil, fault.Conflictf("%s的申报%s，现在不由您办理", a.Name, a.Stands())
		}
	}
	return of, nil
}

// Waits tells whether it waits for a role: the village decides first, and the township or the county what the village passed on.
func (a SelfTold) Waits(role who.Role) bool {
	if a.Decided != nil {
		return false
	}
	return (a.Passed == nil) == (role == who.Village) && AdmitStep.May(role)
}

// selfWaiting are the applications that wait for whoever asks; what others are late with is in their list.
func selfWaiting(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if !AdmitStep.May(tx.By.Role) {
		return tasks, nil
	}
	t := flow.Task{Verb: AdmitStep.Verb}
	err := tx.GetContext(ctx, &t, `
		SELECT COUNT(*) AS count, MIN(a.due) AS due, COUNT(*) FILTER (WHERE a.due < @today) AS late`+fromSelf+` AND (a.passed IS NULL) = @village`,
		SelfFilter{}.args(tx).With("village", tx.By.Role == who.Village))
	if err != nil {
		return nil, fmt.Errorf("applications that wait: %w", err)
	}
	return some(tasks, t), nil
}
