package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
)

// digested is a row's version with its newest digest.
type digested struct {
	version
	digest [sha256.Size]byte
}

// beside finds one of the tables beside the covered ones that verification goes by.
func beside(name string) deed.Table {
	carried := deed.Carried()
	return carried[slices.IndexFunc(carried, func(t deed.Table) bool { return t.Name == name })]
}

// lines reads a table. What cannot be understood is noted and left out; an error means that the records themselves cannot be read.
func (v *view) lines(ctx context.Context, table deed.Table) iter.Seq2[deed.Line, error] {
	return func(yield func(deed.Line, error) bool) {
		for line, err := range v.records.Lines(ctx, table) {
			if v.lost(err) {
				continue
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// lost notes what is there but cannot be understood.
func (v *view) lost(err error) bool {
	bad, ok := errors.AsType[Unreadable](err)
	if ok {
		v.unread.Found = append(v.unread.Found, bad.Finding)
	}
	return ok
}

// understood notes what in a row could not be.
func (v *view) understood(table, key string, err error) {
	v.unread.Looked++
	if err != nil {
		v.unread.find(table, key, "%v", err)
	}
}

// keep holds a table beside the covered ones in memory.
func (v *view) keep(ctx context.Context, table deed.Table, keep keeper) error {
	seen := map[string]bool{}
	for line, err := range v.lines(ctx, table) {
		if err != nil {
			return err
		}
		v.understood(table.Name, line.Key, keep(line, version{}))
		if seen[line.Key] {
			v.unread.find(table.Name, line.Key, "重复")
		}
		seen[line.Key] = true
	}
	return nil
}

// reading is the state of reading the covered tables.
type reading struct {
	*view
	keepers map[string]keeper // of the view, made once: each looks up the columns of its row

	altered, removed, added, rewritten, made Result
}

var alteredCheck = Check{
	Name:   "各行内容与最近一次存证相符",
	Rule:   "architecture §7: a row is its newest digest",
	Proves: "every column of every row is what the newest deed over the row digested; a personal column by its salted digest",
	Not: "that the deed itself was right: what a deed may write, the checks below say. A bundle withholds personal values, " +
		"so there only their digests are held",
	Shares: "internal/deed (a row's digest, and which columns enter it)",
}

var removedCheck = Check{
	Name:   "已存证的行无缺失",
	Rule:   "architecture §4: nothing is deleted",
	Proves: "every row that a deed covered is there",
	Not:    "that whatever should have been recorded was",
}

var addedCheck = Check{
	Name:   "每行均有存证",
	Rule:   "architecture §4: writing has one door, which seals",
	Proves: "every row of a covered table lies under a deed",
	Not:    "anything of the tables that no deed covers (the registry says why of each)",
}

var rewrittenCheck = Check{
	Name:   "只增不改的行各次存证一致",
	Rule:   "architecture §4: append-only tables",
	Proves: "no later deed digests a row otherwise than the first, in the tables that the registry calls append-only",
	Not:    "that a row which may change (a status, an end) changed for a good reason: the checks of its kind look at that",
	Shares: "internal/deed (which tables are append-only: a test compares that with the rights in the database)",
}

var madeCheck = Check{
	Name: "各行所记经办人、日期与存证一致",
	Rule: "domain §3 no. 19: whose hands",
	Proves: "who a row says made it, and on what day, are the person and the day of the deed that first covered it; a notice's day only since " +
		"bodies of version 3, for people chose it before",
	Not:    "that whoever was signed in was that person",
	Shares: "internal/deed (which columns name the maker and the day)",
}

// rows reads every covered table once, compares every row with its newest digest and with the deed that made it, and the digests of a row
// that never changes with each other, and holds what the later checks derive from.
func rows(ctx context.Context, v *view) ([]Result, error) {
	r := &reading{view: v, keepers: v.keepers(), altered: Result{Check: alteredCheck}, removed: Result{Check: removedCheck}, added: Result{Check: addedCheck},
		rewritten: Result{Check: rewrittenCheck}, made: Result{Check: madeCheck}}
	for _, table := range deed.Tables {
		if err := r.table(ctx, table); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"checkpoint", "office", "voucher_month", "day", "chart"} {
		if err := v.keep(ctx, beside(name), r.keepers[name]); err != nil {
			return nil, err
		}
	}
	v.index, v.humans = v.store.index(), humansOf(v.staff)
	r.added.Looked = r.altered.Looked
	return []Result{v.unread, r.altered, r.removed, r.added, r.rewritten, r.made}, nil
}

func (r *reading) table(ctx context.Context, table deed.Table) error {
	newest := r.versions[table.Name]
	delete(r.versions, table.Name)
	r.removed.Looked += int64(len(newest))
	if !table.Changes() {
		r.rewritten.Looked += int64(len(newest))
		r.rewritten.rewritten(table.Name, newest)
	}
	keep := r.keepers[table.Name]
	for line, err := range r.lines(ctx, table) {
		if err != nil {
			return err
		}
		of := r.row(table, line, newest)
		r.original(table, line)
		if keep != nil {
			r.understood(table.Name, line.Key, keep(line, of))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(newest)) {
		r.removed.find(table.Name, key, "第 %d 号存证列有此行，现已不存在", newest[key].leaf)
	}
	return nil
}

// row compares one row with what the deeds say of it, which it takes out of newest.
func (r *reading) row(table deed.Table, line deed.Line, newest map[string]digested) version {
	r.altered.Looked++
	last, ok := newest[line.Key]
	if !ok {
		r.added.find(table.Name, line.Key, "没有任何存证，不是经本系统登记的，或有重复")
		behind := int64(len(r.leaves))
		return version{behind, behind, behind}
	}
	delete(newest, line.Key)
	if slices.Contains(proposed, table.Name) {
		r.stands[table.Name+"/"+line.Key] = last.digest
	}
	if last.digest != deed.Digest(table.Name, table.Sealed(r.body(last.leaf), line.Cells)) {
		r.altered.find(table.Name, line.Key, "内容与第 %d 号存证不符，存证后被改动", last.leaf)
	}
	if table.MadeBy != "" || table.MadeOn != "" {
		r.made.Looked++
		if wrong := madeOtherwise(r.view, table, line, last.first); wrong != "" {
			r.made.find(table.Name, line.Key, "%s", wrong)
		}
	}
	return last.version
}

// rewritten names the rows that a later deed covers otherwise than the first.
func (c *Result) rewritten(table string, versions map[string]digested) {
	for _, key := range slices.Sorted(maps.Keys(versions)) {
		if was := versions[key]; was.since != was.first {
			c.find(table, key, "第 %d 号存证之后被改写，由第 %d 号重新存证", was.first, was.since)
		}
	}
}

// watched are the tables of whose rows it matters which deeds they went through.
var watched = []string{"objection", "payout", "list", "answer_line", "proposal"}

// cover takes what one deed says of a table's rows.
func (v *view) cover(c Cover) {
	versions := v.versions[c.Table]
	if versions == nil {
		versions = map[string]digested{}
		v.versions[c.Table] = versions
	}
	for _, row := range c.Rows {
		was, covered := versions[row.Key]
		if !covered {
			was = digested{version{first: c.Leaf, since: c.Leaf}, row.Digest}
		} else if was.digest != row.Digest {
			was.since, was.digest = c.Leaf, row.Digest
		}
		was.leaf = c.Leaf
		versions[row.Key] = was
	}
	if slices.Contains(watched, c.Table) {
		v.watch(c)
	}
}

func (v *view) watch(c Cover) {
	over := v.over[c.Table]
	if over == nil {
		over = map[string][]int64{}
		v.over[c.Table] = over
	}
	for _, row := range c.Rows {
		over[row.Key] = append(over[row.Key], c.Leaf)
	}
}

// history lists the deeds over a row of a watched table, in order.
func (v *view) history(table, key string) (acts []act) {
	for _, leaf := range v.over[table][key] {
		if a, ok := v.act(leaf); ok {
			acts = append(acts, a)
		}
	}
	return acts
}

func id(n int64) string { return fmt.Sprint(n) }

// madeOtherwise says in what a row that names its maker, and the day, differs from the deed that first covered it, empty if in nothing.
// (经办人即存证人)
func madeOtherwise(v *view, table deed.Table, line deed.Line, leaf int64) string {
	a, ok := v.act(leaf)
	if !ok { // named as a deed that cannot be read
		return ""
	}
	if by := string(line.Value(table.MadeBy)); table.MadeBy != "" && by != id(a.person) {
		return fmt.Sprintf("所记经办人为 %s，第 %d 号存证为 %d", by, leaf, a.person)
	}
	if table.MadeOn == "" || a.version < table.OnFrom {
		return ""
	}
	told := table.Told != "" && line.Value(table.Told) != nil
	if on, day := string(line.Value(table.MadeOn)), calendar.DateOf(a.at).String(); on != day && (!told || on > day) {
		return fmt.Sprintf("所记日期为 %s，第 %d 号存证为 %s", on, leaf, day)
	}
	return ""
}

// SHA reads a SHA-256 as PostgreSQL prints it, false if it is none.
func SHA(printed []byte) (sha [32]byte, ok bool) {
	b, err := hex.DecodeString(strings.TrimPrefix(string(printed), `\x`))
	return sha, err == nil && copy(sha[:], b) == len(sha) && len(b) == len(sha)
}

// original is a row with the file it answers for.
type original struct {
	table, key string
	sha        [32]byte
	ok         bool // it is a SHA-256
}

// original takes the file that a row answers for into the view. A row without one has no cell of it.
func (v *view) original(table deed.Table, line deed.Line) {
	if value := line.Value(table.File); value != nil {
		sha, ok := SHA(value)
		v.originals = append(v.originals, original{table.Name, line.Key, sha, ok})
	}
}

var archivedCheck = Check{
	Name: "报表、佐证、张贴照片、回盘原件齐全",
	Rule: "architecture §5: files by their content's SHA-256",
	Proves: "every file that a row answers for is in the archive and is that content (a bundle: was, when it was made); where the archive is at hand, that it was " +
		"stored as what the row takes it for",
	Not: "what is in the files; as what those were stored that lay there before files were marked, which are counted",
}

// archived asks for every file that a row answers for, once.
func archived(v *view) Result {
	check, asked := Result{Check: archivedCheck, Looked: int64(len(v.originals))}, map[[32]byte]error{}
	for _, o := range v.originals {
		if !o.ok {
			check.find(o.table, o.key, "没有原件的 SHA-256")
			continue
		}
		wrong, ok := asked[o.sha]
		if !ok {
			wrong = v.records.File(o.sha[:])
			asked[o.sha] = wrong
		}
		if wrong != nil {
			check.find(o.table, o.key, "档案中的原件缺失或已被改动：%v", wrong)
		}
	}
	check.kinds(v)
	return check
}

// kinds names what was stored as another kind of file, and counts what was stored as none.
func (c *Result) kinds(v *view) {
	db, ok := v.records.(*Database)
	if !ok || db.kind == nil {
		return
	}
	unmarked := 0
	for _, o := range v.originals {
		if !o.ok {
			continue
		}
		marked, err := db.kind(o.table, o.sha[:])
		if err != nil {
			c.find(o.table, o.key, "档案中的原件种类不符：%s", fault.Message(err))
		}
		if !marked {
			unmarked++
		}
	}
	if unmarked > 0 {
		c.tell("有 %d 份原件存入时还没有记下种类", unmarked)
	}
}
