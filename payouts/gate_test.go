package payouts_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// gated are a call of each door that the gate's login alone may knock at, by the door's name.
var gated = map[string]string{
	"list_approve":           knocks["list_approve"],
	"batch_send":             knocks["batch_send"],
	"batch_reissue":          knocks["batch_reissue"],
	"answer_admit":           knocks["answer_admit"],
	"resolution_confirm":     knocks["resolution_confirm"],
	"heir_naming_confirm":    `SELECT heir_naming_confirm(:c, 1, '', :confirmer)`,
	"grant_confirm":          `SELECT grant_confirm(:c, 1, '', '', :confirmer)`,
	"root_confirm":           `SELECT root_confirm(:c, 1, '', :confirmer)`,
	"passkey_vouch_confirm":  `SELECT passkey_vouch_confirm(:c, '{1}', '{x}', :confirmer)`,
	"passkey_revoke_confirm": `SELECT passkey_revoke_confirm(:c, 1, '', :confirmer)`,
	"signing_confirm":        `SELECT signing_confirm(:c, '{1}', '{x}', :confirmer)`,
	"probation_confirm":      `SELECT probation_confirm(:c, 1, '', :confirmer)`,
	"account_confirm":        `SELECT account_confirm(:c, '{:unconfirmed}', NULL, :confirmer)`,
}

// begun is a transaction of another login than the fort's.
func (f *fort) begun(t *testing.T, login string) *pg.Tx {
	t.Helper()
	tx, err := pgtest.As(t, login).Begin(t.Context(), f.Who(who.Clerk))
	f.Must(err)
	return tx
}

// Neither who serves the pages nor an auditor knocks at the doors of money; the gate does; and nobody else is in their catalogue.
func TestTheDoorsOfMoneyAreTheGatesAlone(t *testing.T) {
	f := newFort(t)
	f.unconfirmed()
	f.tamper(`DO $$ BEGIN CREATE ROLE test_gate_auditor LOGIN IN ROLE fangpin_reader; EXCEPTION WHEN duplicate_object THEN END $$;
		INSERT INTO reader VALUES ('test_gate_auditor', '410602')`)
	for door, knock := range gated {
		for _, login := range []string{pg.App, "test_gate_auditor"} {
			tx := f.begun(t, login)
			if _, err := tx.ExecContext(t.Context(), f.say(knock)); stateOf(err) != denied {
				t.Errorf("%s as %s: %v", door, login, err)
			}
			f.Must(tx.Rollback())
		}
		if strings.Contains(knock, "answer_line") || strings.HasSuffix(door, "_confirm") && door != "account_confirm" {
			continue // there is no answer to admit here, and nothing proposed but an account: the rooms' own tests knock there as the gate
		}
		f.passes(knock)
	}
	var open []string
	f.Must(f.super.SelectContext(t.Context(), &open, `
		SELECT DISTINCT p.proname FROM pg_proc p, aclexplode(p.proacl) a
		WHERE p.pronamespace = 'fangpin'::regnamespace AND a.grantee = 'fangpin_gate'::regrole AND a.privilege_type = 'EXECUTE' ORDER BY 1`))
	for _, door := range open {
		if gated[door] == "" {
			t.Errorf("the gate has %s, which nobody tries", door)
		}
	}
	var others []string
	f.Must(f.super.SelectContext(t.Context(), &others, `
		SELECT p.proname || ' by ' || r.rolname FROM pg_proc p JOIN pg_roles r ON has_function_privilege(r.oid, p.oid, 'EXECUTE')
		WHERE p.pronamespace = 'fangpin'::regnamespace AND p.proname = ANY ($1) AND NOT r.rolsuper
		  AND NOT pg_has_role(r.oid, 'fangpin_door', 'MEMBER') AND NOT pg_has_role(r.oid, 'fangpin_gate', 'MEMBER')`, pq.Array(open)))
	if len(open) != len(gated) || len(others) > 0 {
		t.Errorf("the gate's doors are %v, and others may call %v", open, others)
	}
}

// unconfirmed enters an account that nobody has confirmed.
func (f *fort) unconfirmed() {
	f.names["unconfirmed"] = f.scalar(`INSERT INTO fangpin.account SELECT county, 99, person, bank, number, tag, entered_by, salt FROM fangpin.account
		WHERE id = :cleared_account RETURNING id`)
}

// What the money rests on, a line each.
const money = `
	SELECT line FROM (
	SELECT concat_ws(' ', 'list', id, status, total, encode(digest, 'hex')) AS line FROM fangpin.list
	UNION ALL SELECT concat_ws(' ', 'payout', id, status, amount, payee) FROM fangpin.payout
	UNION ALL SELECT concat_ws(' ', 'hand', list, person, part) FROM fangpin.hand
	UNION ALL SELECT concat_ws(' ', 'batch', id, list, sent_by) FROM fangpin.batch
	UNION ALL SELECT concat_ws(' ', 'instruction', payout, attempt, status, amount, account) FROM fangpin.instruction
	UNION ALL SELECT concat_ws(' ', 'answer', answer, line, break, admitted_by) FROM fangpin.answer_line
	UNION ALL SELECT concat_ws(' ', 'confirmation', account, entered_by, confirmed_by) FROM fangpin.confirmation
	UNION ALL SELECT concat_ws(' ', 'account', id, person, encode(number, 'hex')) FROM fangpin.account
	UNION ALL SELECT concat_ws(' ', 'door', proname, proowner, proacl, proconfig, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'fangpin'::regnamespace
	UNION ALL SELECT concat_ws(' ', 'member', roleid, member) FROM pg_auth_members WHERE member::regrole::text IN ('fangpin_app', 'fangpin_gate')) l ORDER BY line`

// Whoever has the app's login, and would reach the money without the gate: by the doors under every disguise, by what the doors call, by
// what they write, by becoming the gate, and by changing what the gate will run. What is not refused is committed, and moves nothing.
func TestNoWayToTheMoneyAroundTheGate(t *testing.T) {
	f := newFort(t)
	f.unconfirmed()
	f.names["seen"] = `(SELECT digest FROM fangpin.list WHERE id = ` + f.say(`:listed_list`) + `)`
	before := f.lines(money)
	for _, tries := range [][]string{disguises, within, writes, becoming, preparing} {
		for _, try := range tries {
			tx := f.begun(t, pg.App)
			_, err := tx.ExecContext(t.Context(), f.say(try))
			if err == nil {
				err = tx.Commit()
			}
			if state := stateOf(err); state != denied && !slices.Contains(harmless, try) {
				t.Errorf("%s: %q (%v)", try, state, err)
			}
			_ = tx.Rollback()
		}
	}
	if after := f.lines(money); !slices.Equal(before, after) {
		t.Errorf("the money moved:\n%v\n%v", before, after)
	}
}

func (f *fort) lines(query string) (lines []string) {
	f.t.Helper()
	f.Must(f.super.SelectContext(f.t.Context(), &lines, query))
	return lines
}

const approves = `fangpin.list_approve(:c, :listed_list, :seen, 10000, :first)`

var disguises = []string{
	`SELECT ` + approves, `SELECT * FROM ` + approves, `SELECT (SELECT ` + approves + `)`, `VALUES (` + approves + `)`, `WITH x AS MATERIALIZED (SELECT ` + approves + ` AS y) SELECT y FROM x`,
	`SELECT fangpin.list_approve(c => :c, no => :listed_list, seen_digest => :seen, seen_total => 10000, who => :first)`,
	`PREPARE p AS SELECT ` + approves + `; EXECUTE p; DEALLOCATE p`, `DECLARE p CURSOR FOR SELECT ` + approves + `; FETCH p`, `COPY (SELECT ` + approves + `) TO STDOUT`,
	`DO $$ BEGIN PERFORM ` + approves + `; END $$`, `DO $$ BEGIN EXECUTE $x$ SELECT ` + approves + ` $x$; EXCEPTION WHEN division_by_zero THEN END $$`,
	`EXPLAIN ANALYZE SELECT ` + approves, `SELECT 1 ORDER BY ` + approves, `SELECT 1 LIMIT length(` + approves + `)`,
	`CREATE TEMP VIEW v AS SELECT ` + approves + ` AS x; SELECT x FROM v`, `CREATE TEMP TABLE d (x TEXT DEFAULT ` + approves2 + `); INSERT INTO d DEFAULT VALUES`,
	`CREATE FUNCTION pg_temp.f() RETURNS TEXT LANGUAGE sql SECURITY DEFINER AS $$ SELECT ` + approves + ` $$; SELECT pg_temp.f()`,
	`CREATE FUNCTION pg_temp.g() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM ` + approves + `; RETURN NEW; END $$; CREATE TEMP TABLE e (x INT);
		CREATE TRIGGER g BEFORE INSERT ON e FOR EACH ROW EXECUTE FUNCTION pg_temp.g(); INSERT INTO e VALUES (1)`,
	`CREATE TEMP TABLE w AS SELECT ` + approves + ` AS x`, `SELECT query_to_xml($$ SELECT ` + approves2 + ` $$, true, true, '')`,
	`SELECT fangpin.batch_send(:c, :new, :approved_list, :sender)`, `SELECT fangpin.batch_reissue(:c, :new, :returned_list, '{:returned}', '{:returned_account}', :sender)`,
	`SELECT fangpin.account_confirm(:c, '{:unconfirmed}', NULL, :confirmer)`, `SELECT fangpin.answer_admit(:c, 1, 1, :clerk)`,
}

const approves2 = `fangpin.list_approve('410602', 1, '', 10000, 1)`

var within = []string{
	`SELECT list_sign(:c, :listed_list, '{:first}', 'first')`, `SELECT list_lock(:c, :listed_list, '{composed}')`, `SELECT payout_move(:c, '{:listed}', '{listed}', 'sent')`,
	`SELECT batch_instruct(:c, :new, :listed_list, '{:listed}', '{:listed_account}', :sender)`, `SELECT proposal_confirm(:c, 'account', '{:unconfirmed}', NULL, :confirmer)`,
	`SELECT proposal_decide(:c, 'account', '{:unconfirmed}', '{x}', true, NULL, :confirmer)`, `SELECT payout_payable(:c, '{:listed}', '{:listed_account}')`, `SELECT fund_left(:c, :policy)`,
}

var writes = []string{
	`UPDATE list SET status = 'approved' WHERE id = :listed_list`, `INSERT INTO hand VALUES (:c, :listed_list, :first, 'first', now())`, `UPDATE hand SET part = 'second'`,
	`INSERT INTO batch VALUES (:c, :new, :approved_list, :sender, now())`, `INSERT INTO instruction (county, payout, attempt, batch, amount, account) VALUES (:c, :approved, 1, 1, 1, 1)`,
	`UPDATE instruction SET account = :cleared_account`, `UPDATE instruction SET status = 'returned'`, `INSERT INTO list_row VALUES (:c, :listed_list, 99, :cleared, 1, :cleared_account)`,
	`UPDATE list_row SET account = :cleared_account`, `INSERT INTO confirmation VALUES (:c, :unconfirmed, :clerk, :confirmer)`, `UPDATE payout SET status = 'sent' WHERE id = :listed`,
	`UPDATE answer_line SET admitted_by = :clerk`, `UPDATE account SET number = number`, `UPDATE proposal SET confirmed = true, decided_by = :confirmer, decided_at = now()`,
	`INSERT INTO list (county, id, fund, dated, rows, total, digest, year, serial) VALUES (:c, :new, :policy, :day, 1, 1, sha256(''), 2024, 99)`,
	`MERGE INTO list l USING (SELECT 1) x ON true WHEN MATCHED THEN UPDATE SET status = 'approved'`, `TRUNCATE hand CASCADE`, `COPY hand FROM STDIN`,
}

var becoming = []string{
	`SET ROLE fangpin_gate`, `SET LOCAL ROLE fangpin_gate`, `SET SESSION AUTHORIZATION fangpin_gate`, `SELECT set_config('role', 'fangpin_gate', true)`,
	`SELECT set_config('session_authorization', 'fangpin_gate', true)`, `GRANT fangpin_gate TO fangpin_app`, `GRANT fangpin_gate TO CURRENT_USER WITH ADMIN OPTION`,
	`GRANT EXECUTE ON FUNCTION list_approve TO PUBLIC`, `ALTER ROLE fangpin_gate PASSWORD 'x'`, `ALTER ROLE fangpin_gate RENAME TO gone`, `ALTER ROLE fangpin_gate SET search_path = pg_temp`,
	`REASSIGN OWNED BY fangpin_gate TO fangpin_app`, `DROP OWNED BY fangpin_gate`, `CREATE ROLE peer LOGIN IN ROLE fangpin_gate`, `CREATE EXTENSION dblink`, `CREATE EXTENSION postgres_fdw`,
	`COPY (SELECT 1) TO PROGRAM 'psql -U fangpin_gate fangpin'`, `SELECT pg_read_file('pg_hba.conf')`, `SELECT lo_import('/etc/passwd')`,
	`CREATE SUBSCRIPTION s CONNECTION 'user=fangpin_gate' PUBLICATION p WITH (connect = false)`, `SET session_preload_libraries = 'plpgsql'`, `SELECT pg_reload_conf()`,
}

// preparing are what would wait for the gate's next knock. Objects of one's own session are no other session's.
var preparing = append([]string{
	`CREATE OR REPLACE FUNCTION list_approve(c CHAR(6), no BIGINT, seen_digest BYTEA, seen_total NUMERIC, who BIGINT) RETURNS TEXT LANGUAGE sql AS 'SELECT ''second'''`,
	`DROP FUNCTION list_approve`, `ALTER FUNCTION list_approve SECURITY INVOKER`, `ALTER FUNCTION list_approve SET search_path = pg_temp`, `ALTER FUNCTION list_approve OWNER TO fangpin_app`,
	`CREATE FUNCTION fangpin.human(BIGINT) RETURNS BIGINT LANGUAGE sql AS 'SELECT 1'`, `CREATE FUNCTION public.human(CHAR(6), BIGINT) RETURNS BIGINT LANGUAGE sql AS 'SELECT 1'`,
	`CREATE OPERATOR fangpin.= (LEFTARG = BYTEA, RIGHTARG = BYTEA, FUNCTION = byteane)`, `CREATE RULE r AS ON UPDATE TO list DO INSTEAD NOTHING`,
	`CREATE TRIGGER t BEFORE UPDATE ON list FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`, `CREATE POLICY p ON list USING (true)`,
	`CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()`, `ALTER DEFAULT PRIVILEGES FOR ROLE fangpin_door GRANT EXECUTE ON FUNCTIONS TO fangpin_app`,
	`ALTER TABLE hand DROP CONSTRAINT hand_pkey`, `COMMENT ON FUNCTION list_approve IS 'x'`, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'fangpin_gate'`,
}, harmless...)

// harmless are not refused: what they make is their own session's.
var harmless = []string{
	`CREATE TEMP TABLE list AS SELECT * FROM fangpin.list; UPDATE pg_temp.list SET status = 'approved'`,
	`CREATE FUNCTION pg_temp.human(CHAR(6), BIGINT) RETURNS BIGINT LANGUAGE sql AS 'SELECT 1'`,
	`CREATE OPERATOR pg_temp.= (LEFTARG = NUMERIC, RIGHTARG = NUMERIC, FUNCTION = numeric_ne)`,
	`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'nobody'`,
}
