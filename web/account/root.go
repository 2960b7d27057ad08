package account

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// Tasks are where administrators see to rights, to the root and keys, and to how people sign.
var Tasks = []kit.Task{
	{Step: signing.ProposeRootStep, Title: "立信任根", Path: "/root"}, {Step: signing.ConfirmRootStep, Title: "立信任根", Path: "/root"},
	{Step: signing.ProposeVouchStep, Title: "待认可的通行密钥", Path: "/keys"}, {Step: signing.VouchStep, Title: "确认认可通行密钥", Path: "/keys"},
	{Step: signing.RevokeStep, Title: "确认注销失窃密钥", Path: "/keys/stolen"},
	{Step: grant.ConfirmStep, Title: "待批准的授权", Path: "/grants"}, {Step: grant.ProposeStep, Title: "身份信息待补录的人员", Path: "/staff?details=missing"},
	{Step: signing.AdoptStep, Title: "待确认的签名方式", Path: "/signing"}, {Step: probation.AdoptStep, Title: "待确认的新账号等待期", Path: "/probation"},
}

func rootRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/root", "信任根", signingReaders, showRoot),
		kit.Show("/root.pdf", "", signingReaders, printRoot),
		kit.Act("/root", signing.ProposeRootStep, proposeRoot, showRoot),
		kit.Knock("/root/confirm", signing.ConfirmRootStep, confirmRoot, showRoot),
		kit.Act("/root/refuse", signing.RefuseRootStep, refuseRoot, showRoot),
		kit.Show("/keys", "", signingReaders, listKeys),
		kit.Act("/keys", signing.ProposeVouchStep, proposeVouch, listKeys),
		kit.Knock("/keys/confirm", signing.VouchStep, vouch, listKeys),
		kit.Act("/keys/refuse", signing.RefuseVouchStep, refuseVouch, listKeys),
		kit.Show("/keys/stolen", "", signingReaders, listStolen),
		kit.Act("/keys/stolen", signing.ProposeRevokeStep, proposeRevoke, listStolen),
		kit.Knock("/keys/stolen/confirm", signing.RevokeStep, revoke, listStolen),
		kit.Act("/keys/stolen/refuse", signing.RefuseRevokeStep, refuseRevoke, listStolen),
	}
}

// rootPage is the root that is in force, the one that waits, and what another could be made of.
type rootPage struct {
	Standing, Waits *rootWords
	Again           bool          // one may be proposed
	Broken          bool          // one kind of administrator can sign nothing under the standing one any more
	Own, Others     []signing.Key // to choose from, for a system administrator
	Mine            bool          // the one that waits is the person's to confirm
	Former          []signing.Root
}

// rootWords is a root with its two parties.
type rootWords struct {
	signing.Root
	Two [2]signing.Party
}

func showRoot(r *kit.Request) error {
	roots, err := signing.Roots(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	var p rootPage
	for _, one := range roots {
		switch {
		case one.InForce() && p.Standing == nil:
			p.Standing, err = wordsOf(r, one)
		case one.InForce():
			p.Former = append(p.Former, one)
		case one.Open() && p.Waits == nil && p.Standing == nil:
			p.Waits, err = wordsOf(r, one)
			p.Mine = one.SecurityAdmin == r.By.ID && r.By.Role == who.SecurityAdmin
		}
		if err != nil {
			return err
		}
	}
	p.Again = p.Standing == nil
	if p.Standing != nil {
		if p.Again, err = signing.Recoverable(r.Context(), r.Tx, &p.Standing.Root); err != nil {
			return err
		}
		if p.Broken, err = signing.Unable(r.Context(), r.Tx); err != nil {
			return err
		}
	}
	if r.By.Role == who.SystemAdmin && p.Again {
		keys, err := signing.Keys(r.Context(), r.Tx, signing.KeyFilter{})
		if err != nil {
			return err
		}
		p.Own = slices.DeleteFunc(slices.Clone(keys), func(k signing.Key) bool { return k.Staff != r.By.ID })
		p.Others = slices.DeleteFunc(keys, func(k signing.Key) bool { return k.Role != who.SecurityAdmin })
	}
	return r.Show("account/staff/root", p)
}

func wordsOf(r *kit.Request, root signing.Root) (*rootWords, error) {
	two, err := signing.Parties(r.Context(), r.Tx, root)
	return &rootWords{root, two}, err
}

func printRoot(r *kit.Request) error {
	return r.Paper("信任根登记表", func(fonts *paper.Fonts, w io.Writer) error { return signing.RootPaper(r.Context(), r.Tx, fonts, w) })
}

func proposeRoot(r *kit.Request) error {
	own, err := r.Number("own", "您的通行密钥")
	if err != nil {
		return err
	}
	other, err := r.Number("other", "安全管理员的通行密钥")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error { return signing.ProposeRoot(ctx, tx, own, other, r.Sign) })
	if err != nil {
		return err
	}
	return r.To("/root", "已提出，请安全管理员用所列的密钥确认")
}

func confirmRoot(r *kit.Request) error {
	return decided(r, "/root", "信任根已立，请打印登记表，两人签字后交审计人员保管", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return signing.ConfirmRoot(ctx, tx, id, r.Sign)
	})
}

func refuseRoot(r *kit.Request) error {
	return decided(r, "/root", "已驳回", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return signing.RefuseRoot(ctx, tx, id, r.Value("reason"))
	})
}

// decided decides what the form names.
func decided(r *kit.Request, back, said string, decide func(context.Context, *pg.Tx, int64) error) error {
	id, err := r.Number("id", "要办理的项目")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return decide(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To(back, said)
}

// keysPage is what of the keys is not chained to the root yet.
type keysPage struct {
	County  string
	Rooted  bool
	Loose   []signing.Key // that nobody proposed
	Waits   []signing.Key // that wait for an administrator
	Mine    bool          // of which some wait for the person
	Chained int
}

func listKeys(r *kit.Request) error {
	root, err := signing.Standing(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	keys, err := signing.Keys(r.Context(), r.Tx, signing.KeyFilter{})
	if err != nil {
		return err
	}
	p := keysPage{County: r.By.County, Rooted: root != nil}
	for _, k := range keys {
		switch {
		case k.Chained:
			p.Chained++
		case k.Vouch != 0:
			p.Waits, p.Mine = append(p.Waits, k), p.Mine || k.Mine(r.By)
		default:
			p.Loose = append(p.Loose, k)
		}
	}
	return r.Show("account/staff/keys", p)
}

func proposeVouch(r *kit.Request) error {
	return vouching(r, "已提出，请另一类管理员核对短码后确认", func(ctx context.Context, tx *pg.Tx, ids []int64) error {
		return signing.ProposeVouch(ctx, tx, r.Auth, ids, r.Sign)
	})
}

func vouch(r *kit.Request) error {
	return vouching(r, "已认可，这些密钥可以签名了", func(ctx context.Context, tx *pg.Tx, ids []int64) error { return signing.Vouch(ctx, tx, ids, r.Sign) })
}

func refuseVouch(r *kit.Request) error {
	return vouching(r, "已驳回", func(ctx context.Context, tx *pg.Tx, ids []int64) error {
		return signing.RefuseVouch(ctx, tx, ids, r.Value("reason"))
	})
}

// vouching decides on the keys that were ticked.
func vouching(r *kit.Request, said string, decide func(context.Context, *pg.Tx, []int64) error) error {
	ids, err := r.Numbers("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return decide(ctx, tx, ids) }); err != nil {
		return err
	}
	return r.To("/keys", said)
}

// stolenPage is which keys were stolen, and what they signed since.
type stolenPage struct {
	Rows    []stolenRow
	Doubted []doubtedRow
	Keys    []signing.Key // to choose from
	County  string
}

// stolenRow is a revocation; Mine is one that waits for somebody else.
type stolenRow struct {
	signing.Revocation
	Mine bool
}

// doubtedRow is a signature in doubt, with what it decided and where that stands.
type doubtedRow struct {
	signing.Doubted
	Path, Stands string
}

func listStolen(r *kit.Request) error {
	found, err := signing.Revocations(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p := stolenPage{County: r.By.County}
	for _, one := range found {
		p.Rows = append(p.Rows, stolenRow{one, one.By == r.By.ID})
	}
	doubted, err := signing.InDoubt(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	for _, d := range doubted {
		row, err := doubtOf(r, d)
		if err != nil {
			return err
		}
		p.Doubted = append(p.Doubted, row)
	}
	if signing.ProposeRevokeStep.May(r.By.Role) {
		if p.Keys, err = signing.Keys(r.Context(), r.Tx, signing.KeyFilter{}); err != nil {
			return err
		}
	}
	return r.Show("account/staff/stolen", p)
}

// doubtOf says what a doubted signature decided: of a payment list, where it stands now too.
func doubtOf(r *kit.Request, d signing.Doubted) (doubtedRow, error) {
	row := doubtedRow{Doubted: d}
	of, key, _ := strings.Cut(d.Subject, "/")
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return row, nil // of several: the deed names them
	}
	switch of {
	case "list":
		l, err := payouts.GetList(r.Context(), r.Tx, id)
		if err != nil {
			return row, err
		}
		row.Path, row.Stands = "/lists/"+key, l.Name()+"，现"+l.Status.Title()
	case "staff_grant":
		row.Path, row.Stands = "/grants/"+key, "授权"
	}
	return row, nil
}

func proposeRevoke(r *kit.Request) error {
	key, err := r.Number("key", "失窃的密钥")
	if err != nil {
		return err
	}
	from, err := r.Date("from", "自何日起存疑")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return signing.ProposeRevoke(ctx, tx, key, from, r.Value("why"), r.Sign)
	})
	if err != nil {
		return err
	}
	return r.To("/keys/stolen", "已提出，请另一类管理员确认；本人也可随时在“我的账号”自行注销")
}

func revoke(r *kit.Request) error {
	return decided(r, "/keys/stolen", "已注销，此后不能再用；存疑的签名列在下面，请逐件核对", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return signing.Revoke(ctx, tx, r.Auth, id, r.Sign)
	})
}

func refuseRevoke(r *kit.Request) error {
	return decided(r, "/keys/stolen", "已驳回", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return signing.RefuseRevoke(ctx, tx, id, r.Value("reason"))
	})
}
