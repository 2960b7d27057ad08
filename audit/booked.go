package audit

// due is every transfer that the county's doings call for, by reference: what is billed and received, approved and voided, answered,
// admitted, sent again and given up.
const due = `
	policy_due AS (
	  SELECT 'policy' AS tab, p.id::TEXT AS key, format('policy/%s/insured', p.id) AS ref, 'premium_receivable' AS debit, 'premium_fund' AS credit,
	    SUM(g.heads) * p.per_head AS amount, 'policy/' || p.id AS about
	  FROM policy p JOIN insured_group g ON g.county = $1 AND g.policy = p.id WHERE p.county = $1 GROUP BY p.id, p.per_head
	), approved AS (
	  SELECT l.id, l.status, r.amount, 'payout/' || r.payout AS about FROM list l JOIN list_row r ON r.county = $1 AND r.list = l.id
	  WHERE l.county = $1 AND (l.status IN ('approved', 'sent') OR l.status = 'void' AND EXISTS (
	    SELECT FROM hand h WHERE h.county = $1 AND h.list = l.id AND h.part = 'second'))
	), answered AS (
	  SELECT answer, line, outcome, amount, 'payout/' || payout AS about, break, admitted_by FROM answer_line WHERE county = $1
	), due AS (
	  SELECT * FROM policy_due
	  UNION ALL SELECT 'premium', id::TEXT, 'premium/' || id, 'bank', 'premium_receivable', amount, 'policy/' || fund FROM premium WHERE county = $1
	  UNION ALL SELECT 'list', id::TEXT, format('list/%s/approved', id), 'premium_fund', 'claims_payable', amount, about FROM approved
	  UNION ALL SELECT 'list', id::TEXT, format('list/%s/void', id), 'claims_payable', 'premium_fund', amount, about FROM approved WHERE status = 'void'
	  UNION ALL SELECT 'answer_line', concat_ws('/', answer, line), 'answer/' || answer, 'claims_payable',
	    CASE outcome WHEN 'paid' THEN 'bank' ELSE 'suspense' END, amount, about
	  FROM answered WHERE break IS NULL AND outcome IN ('paid', 'returned')
	  UNION ALL SELECT 'answer_line', concat_ws('/', answer, line), format('answer/%s/%s/admitted', answer, line), 'bank', 'suspense', amount, about
	  FROM answered WHERE admitted_by IS NOT NULL
	  UNION ALL SELECT 'instruction', concat_ws('/', i.payout, i.attempt), format('batch/%s/reissued', i.batch), 'suspense', 'claims_payable', i.amount,
	    'payout/' || i.payout
	  FROM instruction i WHERE i.county = $1 AND i.batch NOT IN (SELECT id FROM (` + firstBatches + `) f)
	  UNION ALL SELECT 'payout', p.id::TEXT, format('payout/%s/withdrawn', p.id), 'suspense', 'premium_fund', p.amount, 'payout/' || p.id
	  FROM payout p WHERE p.county = $1 AND p.status = 'withdrawn' AND EXISTS (SELECT FROM instruction i WHERE i.county = $1 AND i.payout = p.id)
	)`

// firstBatches are the lists' own sendings; what came after reissues.
const firstBatches = `SELECT DISTINCT ON (list) list, id, sent_by FROM batch WHERE county = $1 ORDER BY list, sent_at, id`

// booked holds the books against what was done, transfer by transfer. Withdrawals of one deed share an entry, under the name of one of them.
var booked = question{"每项业务均已入账，每条分录均有依据", "transfer", []string{`
	WITH ` + due + `, booked AS (
	  SELECT concat_ws('/', t.entry, t.n) AS key, t.debit, t.credit, t.amount, t.ref AS about,
	    CASE WHEN e.ref LIKE 'payout/%/withdrawn' THEN t.ref || '/withdrawn' ELSE e.ref END AS ref
	  FROM transfer t JOIN entry e ON e.county = $1 AND e.id = t.entry WHERE t.county = $1
	), d AS (SELECT *, row_number() OVER (PARTITION BY ref, debit, credit, amount, about) AS nth FROM due),
	b AS (SELECT *, row_number() OVER (PARTITION BY ref, debit, credit, amount, about) AS nth FROM booked)
	SELECT COALESCE(d.tab, 'transfer'), COALESCE(d.key, b.key),
	  format(CASE WHEN b.key IS NULL THEN '应记 %s：借%s 贷%s %s 元（%s），账上没有' ELSE '所记 %s：借%s 贷%s %s 元（%s）没有依据' END,
	    COALESCE(d.ref, b.ref), (SELECT name FROM chart WHERE code = COALESCE(d.debit, b.debit)), (SELECT name FROM chart WHERE code = COALESCE(d.credit, b.credit)),
	    COALESCE(d.amount, b.amount), COALESCE(d.about, b.about))
	FROM d FULL JOIN b ON (d.ref, d.debit, d.credit, d.amount, d.about, d.nth) = (b.ref, b.debit, b.credit, b.amount, b.about, b.nth)
	WHERE d.key IS NULL OR b.key IS NULL ORDER BY 1, 2`, `
	SELECT 'entry', e.id::TEXT, format('凭证 %s 不含它所指的救助金', e.ref) FROM entry e
	WHERE e.county = $1 AND e.ref LIKE 'payout/%/withdrawn'
	  AND NOT EXISTS (SELECT FROM transfer t WHERE t.county = $1 AND t.entry = e.id AND t.ref || '/withdrawn' = e.ref)`,
}}
