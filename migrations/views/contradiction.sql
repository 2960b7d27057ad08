-- 回盘矛盾: a line by which the bank calls paid what it had called returned, until two persons have decided what came after it (resolution). Lines
-- from before these were told apart were kept as already_settled; of those, any decision on the attempt is enough.
CREATE OR REPLACE VIEW contradiction WITH (security_invoker = true) AS
SELECT l.county, l.answer, l.line, l.payout, l.attempt, l.amount FROM answer_line l
WHERE l.outcome = 'paid' AND l.break IN ('contradicted', 'already_settled')
  AND (l.break = 'contradicted' OR EXISTS (SELECT FROM answer_line s
    WHERE s.county = l.county AND s.payout = l.payout AND s.attempt = l.attempt AND s.break IS NULL AND s.outcome = 'returned'))
  AND NOT EXISTS (
    SELECT FROM answer_line x JOIN resolution r ON r.county = x.county AND r.answer = x.answer AND r.line = x.line
    JOIN proposal p ON p.county = r.county AND p.act = 'resolution' AND p.subject = r.id AND p.confirmed
    WHERE x.county = l.county AND x.payout = l.payout AND x.attempt = l.attempt
      AND (l.break = 'already_settled' OR p.decided_at > (SELECT a.read_at FROM answer a WHERE a.county = l.county AND a.id = l.answer)));
