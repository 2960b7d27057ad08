package claims_test

import (
	"context"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Whoever did one part of a claim does no other by standing in for a colleague; somebody else may.
func TestADeputyIsStillOneOfTheHands(t *testing.T) {
	o := claimstest.County(t)
	stand := func(deputy, absent who.Person) who.Person {
		today := calendar.DateOf(o.Clock())
		_, err := o.Depute(o.Who(who.SecurityAdmin), staff.Deputy{Absent: absent.ID, Deputy: deputy.ID, From: today, To: today, Reason: "出差"})
		o.Must(err)
		return deputy.InPlaceOf(absent)
	}
	cadre, adjuster := o.Who(who.Village), o.Who(who.Adjuster)
	endorsed, reviewed := o.Claims(t, 1, "industry", claims.Endorsed), o.Claims(t, 1, "industry", claims.Reviewed)
	file := func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, reviewed) }
	o.Refused(o.Do(stand(cadre, o.Who(who.Township)), func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(endorsed, true))
	}), fault.Forbidden)
	o.Refused(o.Do(stand(cadre, o.Who(who.Clerk)), file), fault.Forbidden)
	o.Refused(o.Do(stand(adjuster, o.Other(who.Clerk)), file), fault.Forbidden)
	sender := o.Who(who.Sender)
	o.Must(o.Do(stand(sender, o.HireMember(staff.Member{Name: "又一位县经办", Role: who.Clerk})), file))
}
