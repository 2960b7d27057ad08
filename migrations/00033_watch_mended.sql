-- A measure is ordered on one day and works from another (落实), and a notice that came down is put up again: each is an event of its watch. What was
-- odd about a meeting's votes is kept with them as looked at again. What people told without an account is forgotten a year after it was decided.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE watch_event DROP CONSTRAINT watch_event_event_check,
  ADD CONSTRAINT watch_event_event_check CHECK (event IN ('lead', 'hand_over', 'answer', 'visit', 'evaluate', 'review', 'compare', 'approve', 'announce',
    'register', 'mark', 'file', 'apply', 'post', 'repost', 'nominate', 'plan', 'follow_up', 'feedback', 'roll_back', 'measure', 'begin', 'done', 'withdraw',
    'object', 'dismiss', 'uphold', 'not_taken'));

-- few_votes: fewer than were there; minority: so few that what passed has not more than half of those who were. Null where nothing was odd, or asked.
ALTER TABLE evaluation ADD COLUMN odd TEXT CHECK (odd IN ('few_votes', 'minority'));

-- A label that follows from another room's step, as that of a watched family's kind does: nobody ends it by hand, or sets one of its group beside it.
-- Null of one that was set by hand.
ALTER TABLE label ADD COLUMN kept BOOLEAN CHECK (kept);

GRANT UPDATE (name, id_no, id_tag, phone, words, address) ON self_application TO fangpin_door;
