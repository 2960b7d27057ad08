package payouts_test

import "testing"

// What was entered past the verbs goes no further: no money follows from a round in which one person had two parts, and whoever endorsed
// a claim, in whatever name, neither lists, approves nor sends its money, nor decides an objection to it.
func TestWhoEndorsedHasNoOtherPart(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = f.say(`(SELECT digest FROM list WHERE id = :listed_list)`)
	f.names["open"] = f.scalar(f.say(`INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt)
		VALUES (:c, :new, :announced, '不符', :day, :clerk, '') RETURNING id`))
	endorsedBy := func(who, of string) {
		f.tamper(`UPDATE endorsement SET by_staff = :` + who + ` WHERE claim = :` + of + `_claim`)
	}
	approve := func(by string) string { return `SELECT list_approve(:c, :listed_list, :digest, 10000, ` + by + `)` }
	announce := `SELECT payout_announce(:c, :new, :village, :day, '{:assessed}', :clerk)`
	compose := `SELECT list_compose(:c, :new, :day, '{:cleared}', '{:cleared_account}', :clerk)`

	f.passes(announce)
	f.passes(compose)
	f.passes(approve(":first"), approve(":second"))
	endorsedBy("township", "assessed")
	endorsedBy("adjuster", "cleared")
	f.refuses(
		tried("announced, the township having endorsed too", "FPHND", announce),
		tried("listed, the adjuster having endorsed too", "FPHND", compose),
	)
	endorsedBy("confirmer", "other")
	endorsedBy("second", "listed")
	endorsedBy("sender", "approved")
	endorsedBy("confirmer", "announced")
	refused := func(when string) {
		t.Helper()
		f.refuses(
			tried("announced, the township having endorsed "+when, "FPHND", announce),
			tried("listed by who endorsed "+when, "FPHND", `SELECT list_compose(:c, :new, :day, '{:other}', '{:other_account}', :confirmer)`),
			tried("approved by who endorsed "+when, "FPHND", approve(":first"), approve(":second")),
			tried("sent by who endorsed "+when, "FPHND", `SELECT batch_send(:c, :new, :approved_list, :sender)`),
			tried("an objection decided by who endorsed "+when, "FPHND", `SELECT payout_decide(:c, :open, false, '不属实', :confirmer)`),
		)
	}
	refused("in this round")
	f.tamper(`SET session_replication_role = replica; UPDATE endorsement SET round = round - 1; RESET session_replication_role`)
	refused("in the round before")
}
