package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/procedure"
	"fangpin/registry"
)

// Partners are whom the county tells of the families under watch (S0: 医保部门标注；人社、农业农村、残联、妇联、团委、慈善总会按帮扶需求).
var Partners = []string{"医保局", "人社局", "农业农村局", "残联", "妇联", "团委", "慈善总会"}

// Need narrows whom a partner is told of; a zero field does not narrow.
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
	Rows    int           `db:"rows"`
}

// Push records that a partner is told of the families under watch who have a need, and for what; SheetOf writes what they are told.
func Push(ctx context.Context, tx *pg.Tx, agency, purpose string, need Need) (int64, error) {
	if err := PushStep.Permit(tx, "监测对象名单推送"); err != nil {
		return 0, err
	}
	agency, err := words.Line("推送单位", agency)
	if err != nil {
		return 0, err
	}
	if purpose, err = words.Line("推送用途", purpose); err != nil {
		return 0, err
	}
	found, err := inNeed(ctx, tx, need)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, fault.Invalidf("没有符合条件的监测对象，未形成推送名单")
	}
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
	rows := make([]row, len(found))
	for i, watch := range found {
		rows[i] = row{id, i + 1, watch}
	}
	if err := pg.Insert(ctx, tx, "push", []head{{id, agency, purpose, calendar.DateOf(tx.Now), tx.By.ID, len(rows)}}); err != nil {
		return 0, err
	}
	tx.Cover("push", id)
	tx.Cover("push_row", id)
	return id, pg.Insert(ctx, tx, "push_row", rows)
}

// inNeed are the families under watch, by village and household number.
func inNeed(ctx context.Context, tx *pg.Tx, need Need) ([]int64, error) {
	var found []int64
	today := calendar.DateOf(tx.Now)
	err := tx.SelectContext(ctx, &found, `
		SELECT w.id FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
		WHERE w.county = @county AND w.since IS NOT NULL AND (@kind = '' OR w.kind = @kind)
		  AND (@label = '' OR EXISTS (SELECT FROM label l WHERE l.county = w.county AND l.household = w.household AND l.label = @label
		    AND l.from_on <= @today AND (l.to_on IS NULL OR l.to_on >= @today)))
		ORDER BY p.village, h.no`, pg.Named{"county": tx.County, "kind": need.Kind, "label": need.Label, "today": today})
	if err != nil {
		return nil, fmt.Errorf("find families in need: %w", err)
	}
	if need.Labour == "" {
		return found, nil
	}
	of, err := labourOf(ctx, tx, found, today)
	return slices.DeleteFunc(found, func(id int64) bool { return of[id] != need.Labour }), err
}

// Pushes lists what was told to partners, the newest first. It is the county's.
func Pushes(ctx context.Context, tx *pg.Tx) ([]Pushed, error) {
	if !tx.By.All() {
		return nil, nil
	}
	var found []Pushed
	err := tx.SelectContext(ctx, &found, `
		SELECT p.id, p.agency, p.purpose, p.on_day, b.name AS by_name, p.rows FROM push p JOIN staff b ON b.county = p.county AND b.id = p.made_by
		WHERE p.county = $1 ORDER BY p.id DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find pushes: %w", err)
	}
	return found, nil
}

// PushSheet writes what a partner is told, a line a person. Numbers of identity cards stand in it whole, for the partner finds people by them: only
// who may push may write it, and the push is the record.
func (d Desk) PushSheet(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	if !PushStep.May(tx.By.Role) {
		return fault.Forbiddenf("推送名单含完整的身份证号，只由县经办导出")
	}
	all, err := Pushes(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ID == id {
			rows, err := d.pushed(ctx, tx, id)
			if err != nil {
				return err
			}
			return listing.Listing{
				Sheet: "推送名单", Title: "防止返贫监测对象名单（" + p.Agency + "）", Signed: []string{"推送", "接收"},
				Of: fmt.Sprintf("用途：%s　推送日期：%s　经办：%s　共 %d 户", p.Purpose, p.On.Chinese(), p.By, p.Rows),
				Columns: []listing.Column{{Title: "户序号", Width: 7}, {Title: "乡镇", Width: 12}, {Title: "村", Width: 14}, {Title: "户主", Width: 10}, {Title: "姓名", Width: 10},
					{Title: "与户主关系", Width: 10}, {Title: "公民身份号码", Width: 22}, {Title: "监测对象类别", Width: 16}, {Title: "纳入日期", Width: 12}},
				Rows: rows,
			}.Write(w)
		}
	}
	return fault.NotFoundf("没有找到这次推送")
}

// pushed are the persons of a push's families, a row each.
func (d Desk) pushed(ctx context.Context, tx *pg.Tx, id int64) ([][]any, error) {
	var families []struct {
		N         int           `db:"n"`
		Household int64         `db:"household"`
		Township  string        `db:"township"`
		Village   string        `db:"village"`
		Kind      string        `db:"kind"`
		Since     calendar.Date `db:"since"`
	}
	err := tx.SelectContext(ctx, &families, `
		SELECT r.n, w.household, t.name AS township, v.name AS village, l.label AS kind, l.from_on AS since
		FROM push_row r JOIN push u ON u.county = r.county AND u.id = r.push JOIN watch w ON w.county = r.county AND w.id = r.watch
		JOIN household h ON h.county = w.county AND h.id = w.household JOIN place s ON s.county = h.county AND s.id = h.place
		JOIN place v ON v.county = s.county AND v.id = s.village JOIN division d ON d.code = LPAD(v.id::text, 12, '0')::CHAR(12) JOIN division t ON t.code = d.parent
		JOIN LATERAL (SELECT label, from_on FROM label l WHERE l.county = w.county AND l.household = w.household AND l.label = ANY ($3)
		  AND l.from_on <= u.on_day AND (l.to_on IS NULL OR l.to_on >= u.on_day) ORDER BY from_on DESC LIMIT 1) l ON true
		WHERE r.county = $1 AND r.push = $2 ORDER BY r.n`, tx.County, id, pg.Only(procedure.KindNames()))
	if err != nil {
		return nil, fmt.Errorf("find the families of a push: %w", err)
	}
	households := make([]int64, len(families))
	for i, f := range families {
		households[i] = f.Household
	}
	people, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only(households)})
	if err != nil {
		return nil, err
	}
	of := map[int64][]registry.Person{}
	for _, p := range people {
		of[p.Household] = append(of[p.Household], p)
	}
	var rows [][]any
	for _, f := range families {
		for _, p := range of[f.Household] {
			if p.DiedOn != nil {
				continue
			}
			number, err := p.IDNumber(d.Keys, tx.County)
			if err != nil {
				return nil, err
			}
			rows = append(rows, []any{f.N, f.Township, f.Village, of[f.Household][0].Name, p.Name, p.Relation.String(), number, f.Kind, f.Since.String()})
		}
	}
	return rows, nil
}
