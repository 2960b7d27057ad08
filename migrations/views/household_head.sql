-- 户主: who speaks and receives for a household. One person at most (person_head); a household whose head has died or moved away has none
-- until the roster names another.
CREATE OR REPLACE VIEW household_head WITH (security_invoker = true) AS
SELECT county, household, id AS person, name FROM person WHERE relation = 'head';
