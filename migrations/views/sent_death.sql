-- 发送后登记死亡: newest attempts whose receiver is on record as dead: on their way still, or arrived with somebody who had died by the day they were sent. Nobody is
-- sent money after their death was recorded, so it was recorded since. open: nobody has looked into it.
CREATE OR REPLACE VIEW sent_death WITH (security_invoker = true) AS
SELECT i.county, i.payout, i.attempt, o.id AS person, o.name, o.died_on, b.sent_at, k.payout IS NULL AS open
FROM person o JOIN account a ON a.county = o.county AND a.person = o.id JOIN instruction i ON i.county = a.county AND i.account = a.id
JOIN payout p ON p.county = i.county AND p.id = i.payout JOIN batch b ON b.county = i.county AND b.id = i.batch
LEFT JOIN death_check k ON k.county = i.county AND k.payout = i.payout AND k.attempt = i.attempt
WHERE o.died_on IS NOT NULL
  AND (p.status = 'sent' OR p.status = 'paid' AND i.status = 'paid' AND o.died_on <= (b.sent_at AT TIME ZONE 'Asia/Shanghai')::DATE)
  AND NOT EXISTS (SELECT FROM instruction j WHERE j.county = i.county AND j.payout = i.payout AND j.attempt > i.attempt AND p.status = 'sent');
