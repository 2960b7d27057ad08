-- 户主: who speaks and receives for a household. One person at most (person_head).
CREATE OR REPLACE VIEW household_head WITH (security_invoker = true) AS
SELECT county, household, id, name, id_no, born_on, died_on FROM person WHERE relation = 'head';
