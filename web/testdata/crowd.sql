-- A county past every verb: 500,000 people in 125,000 households, 100,000 claims of three years with what raised them, what was found,
-- made public and paid, and the deeds that answer for them. The benchmark fills in the words after colons.
SET session_replication_role = replica;
SET search_path = fangpin;

-- Evenly spread numbers below 2^31, the same each time.
CREATE FUNCTION pg_temp.mix(n BIGINT, salt INT) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$ SELECT hashint8extended(n, salt) & 2147483647 $$;

INSERT INTO staff (county, id, name, role, division, salt)
SELECT '410602', 1000000 + n, '查勘员' || n, 'adjuster', '410602000000', '\x00' FROM generate_series(0, 29) n;

-- Every village of the county, and three natural villages in each that is no community. A few are large.
INSERT INTO place (county, id, village, name)
SELECT '410602', code::BIGINT, code::BIGINT, regexp_replace(regexp_replace(name, '居民委员会$', ''), '民委员会$', '')
FROM division WHERE code LIKE '410602%' AND level = 'village' ON CONFLICT DO NOTHING;
INSERT INTO place (county, id, village, name)
SELECT '410602', 1000000 + 10 * row_number() OVER (ORDER BY p.id, n), p.id, (ARRAY['上庄', '下庄', '李家沟'])[n]
FROM place p, generate_series(1, 3) n WHERE p.id = p.village AND p.name NOT LIKE '%社区';
CREATE TEMP TABLE spot AS SELECT id, village, row_number() OVER (ORDER BY pg_temp.mix(id, 9)) - 1 AS k FROM place;

INSERT INTO household (county, id, no, place)
SELECT '410602', 1000000 + n, s.village || lpad((row_number() OVER (PARTITION BY s.village ORDER BY n))::TEXT, 4, '0'), s.id
FROM generate_series(0, 124999) n
JOIN spot s ON s.k = floor((SELECT COUNT(*) FROM spot) * power(pg_temp.mix(n, 1) / 2147483648.0, 1.3))::BIGINT;

-- The same sealed values stand in all rows: as from before they were bound to theirs.
INSERT INTO person (county, id, household, name, id_no, id_tag, phone, relation, born_on, salt, bound)
SELECT '410602', 1000000 + n, 1000000 + n / 4,
  substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕', 1 + (pg_temp.mix(n / 4 * 4 + CASE n % 4 WHEN 1 THEN 1 ELSE 0 END, 2) % 40)::INT, 1)
  || substr('国建志文秀桂玉海春德永金明红丽小爱凤', 1 + (pg_temp.mix(n, 3) % 18)::INT, 1)
  || substr('华英兰强军平芳梅伟刚勇林生才山霞云庆福贵祥珍荣', 1 + (pg_temp.mix(n, 4) % 23)::INT, 1),
  :id_no, sha256(n::TEXT::BYTEA), CASE WHEN n % 4 < 2 THEN :phone::BYTEA END, (ARRAY['head', 'spouse', 'son', 'daughter'])[n % 4 + 1],
  CASE WHEN n % 4 < 2 THEN '1950-01-01' ELSE '1990-01-01' END::DATE + (pg_temp.mix(n, 5) % 9000)::INT, '\x00', NULL
FROM generate_series(0, 499999) n;

INSERT INTO label (county, id, household, label, from_on)
SELECT '410602', 1000000 + n, 1000000 + n, (ARRAY['脱贫户', '边缘易致贫户', '低保户', '残疾人户', '低收入户'])[n % 25 / 5 + 1], '2021-03-01'
FROM generate_series(0, 124999) n WHERE n % 5 < 2;

INSERT INTO account (county, id, person, bank, number, tag, entered_by, salt, bound)
SELECT '410602', 1000000 + n, 1000000 + 4 * n, '农村信用社', :number, sha256(('a' || n)::BYTEA), :clerk, '\x00', NULL FROM generate_series(0, 124999) n;
INSERT INTO confirmation (county, account, entered_by, confirmed_by) SELECT '410602', id, :clerk, :second FROM account WHERE id < 2000000;

-- The claims, ids rising with time; the last three thousand are being worked at. Half of the households never had one.
CREATE TEMP TABLE work AS
SELECT n, 2000000 + n AS claim, 1000000 + h AS household, 1000000 + 4 * h AS head, p.id AS place, p.village, on_day, category, at, n % 997 = 0 AS void,
  1000000 + pg_temp.mix(p.village, 6) % 30 AS adjuster, 500 + (pg_temp.mix(n, 7) % 2000000) / 100.0 AS amount,
  CASE EXTRACT(YEAR FROM on_day) WHEN 2022 THEN :policy2022 WHEN 2023 THEN :policy2023 ELSE :policy2024 END AS policy,
  CASE EXTRACT(YEAR FROM on_day) WHEN 2022 THEN :scheme2022 WHEN 2023 THEN :scheme2023 ELSE :scheme2024 END AS scheme
FROM (
  SELECT n::BIGINT, pg_temp.mix(n, 8) % 62500 AS h, '2022-01-05'::DATE + (n * 975 / 100000)::INT AS on_day,
    (ARRAY['hospital', 'hospital', 'hospital', 'hospital', 'hospital', 'hospital', 'schooling', 'accident', 'income', 'industry'])[(pg_temp.mix(n, 10) % 10)::INT + 1] AS category,
    CASE WHEN n < 97000 THEN CASE n % 17 WHEN 0 THEN 'declined' ELSE 'filed' END
      ELSE (ARRAY['screened', 'entrusted', 'entrusted', 'investigated', 'endorsed', 'reviewed'])[(n % 6)::INT + 1] END AS at
  FROM generate_series(0, 99999) n) w
JOIN household d ON d.county = '410602' AND d.id = 1000000 + w.h JOIN place p ON p.county = d.county AND p.id = d.place;

INSERT INTO claim (county, id, policy, scheme, household, person, category, event_key, event_on, class, turn, status, void_reason)
SELECT '410602', claim, policy, scheme, household, CASE category WHEN 'schooling' THEN head + 2 END, category, on_day || '#' || n, on_day, '低收入户',
  CASE at WHEN 'screened' THEN 0 ELSE 1 END, at, CASE WHEN void THEN '重复立案' END FROM work;

CREATE TEMP TABLE told AS SELECT w.n, jsonb_strip_nulls(CASE category
    WHEN 'hospital' THEN jsonb_build_object('discharged', on_day, 'expense', amount * 3, 'basic_paid', amount, 'serious_paid', '0.00', 'aid_paid', '0.00', 'other_paid', '0.00')
    WHEN 'schooling' THEN jsonb_build_object('school_year', '2023-2024', 'tuition', amount, 'lodging', '1200.00', 'books', '300.00', 'aid_paid', '0.00')
    WHEN 'accident' THEN jsonb_build_object('occurred', on_day, 'loss', amount * 3, 'expense', '0.00', 'insured_paid', '0.00', 'liable_paid', '0.00')
    WHEN 'income' THEN jsonb_build_object('approved', on_day, 'income_per_head', '5200.00', 'persons', '4')
    ELSE jsonb_build_object('occurred', on_day, 'loss', amount * 3, 'insured_paid', '0.00') END) AS facts FROM work w;
UPDATE told SET facts = (SELECT jsonb_object_agg(key, value #>> '{}') FROM jsonb_each(facts));

-- A report of each kind in each month.
CREATE TEMP TABLE file AS SELECT 3000000 + row_number() OVER (ORDER BY month, category) AS id, * FROM (
  SELECT date_trunc('month', on_day)::DATE AS month, category, COUNT(*) AS rows FROM work GROUP BY 1, 2) x;
INSERT INTO report (county, id, agency, kind, month, file_name, file, rows, bad, status, received_by, received_on)
SELECT '410602', id, k.agency, k.kind, month, k.agency || to_char(month, 'YYYY-MM') || '.xlsx', sha256(id::TEXT::BYTEA), rows, 0, 'handed_over', :clerk, month + 34
FROM file JOIN (VALUES ('hospital', 'hospital', '医保局'), ('schooling', 'schooling', '教体局'), ('accident', 'disaster', '应急管理局'),
  ('income', 'relief', '民政局'), ('industry', 'industry', '农业农村局')) k (category, kind, agency) USING (category);
INSERT INTO report_row (county, id, report, sheet, line, id_tag, told, facts, cells, tag, household, person, outcome, salt, bound)
SELECT '410602', 4000000 + n, f.id, '住院自付', 1 + row_number() OVER (PARTITION BY f.id ORDER BY n), sha256((w.head - 1000000)::TEXT::BYTEA), :told, t.facts,
  '{"expense": "H12", "basic_paid": "I12", "loss": "H12"}', sha256(('s' || n)::BYTEA), w.household, w.head, 'claim', '\x00', NULL
FROM work w JOIN told t USING (n) JOIN file f ON f.month = date_trunc('month', w.on_day) AND f.category = w.category;
INSERT INTO row_outcome (county, report_row, purpose, n, outcome, household, person)
SELECT county, id, 'insurance', 1, 'claim', household, person FROM report_row;
INSERT INTO source (county, report_row, claim, tag, live) SELECT '410602', 4000000 + n, claim, sha256(('s' || n)::BYTEA), NOT void FROM work;

INSERT INTO assignment (county, claim, round, turn, adjuster, entrusted_by, entrusted_on, due_on)
SELECT '410602', claim, 1, 1, adjuster, :clerk, on_day + 3, on_day + 3 + (n % 5)::INT FROM work WHERE at <> 'screened';
INSERT INTO extension (county, claim, round, turn, by_staff, on_day, due_on, reason, salt)
SELECT '410602', claim, 1, 1, :clerk, on_day + 3, on_day + 12, '道路中断', '\x00' FROM work WHERE at <> 'screened' AND n % 50 = 7;
INSERT INTO finding (county, claim, round, turn, adjuster, visited_on, qualifies, why, cases, salt)
SELECT '410602', claim, 1, 1, adjuster, on_day + 5, at <> 'declined', '入户核实，情况属实，费用和票据一致', jsonb_build_array(jsonb_build_object(
  'person', head::TEXT, 'on', on_day, 'facts', t.facts)), '\x00' FROM work JOIN told t USING (n) WHERE at NOT IN ('screened', 'entrusted');
INSERT INTO evidence (county, id, claim, round, turn, kind, file)
SELECT '410602', 5000000 + 2 * n + k, claim, 1, 1, '现场照片', sha256((n || '/' || k)::BYTEA) FROM work, generate_series(0, 1) k WHERE at NOT IN ('screened', 'entrusted');
INSERT INTO endorsement (county, claim, round, turn, by_staff, on_day, opinion, salt)
SELECT '410602', claim, 1, 1, :village, on_day + 7, '村两委研究同意', '\x00' FROM work WHERE at IN ('endorsed', 'reviewed', 'filed');
INSERT INTO review (county, claim, round, turn, by_staff, on_day, passed, opinion, salt)
SELECT '410602', claim, 1, 1, :township, on_day + 9, true, '同意上报', '\x00' FROM work WHERE at IN ('reviewed', 'filed');
INSERT INTO filing (county, claim, round, turn, year, no, filed_on, filed_by, adjuster)
SELECT '410602', claim, 1, 1, EXTRACT(YEAR FROM on_day), 100 + row_number() OVER (PARTITION BY EXTRACT(YEAR FROM on_day) ORDER BY n), on_day + 11, :clerk, adjuster
FROM work WHERE at = 'filed';

INSERT INTO assessment (county, id, claim, round, part, adjuster, assessed_by, assessed_on, scheme, household, accumulator, n, own, amount, facts, past, working)
SELECT '410602', 6000000 + n, claim, 1, 1, adjuster, :assessor, on_day + 13, scheme, household, 'n' || n, 1, amount * 2, CASE n % 13 WHEN 0 THEN 0 ELSE amount END,
  jsonb_build_object('Category', category, 'Facts', t.facts), '{}', jsonb_build_array(
    jsonb_build_object('text', '总费用减去基本医保、大病保险、医疗救助和其他补助', 'amount', amount * 2),
    jsonb_build_object('text', '减去起付线 5000 元', 'amount', amount * 2 - 5000),
    jsonb_build_object('text', '按 50% 计算', 'amount', amount), jsonb_build_object('text', '核定金额', 'amount', amount))
FROM work JOIN told t USING (n) WHERE at = 'filed' AND n < 96500;
CREATE TEMP TABLE paid AS
SELECT *, 7000000 + n AS payout, CASE WHEN n < 88000 THEN CASE WHEN n % 211 = 1 THEN 'returned' WHEN n % 307 = 1 THEN 'withdrawn' ELSE 'paid' END
  WHEN n < 90000 THEN 'sent' WHEN n < 91000 THEN 'listed' WHEN n < 92500 THEN 'cleared' WHEN n < 94500 THEN 'announced' ELSE 'assessed' END AS paid_at
FROM work WHERE at = 'filed' AND NOT void AND n < 96500 AND n % 13 <> 0;
INSERT INTO payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount, status)
SELECT '410602', payout, claim, 1, adjuster, :assessor, scheme, policy, head, place, amount, paid_at FROM paid;

-- A notice of each village in each month, posted where somebody of it lives.
CREATE TEMP TABLE hung AS SELECT 8000000 + dense_rank() OVER (ORDER BY date_trunc('month', on_day), village) AS notice,
  row_number() OVER (PARTITION BY date_trunc('month', on_day), village ORDER BY n) AS nth, (date_trunc('month', on_day) + INTERVAL '45 days')::DATE AS dated, *
FROM paid WHERE n < 94500;
INSERT INTO notice (county, id, village, year, serial, dated, days, past_holiday, past_weekend, rows, total, digest)
SELECT '410602', notice, village, EXTRACT(YEAR FROM dated), 100 + row_number() OVER (PARTITION BY village, EXTRACT(YEAR FROM dated) ORDER BY notice), dated, 10, true, false,
  COUNT(*), SUM(amount), sha256(notice::TEXT::BYTEA) FROM hung GROUP BY notice, village, dated;
INSERT INTO notice_row (county, notice, n, payout, place, amount) SELECT '410602', notice, nth, payout, place, amount FROM hung;
CREATE TEMP TABLE wall AS SELECT 9000000 + row_number() OVER (ORDER BY notice, place) AS posting, * FROM (SELECT DISTINCT notice, place, dated FROM hung) x;
INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by) SELECT '410602', posting, notice, place, dated, sha256(posting::TEXT::BYTEA), :village FROM wall;
INSERT INTO clock (county, notice, place, run, village_posting, place_posting, last_day, ends_at)
SELECT '410602', notice, place, 1, posting, posting, dated + 10, dated + 11 FROM wall;
INSERT INTO clearance (county, payout, notice, place, run, cleared_at)
SELECT '410602', payout, notice, place, 1, dated + 12 FROM hung WHERE paid_at <> 'announced';

-- A list of each month, sent whole.
CREATE TEMP TABLE listed AS SELECT 10000000 + dense_rank() OVER (ORDER BY date_trunc('month', on_day)) AS list,
  row_number() OVER (PARTITION BY date_trunc('month', on_day) ORDER BY n) AS line, * FROM hung WHERE paid_at IN ('listed', 'sent', 'paid', 'returned');
INSERT INTO list (county, id, fund, dated, rows, total, digest, status, year, serial)
SELECT '410602', list, min(policy), min(dated) + 14, COUNT(*), SUM(amount), sha256(list::TEXT::BYTEA), CASE WHEN bool_or(paid_at = 'listed') THEN 'approved' ELSE 'sent' END,
  EXTRACT(YEAR FROM min(dated) + 14), list % 100 FROM listed GROUP BY list;
INSERT INTO list_row (county, list, n, payout, amount, account) SELECT '410602', list, line, payout, amount, household FROM listed;
INSERT INTO batch (county, id, list, sent_by, sent_at) SELECT '410602', list + 100, list, :sender, min(dated) + 16 FROM listed WHERE paid_at <> 'listed' GROUP BY list;
INSERT INTO instruction (county, payout, attempt, batch, amount, account, status)
SELECT '410602', payout, 1, list + 100, amount, household, paid_at FROM listed WHERE paid_at <> 'listed';

-- Each step was taken for fifty at once, and for the newcomers of the roster by the thousand.
CREATE TEMP TABLE done AS
SELECT 100000 + row_number() OVER (ORDER BY on_day, verb) AS leaf, * FROM (
  SELECT v.verb, v.tab, v.suffix, min(w.on_day) + v.later AS on_day, array_agg(CASE WHEN v.tab IN ('payout', 'clearance', 'instruction') THEN w.n + 7000000 ELSE w.claim END || v.suffix ORDER BY w.n) AS keys
  FROM work w JOIN (VALUES ('claims.screen', 'claim', '', 1), ('claims.entrust', 'claim', '', 3), ('claims.investigate', 'claim', '', 5), ('claims.endorse', 'claim', '', 7),
    ('claims.review', 'claim', '', 9), ('claims.file', 'claim', '', 11), ('payouts.assess', 'payout', '', 13), ('payouts.announce', 'payout', '', 20),
    ('payouts.clear', 'payout', '', 32), ('payouts.compose', 'payout', '', 34), ('payouts.send', 'instruction', '/1', 36)) v (verb, tab, suffix, later)
  ON v.later < 13 OR w.n < 90000
  GROUP BY v.verb, v.tab, v.suffix, v.later, w.n / 50
  UNION ALL
  SELECT 'registry.enrol', v.tab, '', '2022-01-01', array_agg((1000000 + n)::TEXT) FROM generate_series(0, 499999) n, (VALUES ('household', 125000), ('person', 500000), ('account', 125000)) v (tab, of)
  WHERE n < v.of GROUP BY v.tab, n / 1000) x;
INSERT INTO deed (county, leaf, at, leaf_at, person, verb, subject, body, hash)
SELECT '410602', leaf, on_day, on_day, :clerk, verb, cardinality(keys) || ' 件', :body, '\x00' FROM done;
INSERT INTO cover (county, leaf, tab, keys, digests, root)
SELECT '410602', leaf, tab, keys, decode(repeat('00', 32 * cardinality(keys)), 'hex'), sha256('\x00') FROM done;

-- The watch: an open lead of every sixth household, each waiting for one step of its way by a procedure in force, one in five of them late.
INSERT INTO procedure (county, id, hash, source, term_from, term_to, enter_steps, clear_steps, days, past_holiday, past_weekend, proposed_by)
VALUES ('410602', 11000000, repeat('0', 64), ':procedure', '2024-01-01', '2027-12-31', '{visit,apply,evaluate,post,review,compare,approve,announce,register,file}', '{}', 5,
  false, false, :clerk);
INSERT INTO procedure_adoption (county, procedure, proposed_by, confirmed_by, from_on) VALUES ('410602', 11000000, :clerk, :second, '2024-01-01');
CREATE TEMP TABLE led AS SELECT n, 12000000 + n AS watch, 1000000 + 6 * n AS household, DATE '2024-08-20' + n % 15 AS on_day,
  (ARRAY['hand_over', 'visit', 'apply', 'evaluate', 'review', 'compare', 'approve', 'register'])[1 + n % 8] AS next FROM generate_series(0, 19999) n;
INSERT INTO watch (county, id, household, procedure, opened_on, events, state, next, due)
SELECT '410602', watch, household, 11000000, on_day, 1, CASE next WHEN 'hand_over' THEN 'lead' WHEN 'visit' THEN 'handed_over' ELSE 'entering' END, next,
  DATE '2024-09-05' + (n % 25)::INT FROM led;
INSERT INTO watch_event (county, watch, n, event, on_day, detail, by_staff, at, salt)
SELECT '410602', watch, 1, 'lead', on_day, '{"source": "群众反映", "risk": "因病"}', :clerk, on_day, '\x00' FROM led;
INSERT INTO signal (county, id, watch, n, source, told_on, words, salt) SELECT '410602', 13000000 + n, watch, 1, 'public', on_day, '群众反映该户住院花费大', '\x00' FROM led;
