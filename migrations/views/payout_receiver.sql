-- 领款人: who receives a payout: its payee; of one who died, whom the newest decision names (由谁领取), and nobody while none does. payee is the
-- payee's own name.
CREATE OR REPLACE VIEW payout_receiver WITH (security_invoker = true) AS
SELECT p.county, p.id AS payout, CASE WHEN e.died_on IS NULL THEN p.payee ELSE h.person END AS person, e.name AS payee
FROM payout p JOIN person e ON e.county = p.county AND e.id = p.payee
LEFT JOIN heir h ON h.county = p.county AND h.payout = p.id
  AND NOT EXISTS (SELECT FROM heir x WHERE x.county = h.county AND x.payout = h.payout AND x.n > h.n);
