package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/security"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// SelfSources are how procedures call what a family tells of itself (S1, S3, S4).
var SelfSources = []string{"自主申报", "农户自主申报", "农户申报", "本人申报"}

// Admit takes applications up (受理): each is a lead of the applicant's family, which the procedure in force opens at the visit where it says so. The
// applicant must be in the registry, in the acting person's part of the county.
func Admit(ctx context.Context, tx *pg.Tx, keys *secret.Keys, ids []int64) (Leads, error) {
	if err := AdmitStep.Permit(tx, fmt.Sprintf("受理自主申报 %d 件", len(ids))); err != nil {
		return Leads{}, err
	}
	of, err := theirs(ctx, tx, keys, ids)
	if err != nil {
		return Leads{}, err
	}
	rule, err := InForce(ctx, tx, calendar.DateOf(tx.Now))
	if err != nil {
		return Leads{}, err
	}
	var signals []Signal
	for _, id := range ids {
		a := of[id]
		if a.Home == 0 {
			return Leads{}, fault.Conflictf("%s不在本辖区的户籍名册中，请转乡镇核实，由县经办录入名册后再受理", a.Name)
		}
		signals = append(signals, a.signals(rule.Procedure)...)
	}
	leads, err := lead(ctx, tx, signals)
	if err != nil {
		return Leads{}, err
	}
	watches, err := within(ctx, tx, slices.Concat(leads.Begun, leads.Joined))
	if err != nil {
		return Leads{}, err
	}
	home := map[int64]int64{}
	for _, w := range watches {
		home[w.Household] = w.ID
	}
	begun := make([]*int64, len(ids))
	for i, id := range ids {
		watch := home[of[id].Home]
		begun[i] = &watch
	}
	return leads, selfStep(ctx, tx, ids, "admit", begun, "")
}

// signals are the application and what was sent besides as the watch keeps them: by the procedure's own word for it if it names one among those that open at the visit, and else as
// what the public told, to be handed over like any other.
func (a SelfTold) signals(rule *procedure.Procedure) []Signal {
	s := Signal{Household: a.Home, Source: Public, As: SelfSources[0], On: a.On, Risk: a.Cause(), Words: a.Words}
	if i := slices.IndexFunc(rule.Leads.Direct, func(name string) bool { return slices.Contains(SelfSources, name) }); i >= 0 {
		s.Source, s.As = Direct, rule.Leads.Direct[i]
	}
	all := []Signal{s}
	for _, m := range a.More {
		again := s
		again.On, again.Risk, again.Words = m.On, m.Cause(), m.Words
		all = append(all, again)
	}
	return all
}

// Decline says why applications are not taken up (不受理). The family may apply again.
func Decline(ctx context.Context, tx *pg.Tx, keys *secret.Keys, ids []int64, why string) error {
	if err := DeclineStep.Permit(tx, fmt.Sprintf("不受理自主申报 %d 件", len(ids))); err != nil {
		return err
	}
	why, err := words.Ask("请写明不受理的理由", "理由", why)
	if err != nil {
		return err
	}
	if _, err := theirs(ctx, tx, keys, ids); err != nil {
		return err
	}
	return selfStep(ctx, tx, ids, "decline", make([]*int64, len(ids)), why)
}

// PassOn gives the township applications of people whom the village does not find in the registry (转乡镇核实).
func PassOn(ctx context.Context, tx *pg.Tx, keys *secret.Keys, ids []int64, why string) error {
	if err := PassOnStep.Permit(tx, fmt.Sprintf("自主申报转乡镇核实 %d 件", len(ids))); err != nil {
		return err
	}
	why, err := words.Ask("请写明要乡镇核实什么", "要核实的事", why)
	if err != nil {
		return err
	}
	if _, err := theirs(ctx, tx, keys, ids); err != nil {
		return err
	}
	return selfStep(ctx, tx, ids, "pass_on", make([]*int64, len(ids)), why)
}

// Contact answers the number and the phone of an applicant in full, to whom the application waits for, and keeps who looked and why.
func Contact(ctx context.Context, tx *pg.Tx, keys *secret.Keys, id int64, why string) (number, phone string, err error) {
	if err := ContactStep.Permit(tx, "查看自主申报的联系方式"); err != nil {
		return "", "", err
	}
	if why, err = words.Need("事由", why); err != nil {
		return "", "", err
	}
	of, err := theirs(ctx, tx, keys, []int64{id})
	if err != nil {
		return "", "", err
	}
	if err := selfStep(ctx, tx, []int64{id}, "reveal", []*int64{nil}, why); err != nil {
		return "", "", err
	}
	if err := security.Exported(ctx, tx, 1); err != nil {
		return "", "", err
	}
	return of[id].open(keys, tx.County)
}

// selfStep records what was done about applications.
func selfStep(ctx context.Context, tx *pg.Tx, ids []int64, did string, watches []*int64, why string) error {
	_, err := tx.ExecContext(ctx, `SELECT self_application_act($1, $2, $3, $4, $5, $6, $7, $8)`, tx.County, pq.Array(ids), did, pq.Array(watches), why,
		calendar.DateOf(tx.Now), tx.By.ID, pq.ByteaArray(secret.Salts(len(ids))))
	if err != nil {
		return fmt.Errorf("record what was done about applications: %w", err)
	}
	tx.Cover("self_application_step", ids...)
	return nil
}
