-- The run of a notice's days in a natural village that counts (公示期): one at most (clock_runs), the ended ones included; a restart makes another.
CREATE OR REPLACE VIEW running_clock WITH (security_invoker = true) AS
SELECT county, notice, place, run, village_posting, place_posting, last_day, ends_at FROM clock WHERE restarted_at IS NULL;
