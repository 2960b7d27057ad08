-- 推送: whom a list is of is kept with it, and who had the need while nobody of the age lives there, so that who was left out can be derived again. A
-- list of 低收入人口 (S0: 推送到医保部门标注低收入类别) is of households, watched or not. Rows from before have NULL; none comes without.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE push ADD COLUMN whom JSONB CHECK (jsonb_typeof(whom) = 'object'), ADD COLUMN missing BIGINT[];
ALTER TABLE push ADD CONSTRAINT push_whom CHECK (whom IS NOT NULL AND missing IS NOT NULL) NOT VALID;
ALTER TABLE push_row ALTER COLUMN watch DROP NOT NULL, ADD COLUMN household BIGINT,
  ADD FOREIGN KEY (county, household) REFERENCES household, ADD UNIQUE (county, push, household),
  ADD CONSTRAINT push_row_family CHECK (num_nonnulls(watch, household) = 1);
CREATE INDEX push_row_household ON push_row (county, household) WHERE household IS NOT NULL;

-- 户标签: a door begins each, so that none says of itself that a watch keeps it; and one set by hand becomes the watch's when its family is taken in.
REVOKE INSERT ON label FROM fangpin_app;
GRANT INSERT, UPDATE (kept) ON label TO fangpin_door;

-- 整改: opened by a door, once while the same problem is not closed.
REVOKE INSERT ON rectification FROM fangpin_app;
GRANT INSERT ON rectification TO fangpin_door;
