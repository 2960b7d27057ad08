package payouts

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/publicity"
	"fangpin/registry"
)

// wait is what waits before a step, as a statement that answers how many, the earliest last day of their publicity, and of how many that
// day is @overdue or before. @first and @last are the person's part of the county, @person is who asks.
type wait struct {
	verb  string
	roles []who.Role
	asks  string
}

const (
	unopposed = ` AND NOT EXISTS (SELECT FROM open_objection o WHERE o.county = p.county AND o.payout = p.id)`

	// unsettled are payouts that nobody who lives receives: the payee has died, and so has whom the newest decision names, if any does. That
	// the payee has died follows; it is said because the dead are few and found by an index.
	unsettled = ` AND p.status NOT IN ('sent', 'paid', 'withdrawn')
		AND p.payee IN (SELECT e.id FROM person e WHERE e.county = @county AND e.died_on IS NOT NULL) AND NOT EXISTS (
		  SELECT FROM payout_receiver r JOIN person o ON o.county = r.county AND o.id = r.person AND o.died_on IS NULL
		  WHERE r.county = p.county AND r.payout = p.id)`

	// uncontradicted are payouts of which the bank says one thing.
	uncontradicted = ` AND NOT EXISTS (SELECT FROM contradiction x WHERE x.county = p.county AND x.payout = p.id)`

	// proposedOf tells of a contradiction x that its second person is waited for.
	proposedOf = `EXISTS (SELECT FROM resolution r JOIN proposal w ON w.county = r.county AND w.act = 'resolution' AND w.subject = r.id
		WHERE r.county = x.county AND r.answer = x.answer AND r.line = x.line AND w.confirmed IS NULL AND w.expires_at > clock_timestamp())`

	// named tells of a payout that somebody who shall receive it was proposed, and waits for a second person.
	named = `EXISTS (SELECT FROM heir_naming h JOIN proposal w ON w.county = h.county AND w.act = 'heir_naming' AND w.subject = h.id
		WHERE h.county = p.county AND h.payout = p.id AND w.confirmed IS NULL AND w.expires_at > clock_timestamp()`

	// undying are payouts that were sent to somebody who had died, which nobody has looked into.
	undying = ` AND p.id IN (SELECT d.payout FROM sent_death d WHERE d.county = @county AND d.open)`

	dayless = `
		SELECT COUNT(*) AS count, NULL::date AS last, 0 AS late`
)

// corrected tells of a returned payout that its receiver has an account, of which more may be asked, that is newer than the one it came back
// from; or any, where somebody else receives it since.
func corrected(and string) string {
	return `EXISTS (SELECT FROM payout_receiver w JOIN account a ON a.county = w.county AND a.person = w.person
		JOIN instruction i ON i.county = w.county AND i.payout = w.payout JOIN account b ON b.county = i.county AND b.id = i.account
		WHERE w.county = p.county AND w.payout = p.id AND (a.id > i.account OR a.person <> b.person)
		  AND i.attempt = (SELECT MAX(j.attempt) FROM instruction j WHERE j.county = p.county AND j.payout = p.id)` + and + `)`
}

// signable are lists of a status that bear no hand of the person, each with its first last day.
func signable(status string) string {
	return `
		SELECT COUNT(*) AS count, MIN(x.last) AS last, COUNT(*) FILTER (WHERE x.last <= @overdue) AS late FROM (
		  SELECT l.id, MIN(k.last_day) AS last FROM list l JOIN list_row r ON r.county = l.county AND r.list = l.id
		  JOIN clearance c ON c.county = r.county AND c.payout = r.payout
		  JOIN clock k ON k.county = c.county AND k.notice = c.notice AND k.place = c.place AND k.run = c.run
		  WHERE l.county = @county AND NOT EXISTS (SELECT FROM hand h WHERE h.county = l.county AND h.list = l.id AND h.person = @person)
		    AND l.status = '` + status + `'
		  GROUP BY l.id) x`
}

// unpaid are payouts on their way to the household, each with the last day of its publicity. They are found first, as toEnd are.
func unpaid(where, ended string) string {
	return `
		SELECT COUNT(*) AS count, MIN(k.last_day) AS last, COUNT(*) FILTER (WHERE k.last_day <= @overdue) AS late
		FROM (SELECT p.county, p.id, p.place FROM payout p WHERE p.county = @county` + where + ` OFFSET 0) p
		JOIN place s ON s.county = p.county AND s.id = p.place AND s.village BETWEEN @first AND @last
		JOIN notice_row r ON r.county = p.county AND r.payout = p.id
		JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place` + ended
}

var waiting = []wait{
	{AssessStep.Verb, AssessStep.Roles, dayless + wherePending},
	{AnnounceStep.Verb, AnnounceStep.Roles, dayless + `
		FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place
		WHERE p.county = @county AND p.status = 'assessed' AND s.village BETWEEN @first AND @last`},
	{publicity.PostStep.Verb, publicity.PostStep.Roles, dayless + `
		FROM notice n JOIN (` + standing + `) w ON w.notice = n.id
		WHERE n.county = @county AND n.village BETWEEN @first AND @last AND w.unposted > 0`},
	{UpholdStep.Verb, UpholdStep.Roles, dayless + `
		FROM open_objection o JOIN payout p ON p.county = o.county AND p.id = o.payout JOIN place s ON s.county = p.county AND s.id = p.place
		WHERE o.county = @county AND s.village BETWEEN @first AND @last AND @person NOT IN (p.adjuster, p.assessed_by)`},
	{ClearStep.Verb, ClearStep.Roles, unpaid(` AND p.status = 'announced'`+unopposed, ` AND k.ends_at <= LEAST(clock_timestamp(), @now)`)},
	{ComposeStep.Verb, ComposeStep.Roles, unpaid(` AND p.status = 'cleared'`+unopposed, ``)},
	{ApproveStep.Verb, ApproveStep.Roles, signable(`composed`)},
	{SendStep.Verb, SendStep.Roles, signable(`approved`)},
	{SettleStep.Verb, SettleStep.Roles, unpaid(` AND p.status = 'sent'`, ``)},
	{ComposeAgainStep.Verb, ComposeAgainStep.Roles, unpaid(` AND p.status = 'returned'`+uncontradicted+` AND (`+calledPaid("p")+` OR `+corrected(`
		  AND EXISTS (SELECT FROM confirmation f WHERE f.county = a.county AND f.account = a.id)`)+`)`, ``)},
	{registry.AddAccountStep.Verb, NameHeirStep.Roles, unpaid(` AND p.status = 'returned' AND EXISTS (
		  SELECT FROM payout_receiver w WHERE w.county = p.county AND w.payout = p.id AND w.person IS NOT NULL)`+uncontradicted+
		` AND NOT `+calledPaid("p")+` AND NOT `+corrected(``), ``)},
	{AdmitStep.Verb, AdmitStep.Roles, dayless + `
		FROM answer_line l JOIN instruction i ON i.county = l.county AND i.payout = l.payout AND i.attempt = l.attempt AND i.amount = l.amount
		WHERE l.county = @county AND l.break = 'already_settled' AND l.outcome = 'returned' AND l.admitted_by IS NULL AND i.status IN ('paid', 'twice')`},
	{ProposeResolutionStep.Verb, ProposeResolutionStep.Roles, dayless + `
		FROM contradiction x WHERE x.county = @county AND NOT ` + proposedOf},
	{ResolveStep.Verb, ResolveStep.Roles, dayless + `
		FROM contradiction x WHERE x.county = @county AND ` + proposedOf},
	{NameHeirStep.Verb, NameHeirStep.Roles, dayless + `
		FROM payout p JOIN place s ON s.county = p.county AND s.id = p.place WHERE p.county = @county AND s.village BETWEEN @first AND @last` + unsettled + ` AND NOT ` + named + `)`},
	{ConfirmHeirStep.Verb, ConfirmHeirStep.Roles, dayless + `
		FROM payout p WHERE p.county = @county AND p.status NOT IN ('sent', 'paid', 'withdrawn') AND ` + named + ` AND w.proposed_by <> @person)`},
	{CheckDeathStep.Verb, CheckDeathStep.Roles, dayless + `
		FROM payout p WHERE p.county = @county` + undying},
}

// Tasks are what waits for the acting person in this room: what is theirs by role and part of the county, and not held by a hand of theirs.
// From the end of its publicity on, a payout has the day by which it must have arrived (PayBy).
func Tasks(ctx context.Context, tx *pg.Tx) (tasks []flow.Task, err error) {
	asked := scope(tx).With("person", tx.By.ID).With("overdue", overdue(calendar.DateOf(tx.Now))).With("now", tx.Now)
	for _, w := range waiting {
		if !slices.Contains(w.roles, tx.By.Role) {
			continue
		}
		var found struct {
			Count int            `db:"count"`
			Last  *calendar.Date `db:"last"`
			Late  int            `db:"late"`
		}
		err := tx.GetContext(ctx, &found, w.asks, asked)
		if err != nil {
			return nil, fmt.Errorf("what waits for %s: %w", w.verb, err)
		}
		if found.Count == 0 {
			continue
		}
		t := flow.Task{Verb: w.verb, Count: found.Count, Late: found.Late}
		if found.Last != nil {
			by := PayBy(*found.Last)
			t.Due = &by
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}
