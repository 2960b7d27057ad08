package payouts_test

import (
	"slices"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// tables lists the tables of the schema, with those of a county only on demand.
func (f *fort) tables(ofCounty bool) (names []string) {
	f.t.Helper()
	f.Must(f.super.SelectContext(f.t.Context(), &names, `
		SELECT t.table_name FROM information_schema.tables t WHERE t.table_schema = 'fangpin' AND t.table_type = 'BASE TABLE'
		  AND (NOT $1 OR t.table_name NOT IN ('reader', 'report_stage') AND EXISTS (
		    SELECT FROM information_schema.columns c WHERE c.table_schema = 'fangpin' AND c.table_name = t.table_name AND c.column_name = 'county'))
		ORDER BY t.table_name`, ofCounty))
	return names
}

// Nothing is ever deleted, and no row of a county changes its county.
func TestNothingIsDeleted(t *testing.T) {
	f := newFort(t)
	for _, table := range f.tables(false) {
		f.refuses(tried("truncating "+table, denied, `TRUNCATE `+table+` CASCADE`), tried("deleting from "+table, denied, `DELETE FROM `+table))
	}
	for _, table := range f.tables(true) {
		f.refuses(tried("moving "+table, denied, `UPDATE `+table+` SET county = county`))
	}
}

func TestNoStatusIsMovedByHand(t *testing.T) {
	f := newFort(t)
	for _, change := range []string{
		`UPDATE payout SET status = 'paid'`, `UPDATE payout SET amount = amount`, `UPDATE payout SET payee = payee`, `UPDATE payout SET status = status`,
		`UPDATE list SET status = 'sent'`, `UPDATE list SET total = total`, `UPDATE list_row SET account = account`, `UPDATE hand SET part = 'second'`,
		`UPDATE batch SET sent_by = sent_by`, `UPDATE instruction SET account = account`, `UPDATE instruction SET amount = 1`,
		`UPDATE clearance SET cleared_at = now()`, `UPDATE clock SET ends_at = now()`, `UPDATE clock SET restarted_at = NULL`, `UPDATE notice SET days = 1`,
		`UPDATE posting SET posted_on = posted_on`, `UPDATE posting SET down_on = NULL`, `UPDATE objection SET words = ''`, `UPDATE answer SET file = sha256('')`,
		`UPDATE answer_line SET break = NULL`, `UPDATE assessment SET amount = 1`, `UPDATE heir SET person = 1`, `UPDATE filing SET adjuster = 1`,
		`UPDATE transfer SET amount = 1`, `UPDATE entry SET memo = ''`, `UPDATE deed SET subject = ''`, `UPDATE cover SET root = root`, `UPDATE premium SET amount = 1`,
		`UPDATE account SET number = number`, `UPDATE confirmation SET confirmed_by = 1`, `UPDATE scheme SET days = 1`, `UPDATE office SET late_days = 9`,
		`UPDATE day SET holiday = false`, `INSERT INTO day VALUES ('2030-01-01', false, false)`, `INSERT INTO chart VALUES ('x', 'x', 'debit')`,
		`INSERT INTO clock VALUES (:c, :assessed_notice, :village, 1, 1, 1, '2024-01-01', now(), NULL)`,
		`INSERT INTO clearance VALUES (:c, :announced, :announced_notice, :announced_place, 1, now())`,
		`INSERT INTO deed VALUES (:c, 0, now(), now(), 1, 'x', '', '', '')`,
		`INSERT INTO payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount)
		   SELECT county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount FROM payout ON CONFLICT (county, id) DO UPDATE SET status = 'paid'`,
		`MERGE INTO payout p USING (SELECT 1) x ON true WHEN MATCHED THEN UPDATE SET status = 'paid'`,
		`SELECT FROM payout FOR UPDATE`, `SELECT FROM list FOR KEY SHARE`, `LOCK TABLE payout`,
	} {
		f.refuses(tried(change, denied, change))
	}
}

// callable are the functions that the app may call, by their names: doors, and what reads history.
var callable = []string{
	"admins_unable", "answer_settle", "claim_another", "claim_apart", "claim_void", "counties", "death_check_enter", "death_correct", "death_record", "deed_seal", "deputy_end", "enrolment_use",
	"entry_post", "head_hold", "head_repair_enter", "heir_naming_propose", "helper_end", "history", "household_lock", "human", "key_chained", "key_know", "label_begin", "label_correct", "label_end", "list_ask", "list_compose",
	"list_compose_again", "list_void", "own_household", "passkey_end", "passkey_revoke_propose", "passkey_vouch_propose", "payout_announce", "payout_clear", "payout_decide",
	"payout_object", "payout_prove", "payout_withdraw", "policy_insure", "policy_open", "premium_receive", "probation_days", "probation_propose", "probation_until",
	"procedure_adopt", "proposal_make", "proposal_refuse", "publicity_put_back", "publicity_restart", "publicity_start", "reconciliation_enter", "rectification_do", "rectification_open",
	"rectification_sign_off", "referral_answer", "report_pass", "resolution_propose", "reveal_bare", "reveal_case", "reveal_cases", "reveal_permit_enter", "root_of",
	"root_propose", "round_look_add", "scheme_adopt", "self_application_act", "self_application_forget", "self_application_send", "session_end",
	"signing_by_code", "signing_propose", "site_fix", "staff_acts", "staff_grant_propose", "staff_hold", "staff_leave",
	"staff_missing", "stage_drop", "stage_sweep", "stage_take", "tree_extend", "watch_label_begin", "watch_label_end", "watch_lock", "watch_notice",
	"watch_record",
}

func TestTheHelpersAreNotForTheApp(t *testing.T) {
	f := newFort(t)
	for _, call := range []string{
		`refuse('FPSTA', '%s', '{}')`, `payout_lock(:c, '{:cleared}')`, `payout_move(:c, '{:cleared}', '{cleared}', 'paid')`, `list_lock(:c, :listed_list, '{composed}')`,
		`list_sign(:c, :listed_list, '{:first}', 'second')`, `payout_unopposed(:c, '{:cleared}')`, `payout_payable(:c, '{:cleared}', '{:cleared_account}')`,
		`batch_instruct(:c, :new, :listed_list, '{:listed}', '{:listed_account}', :sender)`, `fund_left(:c, :policy)`, `reads()`, `staff_at_work(:c, :first, '{approver}')`,
		`payout_take_back(:c, '{:cleared}')`, `correction_enter(:c, :new, 'death', :cleared_payee, :clerk, '健在', '')`, `payout_uncontradicted(:c, '{:cleared}')`, `payout_unsent(:c, :sent, :clerk)`,
		`heir_may(:c, :cleared, :cleared_child)`, `policy_queue(:c)`, `require_few('{1}')`, `payout_capped(:c, '{:assessed}')`, `list_flag_find(:c, :listed_list, true)`, `list_flag_answered(:c, :listed_list, :first)`,
		`list_enter(:c, :new, :day, '{:cleared}', '{:cleared_account}', :clerk, true)`, `require_read_committed()`,
		`proposal_decide(:c, 'account', '{1}', '{x}', true, NULL, :clerk)`, `proposal_confirm(:c, 'account', '{1}', '{x}', :clerk)`, `proposal_roles('account', true)`,
		`publicity_lock(:c, '{:announced_notice}')`, `publicity_opposed(:c, '{:cleared}')`, `publicity_clear(:c, '{:announced}')`,
		`publicity_notice(:c, :new, :village, :day, 'payout', '{:assessed}', '{:assessed_place}', '{1}', NULL, 1, false, false)`,
		`publicity_receive(:c, :new, 'payout', :cleared, '不符', :day, :clerk, '')`, `publicity_decide(:c, 7, false, '无', :township)`, `publicity_prove(:c, 7, sha256('x'), :township)`, `wall('payout')`,
		`signature_given(:c, 'payouts.send', '', :sender, '{sender}', 'list/1', '', 1)`, `proposal_enter(:c, 'root', '{1}', '{1}', '{x}', '{x}', :clerk)`, `probation_over(:c, :first, '{approver}')`, `staff_disable(:c, '{:first}', now())`,
		`reveal_enter(:c, :new, :cleared_payee, NULL, 'phone', NULL, NULL, NULL, NULL, '核对电话', :clerk, '')`, `reveal_more(:c, :clerk, now())`, `signature_digest('{1}', '{1}')`,
		`payout_recused(:c, '{:cleared}', NULL, :clerk)`, `payout_unspoken(:c, '{:cleared}', :clerk)`, `payout_whole(:c, '{:cleared}')`, `same_human(:c, :clerk)`,
	} {
		f.refuses(tried(call, denied, `SELECT `+call))
	}
	var open []string
	f.Must(f.super.SelectContext(t.Context(), &open, `
		SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace AND has_function_privilege('fangpin_app', p.oid, 'EXECUTE') ORDER BY 1`))
	if !slices.Equal(open, callable) {
		t.Errorf("the app may call %v, want %v", open, callable)
	}
	var loose []string
	f.Must(f.super.SelectContext(t.Context(), &loose, `
		SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace
		  AND NOT (p.prosecdef AND p.proowner = 'fangpin_door'::regrole AND p.proconfig = '{"search_path=fangpin, pg_temp"}') ORDER BY 1`))
	if want := []string{"history", "wall"}; !slices.Equal(loose, want) {
		t.Errorf("functions that do not run as the doors: %v, want %v", loose, want)
	}
}

// The history of a row is the one function that runs as the owner, for row-level security would keep the index of the keys from it
// (procedures/history.sql). So it may only read, keeps the doors' path, and answers for no county but the login's.
func TestHistoryIsHeldToItsCounty(t *testing.T) {
	f := newFort(t)
	var held bool
	f.Must(f.super.GetContext(t.Context(), &held, `
		SELECT p.prosecdef AND p.provolatile = 's' AND p.proowner = 'fangpin_owner'::regrole AND p.proconfig = '{"search_path=fangpin, pg_temp"}'
		FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace AND p.proname = 'history'`))
	if !held {
		t.Error("history is more than a read of the owner's on the doors' path")
	}
	for county, want := range map[string]bool{"410602": true, "410603": false} {
		tx, err := f.Begin(t.Context(), who.Person{County: county})
		f.Must(err)
		var leaves int
		f.Must(tx.GetContext(t.Context(), &leaves, f.say(`SELECT count(*) FROM fangpin.history('410602', '{payout}', '{:cleared}')`)))
		if (leaves > 0) != want {
			t.Errorf("as %s, history tells of %d deeds", county, leaves)
		}
		f.Must(tx.Rollback())
	}
}

// knocks are a call of each door that READ COMMITTED lets through, by the door's name.
var knocks = map[string]string{
	"payout_announce":    `SELECT payout_announce(:c, :new, :village, :day, '{:assessed}', :clerk)`,
	"publicity_start":    `SELECT publicity_start(:c, :announced_notice, :township)`,
	"publicity_restart":  `SELECT publicity_restart(:c, (SELECT min(id) FROM posting WHERE notice = :announced_notice), '2024-09-09', :township, '被大风刮落', '')`,
	"payout_object":      `SELECT payout_object(:c, :new, :announced, '不符', :day, :clerk, '')`,
	"publicity_put_back": `SELECT publicity_put_back(:c, (SELECT min(id) FROM posting WHERE notice = :announced_notice), :clerk, '仍在墙上', '')`,
	"payout_prove":       `SELECT payout_prove(:c, (SELECT min(id) FROM objection), sha256('x'), :township)`,
	"payout_decide":      `SELECT payout_decide(:c, (SELECT min(id) FROM objection), true, '属实', :township)`,
	"payout_withdraw":    `SELECT payout_withdraw(:c, '{:cleared}', :clerk)`,
	"payout_clear":       `SELECT payout_clear(:c, '{:announced}', :clerk)`,
	"list_compose":       `SELECT list_compose(:c, :new, :day, '{:cleared}', '{:cleared_account}', :clerk)`,
	"list_compose_again": `SELECT list_compose_again(:c, :new, :day, '{:returned}', '{:returned_account}', :clerk)`,
	"resolution_confirm": `SELECT resolution_confirm(:c, 1, '', :first)`,
	"list_void":          `SELECT list_void(:c, :listed_list, '账户有误', :clerk, '')`,
	"list_approve":       `SELECT list_approve(:c, :listed_list, (SELECT digest FROM list WHERE id = :listed_list), 10000, :first)`,
	"batch_send":         `SELECT batch_send(:c, :new, :approved_list, :sender)`,
	"answer_settle":      `SELECT answer_settle(:c, sha256('1'), :new, '{:sent}', '{1}', '{10000}', '{paid}', '{}', :clerk)`,
	"answer_admit":       `SELECT answer_admit(:c, (SELECT answer FROM answer_line WHERE break IS NOT NULL), 1, :clerk)`,
	"batch_reissue":      `SELECT batch_reissue(:c, :new, :returned_list, '{:returned}', '{:returned_account}', :sender)`,
	"death_check_enter":  `SELECT death_check_enter(:c, :sent, true, '已联系银行', :clerk, '')`,
}

// Whoever acts at a door is at work, in a role for it: no deed of nobody.
func TestNoDoorIsPassedByNobody(t *testing.T) {
	f := newFort(t)
	for _, door := range []string{"payout_announce", "payout_clear", "payout_withdraw", "answer_settle"} {
		for _, who := range []string{":township", "NULL", "7"} {
			f.refuses(tried(door+" by "+who, "FPHND", strings.ReplaceAll(knocks[door], ":clerk)", who+")")))
		}
	}
	for _, who := range []string{":clerk", "NULL", "7"} {
		f.refuses(tried("started by "+who, "FPHND", `SELECT publicity_start(:c, :announced_notice, `+who+`)`))
	}
	f.refuses(
		tried("premium received by nobody", "FPHND", `SELECT premium_receive(:c, :new, :policy, 1, :day, sha256(''), NULL)`),
		tried("booked by nobody", "FPHND", `SELECT entry_post(:c, :new, 'x', :day, '记', NULL, NULL, NULL, '{bank}', '{suspense}', '{1}', '{x}')`),
		tried("booked by who books nothing", "FPHND", `SELECT entry_post(:c, :new, 'x', :day, '记', :adjuster, NULL, NULL, '{bank}', '{suspense}', '{1}', '{x}')`),
		tried("withdrawn by the hundred", "FPLIM", `SELECT payout_withdraw(:c, ARRAY(SELECT :cleared::BIGINT FROM generate_series(1, 201)), :clerk)`),
	)
}

func TestTheDoorsJudgeOnlyWhatIsCommitted(t *testing.T) {
	f := newFort(t)
	for door, knock := range knocks {
		for _, level := range []string{"REPEATABLE READ", "SERIALIZABLE"} {
			f.refuses(tried(door+" in "+level, "FPISO", `SET TRANSACTION ISOLATION LEVEL `+level, knock))
		}
	}
	f.tamper(`UPDATE clock SET restarted_at = now() WHERE notice = :announced_notice`)
	f.passes(knocks["publicity_start"])
	for _, door := range []string{"payout_announce", "payout_withdraw", "list_compose", "list_compose_again", "list_void", "list_approve", "batch_send", "answer_settle"} {
		f.passes(knocks[door])
	}
}

func TestAnotherCountyIsNotThere(t *testing.T) {
	f := newFort(t)
	counted := f.tables(true)
	look := func(login, setting string) {
		tx, err := pgtest.As(t, login).BeginTxx(t.Context(), nil)
		f.Must(err)
		defer func() { _ = tx.Rollback() }()
		if setting != "" {
			tx.MustExecContext(t.Context(), `SET LOCAL fangpin.county = '`+setting+`'`)
		}
		// A leaky function, cheaper than any filter, sees nothing either: row-level security comes first.
		tx.MustExecContext(t.Context(), `CREATE TEMP TABLE seen (x TEXT); CREATE FUNCTION pg_temp.leak(x ANYELEMENT) RETURNS BOOLEAN LANGUAGE plpgsql COST 0.0000001
			AS $$ BEGIN INSERT INTO seen VALUES (x::TEXT); RETURN true; END $$`)
		for _, table := range counted {
			var rows int
			f.Must(tx.GetContext(t.Context(), &rows, `SELECT count(*) FROM fangpin.`+table+` x WHERE pg_temp.leak(x.county)`))
			if rows != 0 {
				t.Errorf("%s sees %d rows of %s with the county set to %q", login, rows, table, setting)
			}
		}
		var seen int
		f.Must(tx.GetContext(t.Context(), &seen, `SELECT count(*) FROM seen`))
		if seen != 0 {
			t.Errorf("a function of %s saw %d rows with the county set to %q", login, seen, setting)
		}
	}
	// What the county is set to makes no difference: the login is asked.
	for _, login := range []string{pg.App, pg.Gate, pg.CountyLogin(pg.App, pgtest.Other), pg.CountyLogin(pg.Gate, pgtest.Other)} {
		for _, setting := range []string{"", "410602", "41060", "%"} {
			look(login, setting)
		}
	}
	abroad := pgtest.Abroad
	for door, knock := range knocks {
		state := map[string]string{"publicity_start": "FPHND", "publicity_restart": "FPHND", "publicity_put_back": "FPHND", "answer_settle": "FPHND", "payout_withdraw": "FPHND", "payout_object": "FPHND", "death_check_enter": "FPHND", "payout_prove": "FPHND", "answer_admit": "FPHND", "resolution_confirm": "FPHND"}[door]
		if state == "" {
			state = "FPSTA"
		}
		f.refuses(tried(door+" from another county", state, abroad, knock))
	}
	f.refuses(
		tried("a row of another county", denied, `INSERT INTO household VALUES ('410603', :new, 'X', :village)`),
		tried("a row of ours, set elsewhere", denied, abroad, `INSERT INTO household VALUES (:c, :new, 'X', :village)`),
		tried("a payout of another county", denied, `INSERT INTO payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount)
			VALUES ('410603', :new, :filed_claim, 1, :adjuster, :assessor, :scheme, :policy, :cleared_payee, :cleared_place, 100)`),
		tried("row security off", denied, `SET row_security = off`, `SELECT FROM payout`),
		tried("COPY around it", "0A000", `COPY payout (county) FROM STDIN`),
	)
}

func TestNobodyBecomesAnother(t *testing.T) {
	f := newFort(t)
	for _, statement := range []string{
		`SET ROLE fangpin_door`, `SET ROLE fangpin_owner`, `SET ROLE postgres`, `SET SESSION AUTHORIZATION fangpin_owner`, `SET LOCAL ROLE fangpin_door`,
		`SET session_replication_role = replica`, `ALTER ROLE fangpin_app SUPERUSER`, `ALTER ROLE fangpin_app BYPASSRLS`, `GRANT fangpin_door TO fangpin_app`,
		`ALTER TABLE payout DISABLE ROW LEVEL SECURITY`, `ALTER TABLE payout DISABLE TRIGGER ALL`, `ALTER TABLE payout OWNER TO fangpin_app`, `DROP TABLE deed`,
		`DROP POLICY county ON payout`, `CREATE POLICY all_of_it ON payout USING (true)`, `CREATE INDEX ON payout (status)`,
		`CREATE TRIGGER t BEFORE INSERT ON objection FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
		`CREATE RULE r AS ON INSERT TO objection DO INSTEAD NOTHING`, `CREATE TABLE fangpin.x ()`, `CREATE VIEW fangpin.x AS SELECT 1`,
		`CREATE FUNCTION fangpin.x() RETURNS INT LANGUAGE sql AS 'SELECT 1'`, `DROP FUNCTION payout_lock`, `ALTER FUNCTION payout_lock OWNER TO fangpin_app`,
		`CREATE OR REPLACE FUNCTION fangpin.hold(c CHAR(6), ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'`,
		`CREATE SCHEMA mine`, `COPY office FROM PROGRAM 'true'`, `CREATE TABLE public.x ()`,
	} {
		f.refuses(tried(statement, denied, statement))
	}
	f.refuses(
		tried("a function that runs as who made it", denied,
			`CREATE FUNCTION pg_temp.rob() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'UPDATE fangpin.payout SET status = ''paid'''`, `SELECT pg_temp.rob()`),
		tried("rights given to oneself", denied, `GRANT UPDATE ON payout TO fangpin_app`, `UPDATE payout SET status = 'paid'`),
		tried("a language that may do anything", denied, `CREATE FUNCTION pg_temp.x() RETURNS INT LANGUAGE c AS 'libc', 'getpid'`),
	)
}

// The doors look only in fangpin, whatever the caller's own tables, functions and settings are called.
func TestTheDoorsKeepTheirOwnPath(t *testing.T) {
	f := newFort(t)
	decoy := func(table string) string {
		return `CREATE TEMP TABLE ` + table + ` AS SELECT * FROM fangpin.` + table + `; SET LOCAL search_path = pg_temp, fangpin`
	}
	f.tamper(`UPDATE clock SET ends_at = now() + INTERVAL '1 day' WHERE notice = :announced_notice`)
	f.refuses(
		tried("a payout of one's own", "FPSTA", decoy("payout"), `UPDATE payout SET status = 'cleared'`,
			`SELECT fangpin.list_compose(:c, :new, :day, '{:announced}', '{:announced_account}', :clerk)`),
		tried("a clock of one's own", "FPCLK", decoy("clock"), `UPDATE clock SET ends_at = now()`, `SELECT fangpin.payout_clear(:c, '{:announced}', :clerk)`),
		tried("confirmations of one's own", "FPACC", decoy("confirmation"), `UPDATE confirmation SET account = :paid_account`,
			`SELECT fangpin.list_compose(:c, :new, :day, '{:cleared}', '{:paid_account}', :clerk)`),
		tried("no helpers", "FPSTA", `CREATE FUNCTION pg_temp.refuse(TEXT, TEXT, BIGINT[]) RETURNS void LANGUAGE sql AS ''; SET LOCAL search_path = pg_temp, fangpin`,
			`SELECT fangpin.list_compose(:c, :new, :day, '{:announced}', '{:announced_account}', :clerk)`),
		tried("a clock that runs ahead", "FPCLK", `CREATE FUNCTION pg_temp.clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql AS $$ SELECT 'infinity'::TIMESTAMPTZ $$;
			SET LOCAL search_path = pg_temp, pg_catalog, fangpin`, `SELECT fangpin.payout_clear(:c, '{:announced}', :clerk)`),
		tried("numbers that are always equal", "FPSUM", `CREATE FUNCTION pg_temp.same(NUMERIC, NUMERIC) RETURNS BOOLEAN LANGUAGE sql AS 'SELECT true';
			CREATE OPERATOR pg_temp.= (LEFTARG = NUMERIC, RIGHTARG = NUMERIC, FUNCTION = pg_temp.same); SET LOCAL search_path = pg_temp, pg_catalog, fangpin`,
			`SELECT fangpin.list_approve(:c, :listed_list, (SELECT digest FROM fangpin.list WHERE id = :listed_list), 1, :first)`),
		tried("another time zone", "FPCLK", `SET LOCAL timezone = 'Pacific/Kiritimati'`, `SELECT payout_clear(:c, '{:announced}', :clerk)`),
		tried("NULL equals NULL", "FPSUM", `SET LOCAL transform_null_equals = on`, `SELECT list_approve(:c, :listed_list, NULL, NULL, :first)`),
		tried("a time of one's own", noSuchThing, `SELECT payout_clear(:c, '{:announced}', '2030-01-01'::TIMESTAMPTZ, :clerk)`),
	)
}

// An auditor's login reads its own county and writes nothing.
func TestAReaderOnlyReads(t *testing.T) {
	f := newFort(t)
	f.tamper(`DO $$ BEGIN CREATE ROLE test_auditor LOGIN IN ROLE fangpin_reader; EXCEPTION WHEN duplicate_object THEN END $$;
		INSERT INTO reader VALUES ('test_auditor', '410602')`)
	auditor := pgtest.As(t, "test_auditor")
	var rows int
	f.Must(auditor.GetContext(t.Context(), &rows, `SELECT count(*) FROM payout`))
	if rows == 0 {
		t.Error("the auditor sees no payout")
	}
	for _, statement := range []string{`UPDATE payout SET status = 'paid'`, knocks["payout_clear"], knocks["list_compose"], `DELETE FROM deed`, `INSERT INTO reader VALUES ('x', '410603')`} {
		if _, err := auditor.ExecContext(t.Context(), f.say(statement)); stateOf(err) != denied {
			t.Errorf("%s: %v", statement, err)
		}
	}
	f.tamper(`UPDATE reader SET county = '410603'`)
	for _, setting := range []string{`SELECT 1`, `SET fangpin.county = '410602'`} {
		auditor.MustExecContext(t.Context(), setting)
		f.Must(auditor.GetContext(t.Context(), &rows, `SELECT count(*) FROM payout`))
		if rows != 0 {
			t.Errorf("the auditor of another county sees %d payouts after %s", rows, setting)
		}
	}
}
