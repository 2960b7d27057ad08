-- 帮扶措施、办结或撤销: a measure with the event that closed it; nulls while it is open. An event closes the oldest open measure of its kind, as the
-- procedure has it: so the n-th of a kind that was closed is the n-th of that kind that was ordered. Both are told by the watch's events alone, and
-- read together, so that whoever asks for some watches reads theirs and no other's.
CREATE OR REPLACE VIEW measure_closing WITH (security_invoker = true) AS
SELECT c.county, c.watch, m.n, m.kind, m.ordered_to, m.due_on, m.words, c.closed_n, c.closed, c.closed_on
FROM (
  SELECT e.county, e.watch, max(e.n) FILTER (WHERE e.event = 'measure') AS n, max(e.n) FILTER (WHERE e.event <> 'measure') AS closed_n,
    max(e.event) FILTER (WHERE e.event <> 'measure') AS closed, max(e.on_day) FILTER (WHERE e.event <> 'measure') AS closed_on
  FROM (
    SELECT w.county, w.watch, w.n, w.event, w.on_day, w.detail->>'kind' AS kind,
      row_number() OVER (PARTITION BY w.county, w.watch, w.detail->>'kind', w.event = 'measure' ORDER BY w.n) AS nth
    FROM watch_event w WHERE w.event IN ('measure', 'done', 'withdraw')) e
  GROUP BY e.county, e.watch, e.kind, e.nth) c
JOIN measure m ON m.county = c.county AND m.watch = c.watch AND m.n = c.n;
