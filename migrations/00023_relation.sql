-- Who a person is to the head (与户主关系) is a code where it was a word. A word that is not its code's title is kept as it was told; one that
-- no code stands for is 'other'. A row that was sealed before keeps its digest: a deed whose body is of version 1 told the word, and each
-- pair of code and word told now has one word then (Formerly in deed.Tables).

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE person ADD COLUMN relation_told TEXT;
DROP INDEX person_head;

UPDATE person p SET relation = COALESCE(w.code, 'other'), relation_told = CASE WHEN w.title THEN NULL ELSE p.relation END
FROM person q LEFT JOIN (VALUES
  ('户主', 'head', true), ('配偶', 'spouse', true), ('子', 'son', true), ('女', 'daughter', true), ('女婿', 'son_in_law', true),
  ('儿媳', 'daughter_in_law', true), ('孙子', 'grandson', true), ('孙女', 'granddaughter', true), ('外孙子', 'maternal_grandson', true),
  ('外孙女', 'maternal_granddaughter', true), ('父亲', 'father', true), ('母亲', 'mother', true), ('岳父', 'father_in_law', true),
  ('岳母', 'mother_in_law', true), ('祖父', 'grandfather', true), ('祖母', 'grandmother', true), ('外祖父', 'maternal_grandfather', true),
  ('外祖母', 'maternal_grandmother', true), ('兄弟', 'brother', true), ('姐妹', 'sister', true), ('监护人', 'guardian', true),
  ('夫', 'spouse', false), ('妻', 'spouse', false), ('丈夫', 'spouse', false), ('妻子', 'spouse', false),
  ('儿子', 'son', false), ('长子', 'son', false), ('次子', 'son', false), ('三子', 'son', false), ('独生子', 'son', false),
  ('女儿', 'daughter', false), ('长女', 'daughter', false), ('次女', 'daughter', false), ('三女', 'daughter', false),
  ('独生女', 'daughter', false), ('儿媳妇', 'daughter_in_law', false), ('外孙', 'maternal_grandson', false), ('父', 'father', false),
  ('母', 'mother', false), ('公公', 'father_in_law', false), ('婆婆', 'mother_in_law', false), ('兄', 'brother', false), ('弟', 'brother', false),
  ('哥哥', 'brother', false), ('弟弟', 'brother', false), ('姐', 'sister', false), ('妹', 'sister', false), ('姐姐', 'sister', false),
  ('妹妹', 'sister', false)) AS w (word, code, title) ON w.word = q.relation
WHERE q.county = p.county AND q.id = p.id;

ALTER TABLE person ADD CONSTRAINT person_relation CHECK (relation IN ('head', 'spouse', 'son', 'daughter', 'son_in_law', 'daughter_in_law',
  'grandson', 'granddaughter', 'maternal_grandson', 'maternal_granddaughter', 'father', 'mother', 'father_in_law', 'mother_in_law',
  'grandfather', 'grandmother', 'maternal_grandfather', 'maternal_grandmother', 'brother', 'sister', 'guardian', 'other'));
ALTER TABLE person ADD CHECK (relation <> 'head' OR relation_told IS NULL), ADD CHECK (relation <> 'other' OR relation_told IS NOT NULL);
CREATE UNIQUE INDEX person_head ON person (county, household) WHERE relation = 'head';
