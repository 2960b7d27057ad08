package account

import (
	"context"
	"strconv"

	"fangpin/internal/fault"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

func probationRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/probation", "新账号等待期", signingReaders, listProbation),
		kit.Act("/probation", probation.ProposeStep, proposeProbation, listProbation),
		kit.Knock("/probation/{id:[0-9]+}/confirm", probation.AdoptStep, adoptProbation, listProbation),
		kit.Act("/probation/{id:[0-9]+}/refuse", probation.RejectStep, rejectProbation, listProbation),
	}
}

// probationPage is how many days a new account waits, and what was proposed.
type probationPage struct {
	Days, Usual, Most int
	Rows              []probationRow
}

// probationRow is a proposal; Mine is one that waits for whoever looks.
type probationRow struct {
	probation.Setting
	Mine bool
}

func listProbation(r *kit.Request) (err error) {
	p := probationPage{Usual: probation.Usual, Most: probation.Most}
	if p.Days, err = probation.Days(r.Context(), r.Tx); err != nil {
		return err
	}
	settings, err := probation.Settings(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	for _, s := range settings {
		p.Rows = append(p.Rows, probationRow{s, signing.Mine(s.Proposal, s.AskerRole, r.By)})
	}
	return r.Show("account/staff/probation", p)
}

func proposeProbation(r *kit.Request) error {
	days, err := strconv.Atoi(r.Value("days"))
	if err != nil {
		return fault.Invalidf("“等待天数”应为 0 至 %d 的整数", probation.Most)
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return probation.Propose(ctx, tx, days, r.Sign) }); err != nil {
		return err
	}
	return r.To("/probation", "已提出，须由另一类管理员确认后生效")
}

func adoptProbation(r *kit.Request) error {
	return decideProbation(r, "已确认", func(ctx context.Context, tx *pg.Tx, id int64) error { return probation.Adopt(ctx, tx, id, r.Sign) })
}

func rejectProbation(r *kit.Request) error {
	return decideProbation(r, "已驳回", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return probation.Reject(ctx, tx, id, r.Value("reason-"+strconv.FormatInt(id, 10)))
	})
}

func decideProbation(r *kit.Request, said string, decide func(context.Context, *pg.Tx, int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return decide(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To("/probation", said)
}
