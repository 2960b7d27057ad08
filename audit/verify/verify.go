// Package verify answers one question: can an outsider re-derive all of it? (审计)
//
// County trusts nothing of ours: it reads the rows and derives again whatever is written in them that follows from others.
package verify

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/procedure"
	"fangpin/scheme"
)

// Trust is what the auditor brings along, from outside the database.
type Trust struct {
	Keys  []note.Verifier // whose signatures count
	Notes string          // the folder of checkpoint files (库外检查点)

	// Files says what is wrong with the archived file of a SHA-256, nil if it is there and is that content. Without it only the hashes
	// are looked at.
	Files func(sha []byte) error

	// Original opens the archived file of a SHA-256. Without it no file is read again.
	Original func(sha []byte) (io.ReadCloser, error)

	// Kind says why a row of a table may not answer for the file, which was stored as another kind, and whether it was marked as any. Without it no kind is asked.
	Kind func(table string, sha []byte) (marked bool, err error)

	// Secrets are the keys that seal. Without them nobody can tell a row that this program wrote from one that was written behind it.
	Secrets *secret.Keys

	// Root is the fingerprint that the county's newest root of trust must have; nil where the auditor asks for none.
	Root *passkey.Fingerprint
}

// Check declares one check of the report: what is asked, and what its answer is worth. docs/checks.md is made of these (make checks.md).
type Check struct {
	Name   string // 检查项, as the report has it
	Rule   string // what asks for it, and where that is written
	Proves string
	Not    string // what it does not prove
	Shares string // the packages under judgement whose arithmetic it uses: it cannot find a fault of theirs
}

// Result is one line of the report: what was looked at, and everything wrong with it.
type Result struct {
	Check
	Looked int64 // how many rows, deeds, checkpoints
	Found  []Finding

	// Underived: what was looked at stands as it is sealed, for this program lacks the version of what judged it.
	Underived bool

	// Noted is what the auditor is to know and nobody is at fault for.
	Noted []string
}

// Finding is one thing that does not hold (疑点), named so that it can be looked up.
type Finding struct {
	Table  string
	Key    string // the primary key after county, joined by '/'
	Reason string // in words, for the auditor
}

func (f Finding) String() string {
	if f.Table == "" {
		return f.Reason
	}
	return fmt.Sprintf("%s 表 %s：%s", f.Table, f.Key, f.Reason)
}

// find adds a finding.
func (c *Result) find(table string, key any, format string, a ...any) {
	c.Found = append(c.Found, Finding{table, fmt.Sprint(key), fmt.Sprintf(format, a...)})
}

// tell says something that is no fault.
func (c *Result) tell(format string, a ...any) { c.Noted = append(c.Noted, fmt.Sprintf(format, a...)) }

// judgement is a part of the whole, with the checks that it answers in this order.
type judgement struct {
	checks []Check
	judge  func(context.Context, *view) ([]Result, error)
}

// judgements run in this order; each may use what those before it have put into the view. First the records are read and held to the seal,
// then what can be derived again.
var judgements = []judgement{
	{[]Check{gapsCheck, bodiesCheck, timesCheck}, deeds}, {nil, judged}, {[]Check{coversCheck}, covers},
	{[]Check{unreadCheck, alteredCheck, removedCheck, addedCheck, rewrittenCheck, madeCheck}, rows},
	{[]Check{treeCheck}, tree}, {[]Check{notesCheck}, notes}, {[]Check{filesCheck}, files},
	{[]Check{knownCheck, allowedCheck}, people}, one(deputiesCheck, deputies), {[]Check{signedInCheck}, signedIn},
	{[]Check{signinLogCheck}, signinLog}, {[]Check{vouchedCheck, trailCheck, operatedCheck, untrailedCheck}, trail}, {[]Check{repairsCheck}, repairs}, {[]Check{reconciledCheck}, reconciled}, {[]Check{sealedCheck}, sealedValues},
	{[]Check{signaturesCheck, codesCheck, unsignedCheck}, signatures},
	one(sitesCheck, sites),
	{[]Check{rootsCheck, chainedCheck, doubtedCheck}, func(_ context.Context, v *view) ([]Result, error) { return v.chains(), nil }},
	one(rulesCheck, rules), one(adoptionsCheck, adoptions), one(wordingCheck, wordings), one(secondHandsCheck, secondHands), one(grantsCheck, grants), one(recoveredCheck, recoveries), one(unnumberedCheck, unnumbered), one(probationCheck, probations), one(groupsCheck, groups),
	one(sourcesCheck, sources), one(eventsCheck, events), one(classesCheck, classes), one(correctionsCheck, corrections), one(chainCheck, chain), one(datesCheck, dates), one(deviationsCheck, deviations), one(likenessCheck, likeness),
	one(duesCheck, dues), one(numbersCheck, numbers), one(apartCheck, apart), one(areasCheck, areas), {[]Check{recusedCheck}, recusals},
	one(amountsCheck, amounts), one(sumsCheck, sums),
	one(noticesCheck, notices), one(daysCheck, days), one(clocksCheck, clocks), one(clearancesCheck, clearances),
	one(objectionsCheck, objections), one(responsesCheck, responses), one(postingsCheck, postings), one(withdrawalsCheck, withdrawals),
	one(listsCheck, lists), {[]Check{flagsCheck}, flags}, one(handsCheck, hands), one(accountsCheck, accounts), one(instructionsCheck, instructions),
	one(answersCheck, answers), one(repaidCheck, repaid), one(standingCheck, standing),
	one(proceduresCheck, procedures), one(procedureAdoptionsCheck, procedureAdoptions), one(watchesCheck, watches), one(coursesCheck, courses),
	one(watchScreeningsCheck, watchScreenings),
	one(watchHandsCheck, watchHands), one(watchPartsCheck, watchParts), one(visitsCheck, visits), one(evaluationsCheck, evaluations), one(watchRecordsCheck, watchRecords),
	one(watchNoticesCheck, watchNotices), one(watchClearancesCheck, watchClearances), one(watchObjectionsCheck, watchObjections),
	one(kindsCheck, kinds), one(revealsCheck, reveals),
	one(selfApplicationsCheck, selfApplications), one(referralsCheck, referrals), one(roundsCheck, rounds), one(pushesCheck, pushes), one(spotChecksCheck, spotChecks), one(rectificationsCheck, rectifications),
	one(vouchersCheck, vouchers), one(entriesCheck, entries), one(bookedCheck, booked), one(balancesCheck, balances), one(fundsCheck, funds),
	one(archivedCheck, archived), {[]Check{originalsCheck}, originals},
}

// one is a judgement that asks nothing but the rows in the view.
func one(check Check, derive func(*view) Result) judgement {
	return judgement{[]Check{check}, func(_ context.Context, v *view) ([]Result, error) { return []Result{derive(v)}, nil }}
}

// Checks are the declared checks in the order of the report.
func Checks() (all []Check) {
	for _, s := range judgements {
		all = append(all, s.checks...)
	}
	return all
}

// County runs every check on one county, on one snapshot of the database, a Result at a time. What is wrong with the books, or cannot
// be read, is in the checks; an error means that the verification itself could not be done.
func County(ctx context.Context, db *pg.DB, county string, trust Trust) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		records, err := Open(ctx, db, county, trust)
		if err != nil {
			yield(Result{}, pg.Fault(err))
			return
		}
		defer func() { _ = records.Close() }() // it was only read
		for check, err := range Judge(ctx, county, records, trust.Keys, trust.Root) {
			if !yield(check, pg.Fault(err)) {
				return
			}
		}
	}
}

// Judge runs every check on one county's records, wherever they are kept. They are held in memory, but for what nothing is derived from.
func Judge(ctx context.Context, county string, records Records, keys []note.Verifier, root *passkey.Fingerprint) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		v := &view{
			county: county, records: records, keys: keys, trusted: root, position: map[int64]int{}, sums: map[int64][]deed.Sum{}, covered: map[int64][]string{},
			versions: map[string]map[string]digested{}, stands: map[string][sha256.Size]byte{}, over: map[string]map[string][]int64{},
			notes: map[int64]string{}, schemes: map[int64]*scheme.Scheme{}, ways: map[int64]*procedure.Procedure{},
		}
		for _, s := range judgements {
			done, err := s.judge(ctx, v)
			if err != nil {
				yield(Result{}, err)
				return
			}
			for _, c := range done {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// view is the county with what the checks have established so far.
type view struct {
	county  string
	records Records
	keys    []note.Verifier
	trusted *passkey.Fingerprint // that the newest root of trust must have
	unread  Result               // what could not be understood

	leaves   []tlog.Hash                    // of the deeds in order, hashed anew from their bodies
	acts     []act                          // what the bodies say of who did what
	position map[int64]int                  // of a leaf's act
	sums     map[int64][]deed.Sum           // what each body says it covers, by leaf, until its rows are found
	covered  map[int64][]string             // the tables it covers
	versions map[string]map[string]digested // by table and key, until the rows are found
	stands   map[string][sha256.Size]byte   // the newest digests of the rows that proposals are of, by table/key
	over     map[string]map[string][]int64  // the leaves of all deeds over a row, of the tables in watched
	nodes    []tlog.Hash                    // of the tree over all leaves
	notes    map[int64]string               // the checkpoints kept inside, by size
	schemes  map[int64]*scheme.Scheme       // read anew from their sources
	ways     map[int64]*procedure.Procedure // likewise

	originals []original       // the files that rows answer for
	moved     map[int64]*money // what became of the payouts that were ordered, once it was asked

	store
	index
	humans map[int64]int64 // the people behind the accounts whose identity number is known
}

// act is the deed of a leaf, false where its body cannot be read.
func (v *view) act(leaf int64) (act, bool) {
	at, ok := v.position[leaf]
	if !ok {
		return act{}, false
	}
	return v.acts[at], true
}

// body is the version of the body of a leaf's deed, the newest where it cannot be read.
func (v *view) body(leaf int64) int {
	if a, ok := v.act(leaf); ok {
		return a.version
	}
	return deed.BodyVersion
}

// beijing prints a moment as the people concerned wrote it.
func beijing(t time.Time) string {
	return t.In(calendar.China).Format("2006-01-02 15:04:05.000000")
}
