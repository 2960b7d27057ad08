-- +goose Up
SET LOCAL search_path = fangpin;

-- Events of some days, of one kind or all. The day stands before the kind: while the table is young and nobody has counted it, (county, event) was
-- believed to single out one row, as a key does, and each signal's foreign key read every lead of the county.
DROP INDEX watch_event_day;
CREATE INDEX watch_event_day ON watch_event (county, on_day, event);
