package signing

import (
	"context"
	"fmt"
	"io"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
)

// Party is one of the two whose keys a root is, in words.
type Party struct {
	Role   who.Role
	Person string
	No     string // 工号; empty where none is on record
	Unit   string
	Key    string // what the holder calls it
	Code   string // its short code
	Ended  bool   // it is revoked
}

// Parties are the system administrator and the security administrator of a root.
func Parties(ctx context.Context, tx *pg.Tx, r Root) (two [2]Party, err error) {
	for i, key := range []int64{r.SystemKey, r.SecurityKey} {
		var k Key
		err := tx.GetContext(ctx, &k, `
			SELECT k.id, k.staff, k.name, k.credential, k.rp_id, k.origin, k.key, k.synced, k.added_at, k.revoked_at, s.name AS person, COALESCE(s.no, '') AS no, COALESCE(s.unit, '') AS unit
			FROM passkey k JOIN staff s ON s.county = k.county AND s.id = k.staff WHERE k.county = $1 AND k.id = $2`, tx.County, key)
		if err != nil {
			return two, fmt.Errorf("find a key of the root: %w", err)
		}
		two[i] = Party{Role: admins[i], Person: k.Person, No: k.No, Unit: k.Unit, Key: k.Name, Code: k.Code(tx.County), Ended: k.RevokedAt != nil}
	}
	return two, nil
}

// RootPaper prints the root that is in force (信任根登记表), to be signed by both and kept where the database's owner does not reach.
func RootPaper(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, w io.Writer) error {
	r, err := Standing(ctx, tx)
	if err != nil {
		return err
	}
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	out := fonts.New("信任根登记表", tx.Now)
	out.Title("信任根登记表")
	if r == nil {
		out.Text(office.Name + "还没有信任根。")
		return out.Write(w)
	}
	two, err := Parties(ctx, tx, *r)
	if err != nil {
		return err
	}
	out.Text(fmt.Sprintf("%s第 %d 号信任根，%s起生效。本县其他人员的通行密钥，由以下两人认可后方可签名。", office.Name, r.N, r.Since().Chinese()))
	t := paper.Table{Columns: []paper.Column{{Title: "角色", Width: 26}, {Title: "姓名", Width: 22}, {Title: "工号", Width: 22}, {Title: "单位", Width: 36}, {Title: "密钥短码", Width: 50}}}
	for _, p := range two {
		t.Rows = append(t.Rows, paper.Row{Whose: p.Person, Cells: []string{p.Role.Title(), p.Person, orDash(p.No), orDash(p.Unit), p.Code}})
	}
	mark := r.Fingerprint().String()
	t.Foot = []paper.Row{
		{Span: true, Whose: "指纹", Cells: []string{"信任根指纹：" + mark[:34]}},
		{Span: true, Whose: "指纹", Cells: []string{"　　　　　　" + mark[35:]}},
	}
	out.Table(t)
	out.Note("核验时写 fangpin verify --root 加上面的指纹：本县现行的信任根不是它的，即为不符。每个检查点也写有这一指纹。两人各自核对“我的账号”中的短码后签字，一份由审计人员保管，不放在数据库管理员处。")
	out.Boxes(paper.Box{Label: "系统管理员", Name: two[0].Person}, paper.Box{Label: "安全管理员", Name: two[1].Person})
	out.Seal(paper.Seal{By: office.Name, On: calendar.DateOf(tx.Now).Chinese()})
	return out.Write(w)
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
