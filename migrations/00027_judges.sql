-- The comparison of findings with what was told reaches its second version: what nobody told is far as well, and a finding whose body names
-- that version keeps all that is. No table changes. The file is here so that the database refuses programs that lack the version; the line
-- below is how a test finds that it is (docs/decisions/0016-a-body-names-its-judges.md).
--
-- judge claims.comparison 2

-- +goose Up
SELECT 1;
