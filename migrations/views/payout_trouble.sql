-- What keeps a payout from being paid, the first that must be settled, in a word that payouts/trouble.go says to people; null where nothing
-- does. The doors judge the same under their locks, each with an SQLSTATE of its own (payout_payable). receiver is the payee's name while
-- nobody is named.
CREATE OR REPLACE VIEW payout_trouble WITH (security_invoker = true) AS
SELECT r.county, r.payout, r.person, COALESCE(o.name, r.payee) AS receiver, CASE
  WHEN EXISTS (SELECT FROM open_objection x WHERE x.county = r.county AND x.payout = r.payout) THEN 'objection'
  WHEN EXISTS (SELECT FROM contradiction x WHERE x.county = r.county AND x.payout = r.payout) THEN 'contradicted'
  WHEN r.person IS NULL THEN 'nobody_named'
  WHEN o.died_on IS NOT NULL THEN 'named_died'
  WHEN EXISTS (SELECT FROM account a JOIN confirmation k ON k.county = a.county AND k.account = a.id WHERE a.county = r.county AND a.person = r.person) THEN NULL
  WHEN EXISTS (SELECT FROM account a WHERE a.county = r.county AND a.person = r.person AND NOT EXISTS (
    SELECT FROM proposal y WHERE y.county = a.county AND y.act = 'account' AND y.subject = a.id
      AND (y.confirmed IS FALSE OR y.confirmed IS NULL AND y.expires_at <= clock_timestamp()))) THEN 'account_unconfirmed'
  WHEN EXISTS (SELECT FROM account a WHERE a.county = r.county AND a.person = r.person) THEN 'account_refused'
  ELSE 'no_account' END AS trouble
FROM payout_receiver r LEFT JOIN person o ON o.county = r.county AND o.id = r.person;
