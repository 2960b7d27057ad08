-- Who may touch what: the app states facts and knocks; the doors decide; a reader reads; nobody sees another county.
-- Every right of the app is listed here. Append-only is what a table is that is not named under UPDATE.

-- +goose Up
SET LOCAL search_path = fangpin;

GRANT USAGE ON SCHEMA fangpin TO fangpin_door, fangpin_app, fangpin_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA fangpin TO fangpin_app, fangpin_reader, fangpin_door;
REVOKE SELECT ON report_stage, reader FROM fangpin_app, fangpin_reader; -- no wall stands before these

GRANT INSERT ON staff, place, household, person, label, account, confirmation,
  scheme, adoption, policy, insured_group, insured, defect, report_stage,
  assignment, finding, evidence, endorsement, review, filing, source,
  assessment TO fangpin_app;
GRANT INSERT (county, id, agency, kind, month, file_name, file, rows, bad, received_by, received_on, replaces) ON report TO fangpin_app;
GRANT INSERT (county, id, policy, scheme, household, person, category, event_key, event_on, class) ON claim TO fangpin_app;
GRANT INSERT (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount) ON payout TO fangpin_app;
GRANT INSERT (county, id, notice, place, posted_on, photo, recorded_by) ON posting TO fangpin_app;
GRANT INSERT (county, id, payout, words, received_on, received_by, salt) ON objection TO fangpin_app;

GRANT UPDATE (household, person, outcome, reason) ON report_row TO fangpin_app;
GRANT UPDATE (status, round, turn) ON claim TO fangpin_app; -- its generated columns hold it to its facts

GRANT INSERT ON report_row, premium, entry, transfer, voucher_month TO fangpin_door;
GRANT INSERT ON notice, notice_row, clock, clearance, heir, list, list_void, list_row, hand, batch, instruction, answer, answer_line TO fangpin_door;
GRANT DELETE ON report_stage TO fangpin_door;
GRANT UPDATE (disabled_at) ON staff TO fangpin_door;
GRANT UPDATE (died_on) ON person TO fangpin_door;
GRANT UPDATE (to_on) ON label TO fangpin_door;
GRANT UPDATE (void_reason) ON claim TO fangpin_door;
GRANT UPDATE (last) ON voucher_month TO fangpin_door;
GRANT UPDATE (status) ON report, payout, list, instruction TO fangpin_door;
GRANT UPDATE (down_on) ON posting TO fangpin_door;
GRANT UPDATE (restarted_at) ON clock TO fangpin_door;
GRANT UPDATE (upheld, reason, decided_by, decided_at) ON objection TO fangpin_door;
GRANT UPDATE (admitted_by) ON answer_line TO fangpin_door;
GRANT UPDATE (id) ON household, policy, premium TO fangpin_door; -- only to be allowed to lock them

-- The county whose reader has logged in.
-- +goose StatementBegin
CREATE FUNCTION reads() RETURNS CHAR(6) LANGUAGE sql STABLE AS $$ SELECT county FROM reader WHERE login = session_user $$;
-- +goose StatementEnd

-- The wall between counties. A reader is known by the login; the app and the doors by the transaction's setting, which is cast to the
-- column's type and not the column to TEXT: or the planner would guess every table two hundred times too small.
-- +goose StatementBegin
DO $$
DECLARE x TEXT;
BEGIN
  FOR x IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'fangpin' AND c.column_name = 'county' AND c.table_name NOT IN ('reader', 'report_stage')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', x);
    EXECUTE format('CREATE POLICY county ON %I TO fangpin_app, fangpin_door USING (county = current_setting(''fangpin.county'', true)::BPCHAR)', x);
    EXECUTE format('CREATE POLICY reader ON %I FOR SELECT TO fangpin_reader USING (county = (SELECT reads()))', x);
  END LOOP;
END $$;
-- +goose StatementEnd

-- The doors run as fangpin_door, whatever the caller's search_path.
GRANT CREATE ON SCHEMA fangpin TO fangpin_door;
-- +goose StatementBegin
DO $$
DECLARE x TEXT;
BEGIN
  FOR x IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'fangpin'::regnamespace LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', x);
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = fangpin, pg_temp', x);
    EXECUTE format('ALTER FUNCTION %s OWNER TO fangpin_door', x);
  END LOOP;
END $$;
-- +goose StatementEnd
REVOKE CREATE ON SCHEMA fangpin FROM fangpin_door;

GRANT EXECUTE ON FUNCTION reads TO fangpin_reader;
GRANT EXECUTE ON FUNCTION seal, extend, hold_households, disable, bury, end_labels, receive, pass_report, take_stage, drop_stage, void_claims, post TO fangpin_app;
GRANT EXECUTE ON FUNCTION announce, start, restart, decide, withdraw, clear, compose, void, approve, send, settle, admit, reissue, name_heir TO fangpin_app;
