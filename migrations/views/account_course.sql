-- 账户经过: since when an account is known, since when it may be paid to, and whether somebody said that it is wrong. Null times: from before there were
-- proposals, or past them.
CREATE OR REPLACE VIEW account_course WITH (security_invoker = true) AS
SELECT a.county, a.id AS account, a.person, a.tag, a.bank, k.account IS NOT NULL AS confirmed,
  (SELECT min(y.proposed_at) FROM proposal y WHERE y.county = a.county AND y.act = 'account' AND y.subject = a.id) AS entered_at,
  (SELECT max(y.decided_at) FROM proposal y WHERE y.county = a.county AND y.act = 'account' AND y.subject = a.id AND y.confirmed) AS confirmed_at,
  k.account IS NULL AND EXISTS (SELECT FROM proposal y WHERE y.county = a.county AND y.act = 'account' AND y.subject = a.id AND y.confirmed IS FALSE) AS refused
FROM account a LEFT JOIN confirmation k ON k.county = a.county AND k.account = a.id;
