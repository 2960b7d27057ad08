package account

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

var signingReaders = []who.Role{who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin, who.Auditor}

func signingRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/signing", "签名方式", signingReaders, listSigning),
		kit.Act("/signing", signing.ProposeStep, proposeSigning, listSigning),
		kit.Knock("/signing/{id:[0-9]+}/confirm", signing.AdoptStep, adoptSigning, listSigning),
		kit.Act("/signing/{id:[0-9]+}/refuse", signing.RejectStep, rejectSigning, listSigning),
	}
}

// signingPage is how roles sign, and what was proposed.
type signingPage struct {
	Rules []signing.Rule
	Rows  []signingRow
}

// signingRow is a proposal; Mine is one that waits for whoever looks.
type signingRow struct {
	signing.Setting
	Mine bool
}

func listSigning(r *kit.Request) error {
	settings, err := signing.Settings(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	root, err := signing.Standing(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p := signingPage{Rules: signing.Rules(settings, root)}
	for _, s := range settings {
		p.Rows = append(p.Rows, signingRow{s, signing.Mine(s.Proposal, s.AskerRole, r.By)})
	}
	return r.Show("account/staff/signing", p)
}

// ways are what can be proposed, by what the form sends.
var ways = map[string]bool{"code": true, "key": false}

func proposeSigning(r *kit.Request) error {
	role, way := who.Role(r.Value("role")), r.Value("way")
	code, known := ways[way]
	switch {
	case !slices.Contains(signing.Deciding(), role):
		return fault.Invalidf("请选择“角色”")
	case !known:
		return fault.Invalidf("请选择“签名方式”")
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return signing.Propose(ctx, tx, r.Sign, code, role) }); err != nil {
		return err
	}
	return r.To("/signing", "已提出，须由另一类管理员确认后生效")
}

func adoptSigning(r *kit.Request) error {
	return decideSigning(r, "已确认，即日生效", func(ctx context.Context, tx *pg.Tx, ids []int64) error { return signing.Adopt(ctx, tx, ids, r.Sign) })
}

func rejectSigning(r *kit.Request) error {
	return decideSigning(r, "已驳回", func(ctx context.Context, tx *pg.Tx, ids []int64) error {
		return signing.Reject(ctx, tx, ids, r.Value(fmt.Sprintf("reason-%d", ids[0])))
	})
}

func decideSigning(r *kit.Request, said string, decide func(context.Context, *pg.Tx, []int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return decide(ctx, tx, []int64{id}) }); err != nil {
		return err
	}
	return r.To("/signing", said)
}
