-- 未决异议: received and not decided. It holds what it is about.
CREATE OR REPLACE VIEW open_objection WITH (security_invoker = true) AS
SELECT county, id, payout, watch, matter, received_on, received_by, received_at FROM objection WHERE upheld IS NULL;
