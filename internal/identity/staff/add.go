package staff

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Member is somebody to be taken on.
type Member struct {
	Name     string
	Role     who.Role
	Division string // twelve digits; empty for the whole county
	Agency   string // a reporter's department, as in 医保局; empty for others
}

// Add takes a member on by the word of whoever owns the database, without asking two: for tests and demonstrations, and for an office's first
// people (grant.Open). On the app's connection the database refuses it: there a member comes by a grant.
func Add(ctx context.Context, tx *pg.Tx, m Member) (who.Person, error) {
	if err := AddStep.Permit(tx, "新增"+m.Role.Title()); err != nil {
		return who.Person{}, err
	}
	p, err := Check(ctx, tx, m)
	if err != nil {
		return who.Person{}, err
	}
	return p, insert(ctx, tx, p)
}

// Check is who a member would be, with a number drawn for them: their name, role, division and agency suit each other.
func Check(ctx context.Context, tx *pg.Tx, m Member) (who.Person, error) {
	p := m.person(tx.County, pg.NewID())
	return p, check(ctx, tx, p)
}

// Opener is the office's first person, a system administrator, before the office knows them: the one to run Open.
func Opener(county, name string) who.Person {
	return Member{Name: name, Role: who.SystemAdmin}.person(county, pg.NewID())
}

// Open enters the office's first person (see Opener), who acts on their own word, on the connection of whoever owns the database. It is refused
// where anybody is on the staff.
func Open(ctx context.Context, tx *pg.Tx) error {
	tx.Perform(OpenStep.Verb, OpenStep.Title)
	// Two who open the same office at once wait here for each other.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('staff ' || $1))`, tx.County); err != nil {
		return fmt.Errorf("open office: %w", err)
	}
	people, err := Find(ctx, tx, Filter{Disabled: true})
	if err != nil {
		return err
	}
	if len(people) > 0 {
		return fault.Conflictf("本县已有在册人员，新增人员请由系统管理员办理")
	}
	if err := check(ctx, tx, tx.By); err != nil {
		return err
	}
	return insert(ctx, tx, tx.By)
}

func (m Member) person(county string, id int64) who.Person {
	p := who.Person{County: county, ID: id, Name: strings.TrimSpace(m.Name), Role: m.Role, Division: m.Division, Agency: strings.TrimSpace(m.Agency)}
	if p.Division == "" {
		p.Division = county + "000000"
	}
	return p
}

// levels says of which level a role's division is; the county's where it is not listed.
var levels = map[who.Role]string{who.Township: "township", who.Village: "village"}

// levelNames are the levels as people say them.
var levelNames = map[string]string{"township": "乡镇（街道）", "village": "村（社区）"}

// check holds a person to the role: its level of division, and an agency for a reporter and for nobody else.
func check(ctx context.Context, tx *pg.Tx, p who.Person) error {
	switch {
	case p.Name == "":
		return fault.Invalidf("请填写姓名")
	case !named(p.Name):
		return fault.Invalidf("姓名只能用汉字、字母、数字和间隔号，最多 40 字，请核对")
	case p.Role == "":
		return fault.Invalidf("请选择角色")
	case !p.Role.Valid():
		return fault.Invalidf("没有“%s”这一角色，可选的角色：%s", p.Role, roleNames())
	case p.Role == who.Reporter && p.Agency == "":
		return fault.Invalidf("部门报送员须写明所在部门，如 医保局")
	case !named(p.Agency):
		return fault.Invalidf("部门名称只能用汉字、字母、数字和间隔号，最多 40 字，请核对")
	case p.Role != who.Reporter && p.Agency != "":
		return fault.Invalidf("只有部门报送员填写部门，%s请留空", p.Role.Title())
	}
	var level string
	err := tx.GetContext(ctx, &level, `SELECT COALESCE((SELECT level FROM division WHERE code = $1 AND code LIKE $2 || '%'), '')`, p.Division, tx.County)
	if err != nil {
		return fmt.Errorf("level of division %s: %w", p.Division, err)
	}
	want := "county"
	if l, ok := levels[p.Role]; ok {
		want = l
	}
	switch {
	case level == want:
		return nil
	case level == "":
		return fault.Invalidf("本县没有代码为“%s”的辖区，请重新选择", p.Division)
	case want == "county":
		return fault.Invalidf("%s的辖区是全县（区），请重新选择", p.Role.Title())
	}
	return fault.Invalidf("请选择%s所在的%s", p.Role.Title(), levelNames[want])
}

// named tells whether a name can stand on a paper: letters, digits, and what stands between the parts of a name.
func named(name string) bool {
	strange := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("·• （）()-", r)
	}
	return utf8.RuneCountInString(name) <= 40 && !strings.ContainsFunc(name, strange)
}

func roleNames() string {
	var names []string
	for _, r := range who.Roles() {
		names = append(names, r.Title())
	}
	return strings.Join(names, "、")
}

func insert(ctx context.Context, tx *pg.Tx, p who.Person) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO staff (county, id, name, role, division, agency, added_at, salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.County, p.ID, p.Name, p.Role, p.Division, p.Agency, tx.Now, secret.Salt())
	if err != nil {
		return fmt.Errorf("insert staff: %w", err)
	}
	tx.Cover("staff", p.ID)
	return nil
}
