package payouts_test

import (
	"context"
	"fangpin/internal/pg/pgtest"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// stand makes a person, by their name in the fort, the deputy of another for the office's today.
func (f *fort) stand(deputy, absent string) (id int64) {
	f.t.Helper()
	today := calendar.DateOf(f.Clock())
	id, err := f.Depute(f.Who(who.SecurityAdmin), staff.Deputy{
		Absent: f.names[absent].(int64), Deputy: f.names[deputy].(int64), From: today, To: today, Reason: "出差"})
	f.Must(err)
	return id
}

// A deputy is asked for the same proofs as the absent one, and is one pair of hands.
func TestADeputyAtTheDoors(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = f.say(`(SELECT digest FROM list WHERE id = :listed_list)`)
	f.names["deputy"] = f.Hire(who.Village).ID
	f.names["open"] = f.scalar(f.say(`INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt)
		VALUES (:c, :new, :announced, '不符', :day, :clerk, '') RETURNING id`))
	approve := func(by string) string { return `SELECT list_approve(:c, :listed_list, :digest, 10000, ` + by + `)` }
	send := func(by string) string { return `SELECT batch_send(:c, :new, :approved_list, ` + by + `)` }
	decide := func(by string) string { return `SELECT payout_decide(:c, :open, false, '不属实', ` + by + `)` }
	f.refuses(tried("before it is written down", "FPHND", approve(":deputy")), tried("who never was one", "FPHND", send(":deputy")))

	f.stand("deputy", "second")
	f.passes(approve(":first"), approve(":deputy"))
	f.passes(approve(":deputy"), approve(":first"))
	f.refuses(
		tried("both approvals", "FPHND", approve(":deputy"), approve(":deputy")),
		tried("another's role", "FPHND", send(":deputy")),
		tried("an objection, not being the township's", "FPHND", decide(":deputy")),
		tried("a clerk's list", "FPHND", `SELECT list_compose(:c, :new, :day, '{:cleared}', '{:cleared_account}', :deputy)`),
		tried("from another county", "FPSTA", pgtest.Abroad, approve(":deputy")),
	)
	for what, scene := range map[string]string{
		"before the first day":       `UPDATE deputy SET from_on = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE + 1, to_on = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::DATE + 9`,
		"after the last day":         `UPDATE deputy SET from_on = from_on - 1, to_on = to_on - 1`,
		"ended":                      `UPDATE deputy SET ended_at = now()`,
		"for an approver who left":   `UPDATE staff SET disabled_at = now() WHERE id = :second`,
		"for who is no approver":     `UPDATE staff SET role = 'clerk' WHERE id = :second`,
		"having left":                `UPDATE staff SET disabled_at = now() WHERE id = :deputy`,
		"of a county without a seal": `DELETE FROM head`,
	} {
		f.tamper(`CREATE TABLE before_deputy AS TABLE deputy; CREATE TABLE before_staff AS TABLE staff; CREATE TABLE before_head AS TABLE head; ` + scene)
		f.refuses(tried(what, "FPHND", approve(":deputy")))
		f.tamper(`UPDATE deputy d SET from_on = b.from_on, to_on = b.to_on, ended_at = b.ended_at FROM before_deputy b WHERE b.id = d.id;
			UPDATE staff s SET disabled_at = b.disabled_at, role = b.role FROM before_staff b WHERE b.id = s.id;
			INSERT INTO head TABLE before_head ON CONFLICT DO NOTHING; DROP TABLE before_deputy, before_staff, before_head`)
	}
	f.passes(approve(":deputy"))
}

// Whoever has a part in a list, or a hand in its accounts, does not get another by standing in for somebody.
func TestADeputyIsOnePairOfHands(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = f.say(`(SELECT digest FROM list WHERE id = :listed_list)`)
	approve := func(by string) string { return `SELECT list_approve(:c, :listed_list, :digest, 10000, ` + by + `)` }
	for _, busy := range []string{"adjuster", "assessor", "clerk", "first"} {
		id := f.stand(busy, "second")
		f.refuses(tried("approved as a deputy by the "+busy, "FPHND", approve(":first"), approve(":"+busy)))
		f.As(t, who.SecurityAdmin, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) })
	}
	for _, busy := range []string{"second", "confirmer", "clerk"} {
		id := f.stand(busy, "sender")
		f.refuses(tried("sent as a deputy by the "+busy, "FPHND", `SELECT batch_send(:c, :new, :approved_list, :`+busy+`)`))
		f.As(t, who.SecurityAdmin, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) })
	}
	f.names["open"] = f.scalar(f.say(`INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt)
		VALUES (:c, :new, :announced, '不符', :day, :clerk, '') RETURNING id`))
	f.stand("assessor", "township")
	f.refuses(tried("an objection judged as a deputy by the assessor", "FPHND", `SELECT payout_decide(:c, :open, false, '不属实', :assessor)`))
}

// The whole way by verbs: an absent approver's part falls to a deputy, who is on record under their own name.
func TestADeputyApproves(t *testing.T) {
	f := newFort(t)
	f.names["deputy"] = f.Hire(who.Village).ID
	f.stand("deputy", "second")
	w := f.Work(t, 1, payouts.Listed)
	deputy := who.Person{County: "410602", ID: f.names["deputy"].(int64), Role: who.Village}.InPlaceOf(f.Other(who.Approver))
	approve := func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, w.List) }
	f.As(t, who.Approver, approve)
	f.Must(f.Do(deputy, approve))
	f.names["by_deputy"] = w.List
	if second := f.scalar(`SELECT person FROM fangpin.hand WHERE list = :by_deputy AND part = 'second'`); second != deputy.ID {
		t.Errorf("the second approver is %d, want the deputy %d", second, deputy.ID)
	}
}
