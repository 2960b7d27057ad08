package verify

import (
	"iter"
	"maps"
	"slices"

	"fangpin/reports"
)

// store is the county's rows in memory.
type store struct {
	staff    []member
	deputies []stead

	grants     []grantRow
	enrolments []enrolmentRow
	changed    []changeRow

	places        []placeRow
	households    []householdRow
	persons       []personRow
	labels        []labelRow
	corrections   []correctionRow
	accounts      []accountRow
	confirmations []confirmationRow
	proposals     []proposalRow
	passkeys      []passkeyRow
	signatures    []signatureRow
	signings      []signingRow
	probations    []probationRow
	repairs       []headRepairRow

	reconciliations []reconciliationRow

	rootRows   []rootRow
	vouchRows  []vouchRow
	revokeRows []revokeRow
	looks      []revealRow
	permits    []permitRow

	rules    []schemeRow
	adopted  []adoptionRow
	insures  []adoptionGroupRow
	policies []policyRow
	groups   []groupRow
	insured  []insuredRow
	premiums []premiumRow

	watching

	reports  []reportRow
	reported []toldRow
	outcomes []outcomeRow

	claims       []claimRow
	sources      []sourceRow
	assignments  []assignmentRow
	reassigned   []reassignmentRow
	extensions   []extensionRow
	findings     []findingRow
	evidence     []evidenceRow
	alikeProofs  []evidenceLikenessRow
	endorsements []endorsementRow
	recusals     []recusalRow
	sentBack     []villageReturnRow
	reviews      []reviewRow
	filings      []filingRow

	assessments  []assessmentRow
	payouts      []payoutRow
	heirs        []heirRow
	namings      []namingRow
	deathChecks  []deathCheckRow
	notices      []noticeRow
	noticeLines  []noticeLine
	postings     []postingRow
	clocks       []clockRow
	clearances   []clearanceRow
	objections   []objectionRow
	changes      []postingChangeRow
	alikePhotos  []postingLikenessRow
	responses    []objectionAnswerRow
	proofs       []objectionFileRow
	withdrawals  []withdrawalRow
	lists        []listRow
	listLines    []listLine
	flags        []flagRow
	flagAnswers  []flagAnswerRow
	hands        []handRow
	batches      []batchRow
	instructions []instructionRow
	answers      []answerRow
	answerLines  []answerLine
	resolutions  []resolutionRow

	entries   []entryRow
	transfers []transferRow

	heads       []headRow
	checkpoints []checkpointRow
	offices     []officeRow
	months      []voucherMonthRow
	days        []dayRow
	chart       []chartRow
}

// keepers are where each table's rows go. A table without one has nothing that something is derived from.
func (s *store) keepers() map[string]keeper {
	keepers := map[string]keeper{
		"staff": into(&s.staff), "deputy": into(&s.deputies),
		"staff_grant": into(&s.grants), "enrolment": into(&s.enrolments), "credential_change": into(&s.changed),
		"place": into(&s.places), "household": into(&s.households), "person": into(&s.persons), "label": into(&s.labels), "correction": into(&s.corrections), "account": into(&s.accounts),
		"confirmation": into(&s.confirmations), "proposal": into(&s.proposals), "passkey": into(&s.passkeys),
		"signature": into(&s.signatures), "signing": into(&s.signings), "probation": into(&s.probations), "head_repair": into(&s.repairs), "reconciliation": into(&s.reconciliations),
		"root": into(&s.rootRows), "passkey_vouch": into(&s.vouchRows), "passkey_revoke": into(&s.revokeRows),
		"reveal": into(&s.looks), "reveal_permit": into(&s.permits),
		"scheme": into(&s.rules), "adoption": into(&s.adopted), "adoption_group": into(&s.insures), "policy": into(&s.policies), "insured_group": into(&s.groups),
		"insured": into(&s.insured), "premium": into(&s.premiums),
		"report": into(&s.reports), "report_row": into(&s.reported), "row_outcome": into(&s.outcomes),
		"claim": into(&s.claims), "source": into(&s.sources), "assignment": into(&s.assignments),
		"reassignment": into(&s.reassigned), "extension": into(&s.extensions), "finding": into(&s.findings),
		"evidence": into(&s.evidence), "evidence_likeness": into(&s.alikeProofs), "endorsement": into(&s.endorsements), "village_return": into(&s.sentBack), "recusal": into(&s.recusals), "review": into(&s.reviews), "filing": into(&s.filings),
		"assessment": into(&s.assessments), "payout": into(&s.payouts), "heir": into(&s.heirs), "heir_naming": into(&s.namings), "death_check": into(&s.deathChecks),
		"notice": into(&s.notices), "notice_row": either("watch", into(&s.watchLines), into(&s.noticeLines)), "posting": into(&s.postings), "clock": into(&s.clocks),
		"clearance": into(&s.clearances), "objection": either("watch", into(&s.watchObjections), into(&s.objections)), "withdrawal": into(&s.withdrawals),
		"posting_change": into(&s.changes), "posting_likeness": into(&s.alikePhotos), "objection_answer": into(&s.responses), "objection_file": into(&s.proofs),
		"list": into(&s.lists), "list_row": into(&s.listLines), "list_flag": into(&s.flags), "flag_answer": into(&s.flagAnswers), "hand": into(&s.hands), "batch": into(&s.batches),
		"instruction": into(&s.instructions), "answer": into(&s.answers), "answer_line": into(&s.answerLines), "resolution": into(&s.resolutions),
		"entry": into(&s.entries), "transfer": into(&s.transfers),
		"checkpoint": into(&s.checkpoints), "office": into(&s.offices), "voucher_month": into(&s.months),
		"day": into(&s.days), "chart": into(&s.chart),
	}
	maps.Copy(keepers, s.watching.keepers())
	return keepers
}

// by finds rows by a key; of rows that share one, the last.
func by[T any, K comparable](rows []T, key func(*T) K) map[K]*T {
	found := make(map[K]*T, len(rows))
	for i := range rows {
		found[key(&rows[i])] = &rows[i]
	}
	return found
}

// groupBy gathers rows by a key, in their order.
func groupBy[T any, K comparable](rows []T, key func(*T) K) map[K][]*T {
	found := map[K][]*T{}
	for i := range rows {
		k := key(&rows[i])
		found[k] = append(found[k], &rows[i])
	}
	return found
}

// filed is one round of a claim; step one turn of it.
type (
	filed struct {
		claim int64
		round int
	}
	step struct {
		claim       int64
		round, turn int
	}
)

func (r *assignmentRow) step() step    { return step{r.Claim, r.Round, r.Turn} }
func (r *reassignmentRow) step() step  { return step{r.Claim, r.Round, r.Turn} }
func (r *extensionRow) step() step     { return step{r.Claim, r.Round, r.Turn} }
func (r *findingRow) step() step       { return step{r.Claim, r.Round, r.Turn} }
func (r *evidenceRow) step() step      { return step{r.Claim, r.Round, r.Turn} }
func (r *endorsementRow) step() step   { return step{r.Claim, r.Round, r.Turn} }
func (r *villageReturnRow) step() step { return step{r.Claim, r.Round, r.Turn} }
func (r *reviewRow) step() step        { return step{r.Claim, r.Round, r.Turn} }
func (r *filingRow) step() step        { return step{r.Claim, r.Round, r.Turn} }

func (r *filingRow) filed() filed     { return filed{r.Claim, r.Round} }
func (r *assessmentRow) filed() filed { return filed{r.Claim, r.Round} }
func (r *payoutRow) filed() filed     { return filed{r.Claim, r.Round} }

// index is the store by its keys, for the checks to look things up in.
type index struct {
	person       map[int64]*personRow
	account      map[int64]*accountRow
	confirmation map[int64]*confirmationRow
	rule         map[int64]*schemeRow
	policy       map[int64]*policyRow
	report       map[int64]*reportRow
	told         map[int64]*toldRow
	claim        map[int64]*claimRow
	place        map[int64]*placeRow
	assignment   map[step]*assignmentRow
	reassignment map[step]*reassignmentRow
	finding      map[step]*findingRow
	endorsement  map[step]*endorsementRow
	sentBackAt   map[step]*villageReturnRow
	review       map[step]*reviewRow
	filing       map[filed]*filingRow
	payout       map[int64]*payoutRow
	notice       map[int64]*noticeRow
	posting      map[int64]*postingRow
	clearance    map[int64]*clearanceRow
	list         map[int64]*listRow
	batch        map[int64]*batchRow
	answer       map[int64]*answerRow
	instruction  map[attempt]*instructionRow
	entry        map[int64]*entryRow
	household    map[int64]*householdRow
	deathsBack   map[int64][]*correctionRow // by person
	labelsBack   map[int64][]*correctionRow // by label
	courses      []*course                  // of the watches
	family       map[int64]int64            // whose a watch is
}

// attempt is one instruction: a payout's first, second …
type attempt struct {
	payout int64
	n      int
}

func (r *instructionRow) attempt() attempt { return attempt{r.Payout, r.Attempt} }

// conclude gives each told row the newest outcome that insurance's screening made of it. One that was judged before outcomes had a table of
// their own keeps its own.
func (s *store) conclude() {
	told, newest := by(s.reported, func(r *toldRow) int64 { return r.ID }), map[int64]int{}
	for _, o := range s.outcomes {
		r := told[o.Row]
		if r == nil || o.Purpose != reports.Insurance || o.N < newest[o.Row] {
			continue
		}
		newest[o.Row], r.Household, r.Outcome = o.N, o.Household, null[string]{V: o.Outcome, Valid: true}
	}
}

func (s *store) index() index {
	s.conclude()
	family := make(map[int64]int64, len(s.watches))
	for _, w := range s.watches {
		family[w.ID] = w.Household
	}
	return index{
		person: by(s.persons, func(r *personRow) int64 { return r.ID }), account: by(s.accounts, func(r *accountRow) int64 { return r.ID }),
		confirmation: by(s.confirmations, func(r *confirmationRow) int64 { return r.Account }),
		rule:         by(s.rules, func(r *schemeRow) int64 { return r.ID }), policy: by(s.policies, func(r *policyRow) int64 { return r.ID }),
		report: by(s.reports, func(r *reportRow) int64 { return r.ID }), told: by(s.reported, func(r *toldRow) int64 { return r.ID }),
		claim: by(s.claims, func(r *claimRow) int64 { return r.ID }), place: by(s.places, func(r *placeRow) int64 { return r.ID }),
		assignment: by(s.assignments, (*assignmentRow).step), reassignment: by(s.reassigned, (*reassignmentRow).step),
		finding:     by(s.findings, (*findingRow).step),
		endorsement: by(s.endorsements, (*endorsementRow).step), sentBackAt: by(s.sentBack, (*villageReturnRow).step),
		review: by(s.reviews, (*reviewRow).step), filing: by(s.filings, (*filingRow).filed),
		payout: by(s.payouts, func(r *payoutRow) int64 { return r.ID }), notice: by(s.notices, func(r *noticeRow) int64 { return r.ID }),
		posting: by(s.postings, func(r *postingRow) int64 { return r.ID }), clearance: by(s.clearances, func(r *clearanceRow) int64 { return r.Payout }),
		list: by(s.lists, func(r *listRow) int64 { return r.ID }), batch: by(s.batches, func(r *batchRow) int64 { return r.ID }),
		answer: by(s.answers, func(r *answerRow) int64 { return r.ID }), instruction: by(s.instructions, (*instructionRow).attempt),
		entry: by(s.entries, func(r *entryRow) int64 { return r.ID }), household: by(s.households, func(r *householdRow) int64 { return r.ID }),
		family:     family,
		deathsBack: groupBy(s.corrections, func(r *correctionRow) int64 { return r.Person.V }), labelsBack: groupBy(s.corrections, func(r *correctionRow) int64 { return r.Label.V }),
	}
}

// sorted walks a map in the order of its keys.
func sorted[K comparable, V any](m map[K]V, compare func(a, b K) int) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, k := range slices.SortedFunc(maps.Keys(m), compare) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
