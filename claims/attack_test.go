package claims_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// attack runs a statement as the app, past every verb, and fails the test unless PostgreSQL refuses it for the reason.
func attack(t *testing.T, o *claimstest.Office, code pqerror.Code, statement string, args ...any) {
	t.Helper()
	tx, err := o.Begin(t.Context(), o.Who(who.Clerk))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(t.Context(), statement, args...)
	if refused := pq.As(err, code); refused == nil {
		t.Errorf("%s\n\tgot %v; want SQLSTATE %s", statement, err, code)
	}
}

var (
	notAllowed = pqerror.InsufficientPrivilege
	noSuchFact = pqerror.ForeignKeyViolation
	once       = pqerror.UniqueViolation
	unfit      = pqerror.CheckViolation
)

// TestNoStatusAheadOfItsFacts moves claims by hand from each status to every other that its facts do not bear out.
func TestNoStatusAheadOfItsFacts(t *testing.T) {
	o := claimstest.County(t)
	stands := map[claims.Status][]claims.Status{ // what the facts of a status do bear out: it and what came before
		claims.Screened:     {},
		claims.Entrusted:    {claims.Screened},
		claims.Investigated: {claims.Screened, claims.Entrusted},
		claims.Declined:     {claims.Screened, claims.Entrusted},
		claims.Endorsed:     {claims.Screened, claims.Entrusted, claims.Investigated},
		claims.Reviewed:     {claims.Screened, claims.Entrusted, claims.Investigated, claims.Endorsed},
		claims.Filed:        {claims.Screened, claims.Entrusted, claims.Investigated, claims.Endorsed, claims.Reviewed},
	}
	for _, at := range claims.Statuses() {
		id := o.Claims(t, 1, "income", at)[0]
		for _, to := range claims.Statuses() {
			if to == at || slices.Contains(stands[at], to) {
				continue
			}
			attack(t, o, noSuchFact, `UPDATE claim SET status = $1, turn = GREATEST(turn, 1) WHERE county = '410602' AND id = $2`, to, id)
		}
		if at != claims.Screened {
			attack(t, o, noSuchFact, `UPDATE claim SET turn = turn + 1 WHERE county = '410602' AND id = $1`, id)
			attack(t, o, noSuchFact, `UPDATE claim SET round = round + 1 WHERE county = '410602' AND id = $1`, id)
		}
	}
}

func TestFactsThatWouldNotBeTrue(t *testing.T) {
	o := claimstest.County(t)
	adjuster, stranger := o.Who(who.Adjuster).ID, o.Other(who.Adjuster).ID
	entrusted := o.Claims(t, 1, "income", claims.Entrusted)[0]
	declined := o.Claims(t, 1, "income", claims.Declined)[0]
	endorsed := o.Claims(t, 1, "income", claims.Endorsed)[0]
	reviewed := o.Claims(t, 1, "income", claims.Reviewed)[0]
	screened := o.Claims(t, 1, "income", claims.Screened)[0]

	finding := `INSERT INTO finding (county, claim, round, turn, adjuster, visited_on, qualifies, why, cases, salt) VALUES ('410602', $1, 1, 1, $2, '2024-09-09', true, '属实', '[]', '\x00')`
	attack(t, o, noSuchFact, finding, entrusted, stranger) // by an adjuster who was not entrusted
	attack(t, o, noSuchFact, finding, screened, adjuster)  // of a claim that nobody was
	attack(t, o, once, finding, endorsed, adjuster)        // a second one

	endorsement := `INSERT INTO endorsement (county, claim, round, turn, by_staff, on_day, opinion, salt) VALUES ('410602', $1, 1, 1, $2, '2024-09-09', '同意', '\x00')`
	attack(t, o, noSuchFact, endorsement, declined, o.Who(who.Village).ID) // of a finding that does not qualify
	attack(t, o, noSuchFact, endorsement, entrusted, o.Who(who.Village).ID)

	review := `INSERT INTO review (county, claim, round, turn, by_staff, on_day, passed, opinion, salt) VALUES ('410602', $1, 1, 1, $2, '2024-09-09', true, '同意', '\x00')`
	attack(t, o, noSuchFact, review, entrusted, o.Who(who.Township).ID) // of what the village did not endorse

	filing := `INSERT INTO filing (county, claim, round, turn, year, no, filed_on, filed_by, adjuster) VALUES ('410602', $1, 1, 1, 2024, 99, '2024-09-09', $2, $3)`
	clerk := o.Who(who.Clerk).ID
	attack(t, o, noSuchFact, filing, endorsed, clerk, adjuster) // not reviewed
	attack(t, o, noSuchFact, filing, reviewed, clerk, stranger) // under another's name
	attack(t, o, unfit, filing, reviewed, adjuster, adjuster)   // by its own adjuster
	attack(t, o, unfit, `INSERT INTO assignment VALUES ('410602', $1, 1, 1, $2, $2, '2024-09-09', '2024-09-12')`, screened, adjuster)
}

func TestAReturnedReviewFilesNothing(t *testing.T) {
	o := claimstest.County(t)
	id := o.Claims(t, 1, "income", claims.Endorsed)[0]
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions([]int64{id}, false))
	})
	attack(t, o, noSuchFact, `INSERT INTO filing (county, claim, round, turn, year, no, filed_on, filed_by, adjuster) VALUES ('410602', $1, 1, 1, 2024, 99, '2024-09-09', $2, $3)`,
		id, o.Who(who.Clerk).ID, o.Who(who.Adjuster).ID)
}

func TestWhatIsWrittenStays(t *testing.T) {
	o := claimstest.County(t)
	o.Filed(t, 1, "income")
	for _, table := range []string{"source", "assignment", "finding", "evidence", "endorsement", "review", "filing"} {
		attack(t, o, notAllowed, `DELETE FROM `+table)
		attack(t, o, notAllowed, fmt.Sprintf(`UPDATE %s SET county = county`, table))
		attack(t, o, notAllowed, `TRUNCATE `+table)
	}
	attack(t, o, notAllowed, `DELETE FROM claim`)
	for _, column := range []string{"household", "person", "category", "event_key", "event_on", "class", "scheme", "policy"} {
		attack(t, o, notAllowed, fmt.Sprintf(`UPDATE claim SET %s = %[1]s`, column))
	}
	attack(t, o, notAllowed, `INSERT INTO claim (county, id, policy, scheme, household, category, event_key, event_on, class, round, turn, status)
		SELECT county, 1, policy, scheme, household, category, 'x', event_on, class, round, turn, status FROM claim`)
}

// raised is a claim screened from one reported bill.
func raised(t *testing.T, o *claimstest.Office) (id, row int64) {
	t.Helper()
	h := o.Enrol(t, "低收入户", 1)[0]
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-09-03", "30000.00", fmt.Sprint("S", h.ID)))
	s := screenMonth(t, o, "2024-09")
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return tx.GetContext(ctx, &row, `SELECT report_row FROM source WHERE county = $1 AND claim = $2`, tx.County, s.Raised[0])
	})
	return s.Raised[0], row
}

func TestOneEventAndOneSettlementInOneLiveClaim(t *testing.T) {
	o := claimstest.County(t)
	id, row := raised(t, o)
	second := `INSERT INTO claim (county, id, policy, scheme, household, category, event_key, event_on, class)
		SELECT county, $2, policy, scheme, household, category, event_key || $3, event_on, class FROM claim WHERE county = '410602' AND id = $1`
	attack(t, o, once, second, id, id+1, "") // the event
	other := id + 2
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { // another event of the household
		tx.Perform("test", "另一案件")
		_, err := tx.ExecContext(ctx, second, id, other, "'")
		tx.Cover("claim", other)
		return err
	})
	source := `INSERT INTO source (county, report_row, claim, tag, live) SELECT county, report_row, $2, tag, $3 FROM source WHERE county = '410602' AND report_row = $1`
	attack(t, o, once, source, row, other, true)        // its row
	attack(t, o, noSuchFact, source, row, other, false) // as if the other were void
	o.Report(t, "outpatient", "2024-09", map[string]string{
		"name": "张三", "id_number": o.Enrol(t, "", 1)[0].HeadID, "month": "2024-09", "outpatient": "100.00", "special": "0.00"})
	attack(t, o, once, `INSERT INTO source (county, report_row, claim, tag) SELECT s.county, r.id, $2, s.tag
		FROM source s JOIN report_row r ON r.county = s.county AND r.id <> s.report_row WHERE s.county = '410602' AND s.report_row = $1`, row, other) // its settlement by another row
}

func TestAVoidClaimFreesItsEventAndItsBills(t *testing.T) {
	o := claimstest.County(t)
	id, _ := raised(t, o)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, []int64{id}, "误报") })
	if c := get(t, o, id); c.VoidReason == nil || *c.VoidReason != "误报" {
		t.Errorf("void claim %+v", c)
	}
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return claims.Entrust(ctx, tx, o.Assignments([]int64{id})) }), fault.Conflict)
	wantRows(t, o, "所立案件已撤销：误报")
	if s := screenMonth(t, o, "2024-09"); len(s.Raised) != 1 || s.Raised[0] == id {
		t.Errorf("screened again: %+v", s)
	}
}

// What was freed may lie in another claim by now: a void one does not come back.
func TestAVoidClaimStaysVoid(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 2, "income", claims.Screened)
	void, live := ids[0], ids[1]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, []int64{void}, "误报") })
	attack(t, o, notAllowed, `UPDATE claim SET void_reason = NULL`)
	attack(t, o, notAllowed, `UPDATE claim SET void_reason = '误报'`)
	attack(t, o, notAllowed, `UPDATE source SET live = true`)
	door := fmt.Sprintf(`SELECT claim_void('410602', $1, $2, %d)`, o.Who(who.Clerk).ID)
	attack(t, o, "FPSTA", door, pq.Array([]int64{void}), "又误报")
	attack(t, o, "FPSTA", door, pq.Array([]int64{void}), nil)
	attack(t, o, "FPSTA", door, pq.Array([]int64{live}), nil)
	attack(t, o, "FPSTA", door, pq.Array([]int64{live, void}), "误报")
	attack(t, o, "FPSTA", door, pq.Array([]int64{live, live}), "误报")
	attack(t, o, unfit, door, pq.Array([]int64{live}), "")
	for _, nobody := range []any{o.Who(who.Adjuster).ID, nil} {
		attack(t, o, "FPHND", `SELECT claim_void('410602', $1, '误报', $2)`, pq.Array([]int64{live}), nobody)
	}
	attack(t, o, "FPLIM", door, pq.Array(slices.Repeat([]int64{live}, 201)), "误报")
}

func TestAPayoutThatStandsHoldsItsClaim(t *testing.T) {
	o := claimstest.County(t)
	id := o.Filed(t, 1, "income")[0]
	c := get(t, o, id)
	_, err := pgtest.Super(t).ExecContext(t.Context(), `
		INSERT INTO fangpin.payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount)
		SELECT $1, $2, $3, 1, $4, $5, $6, $7, (SELECT id FROM fangpin.person WHERE county = $1 AND household = $8 AND relation = 'head'), $9, 100`,
		"410602", pg.NewID(), id, *c.Adjuster, o.Who(who.Assessor).ID, c.Scheme, c.Policy, c.Household, c.Place)
	if err != nil {
		t.Fatal(err)
	}
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, []int64{id}, "误报") }), fault.Blocked)
	o.Refused(o.Do(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reopen(ctx, tx, o.Assignments([]int64{id})...)
	}), fault.Blocked)
	attack(t, o, noSuchFact, `SELECT claim_void('410602', ARRAY[$1::bigint], '误报', $2)`, id, o.Who(who.Clerk).ID)
	want(t, get(t, o, id), claims.Filed, 1, 1)
}
