package verify

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
	"fangpin/internal/identity/timing"
)

// leeway is how far before the newest leaf a deed's own time may lie; beyond it a clock went back.
const leeway = 2 * time.Minute

// log is the state of reading the deeds in order.
type log struct {
	*view
	gaps, bodies, times Result
	ages                ages
	next                int64     // the leaf expected
	at                  time.Time // of the newest leaf
	since               time.Time // of the newest deed since the log's time was repaired; zero once it has come
}

var unreadCheck = Check{
	Name:   "各行各栏可以解读",
	Rule:   "architecture §7: verification trusts nothing of ours",
	Proves: "every column that a check goes by is there and of its form, in every row of every table that it reads",
	Not:    "that what it says is true; columns that no check goes by are not read",
}

var gapsCheck = Check{
	Name:   "存证序号连续",
	Rule:   "architecture §7: each deed takes the county's next leaf",
	Proves: "no deed is missing from the first to the newest, and the head counts as many as there are",
	Not:    "that no deed was cut off at the end since the last checkpoint: only a checkpoint kept elsewhere shows that",
}

var bodiesCheck = Check{
	Name: "存证内容与哈希相符",
	Rule: "decision 0003: a leaf is the hash of its deed's body",
	Proves: "each leaf is the hash of its body, the columns beside it (county, time, person, verb, subject) say what the " +
		"body says, and the body names no version of a judge that no program has: none below 1, and in a database none above " +
		"this program's; along the log no version falls, neither the body's nor a judge's",
	Not:    "that what the body says happened; in a bundle, that a later program has the later versions that it names",
	Shares: "internal/deed (how a body is written)",
}

var timesCheck = Check{
	Name: "存证时间不倒退",
	Rule: "architecture §7: a leaf's time is the later of its deed's and the leaf's before",
	Proves: "no leaf is before the leaf before it, and no deed lies more than two minutes before it; after a repair of the log's time by two, which has a check " +
		"of its own, no deed lies so far before the deeds since then",
	Not: "that the clocks were right: the times are the program's and its database's own",
}

// deeds reads every deed once: no leaf is missing, each hash is its body's, each row says what its body says, and no leaf's
// time is before that of the leaf before.
func deeds(ctx context.Context, v *view) ([]Result, error) {
	v.unread = Result{Check: unreadCheck}
	l := &log{view: v, gaps: Result{Check: gapsCheck}, bodies: Result{Check: bodiesCheck}, times: Result{Check: timesCheck}}
	l.ages = ages{judges: map[string]int64{}, named: map[string]map[string]bool{}}
	var read []deedRow
	keep := into(&read)
	for line, err := range v.lines(ctx, beside("deed")) {
		if err != nil {
			return nil, err
		}
		read = read[:0]
		v.understood("deed", line.Key, keep(line, version{}))
		body, _ := hex.DecodeString(strings.TrimPrefix(read[0].Body, `\x`)) // what cannot be decoded hashes to something else
		l.place(read[0], body)
		l.content(read[0], body)
		l.time(read[0])
	}
	if err := v.keep(ctx, beside("head"), into(&v.heads)); err != nil {
		return nil, err
	}
	l.head()
	l.gaps.Looked, l.bodies.Looked, l.times.Looked = int64(len(v.leaves)), int64(len(v.leaves)), int64(len(v.leaves))
	return []Result{l.gaps, l.bodies, l.times}, nil
}

// place finds gaps, and takes the leaf into the tree.
func (l *log) place(s deedRow, body []byte) {
	switch {
	case s.Leaf == l.next+1:
		l.gaps.find("deed", l.next, "缺少第 %d 号存证", l.next)
	case s.Leaf > l.next:
		l.gaps.find("deed", l.next, "缺少第 %d 至 %d 号存证", l.next, s.Leaf-1)
	case s.Leaf < l.next:
		l.gaps.find("deed", s.Leaf, "序号不应出现，编号从 0 起")
	}
	l.next = s.Leaf + 1
	l.leaves = append(l.leaves, tlog.RecordHash(body))
}

// content compares the row with its body, and the hash with the body's own.
func (l *log) content(s deedRow, body []byte) {
	if leaf := l.leaves[len(l.leaves)-1]; printed(leaf[:]) != s.Hash {
		l.bodies.find("deed", s.Leaf, "正文的哈希与所记哈希不符")
	}
	b, err := deed.Decode(body)
	if later, ok := errors.AsType[deed.Unknown](err); ok {
		l.bodies.find("deed", s.Leaf, "%v，请用生成它的版本核验", later)
		return
	}
	if err != nil {
		l.bodies.find("deed", s.Leaf, "正文无法解读")
		return
	}
	l.sums[s.Leaf] = b.Covers
	l.position[s.Leaf] = len(l.acts)
	l.acts = append(l.acts, act{leaf: s.Leaf, person: b.Person, role: b.Role, verb: b.Verb, said: b.Subject, way: b.Way, forged: l.forged(b), at: b.At, leafAt: s.LeafAt, version: b.Version, judges: b.Judges})
	for _, c := range b.Covers {
		l.covered[s.Leaf] = append(l.covered[s.Leaf], c.Table)
	}
	for _, j := range b.Judges {
		if wrong := l.invented(j); wrong != "" {
			l.bodies.find("deed", s.Leaf, "%s", wrong)
		}
	}
	for _, wrong := range l.ages.fallen(l.view, l.acts[len(l.acts)-1]) {
		l.bodies.find("deed", s.Leaf, "%s", wrong)
	}
	for _, c := range []struct {
		name string
		same bool
	}{
		{"县码", b.County == l.county}, {"时间", b.At.Equal(s.At)}, {"经办人", b.Person == s.Person},
		{"事项", b.Verb == s.Verb}, {"说明", b.Subject == s.Subject},
	} {
		if !c.same {
			l.bodies.find("deed", s.Leaf, "所记%s与正文不符", c.name)
		}
	}
}

// time folds the leaves' times anew.
func (l *log) time(s deedRow) {
	newest := l.at
	switch {
	case s.Verb == timing.RepairStep.Verb && s.At.Before(l.at): // that it is one, repairs asks
		l.since, newest = s.At, s.At
	case !l.since.IsZero():
		newest = l.since
		if l.since = maxTime(l.since, s.At); !s.At.Before(l.at) {
			l.since = time.Time{}
		}
	}
	if s.At.Before(newest.Add(-leeway)) {
		l.times.find("deed", s.Leaf, "时间 %s 早于前一号存证两分钟以上", beijing(s.At))
	}
	if s.At.After(l.at) {
		l.at = s.At
	}
	if !s.LeafAt.Equal(l.at) {
		l.times.find("deed", s.Leaf, "存证时间应为 %s，所记为 %s", beijing(l.at), beijing(s.LeafAt))
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// head compares the county's head with the newest leaf.
func (l *log) head() {
	var head headRow
	if len(l.heads) > 0 {
		head = l.heads[0]
	}
	if head.Size != l.next {
		l.gaps.find("head", l.county, "记有 %d 号存证，实有 %d 号", head.Size, l.next)
	}
	if l.next > 0 && !head.At.Equal(l.at) {
		l.times.find("head", l.county, "末号存证时间应为 %s，所记为 %s", beijing(l.at), beijing(head.At))
	}
	if head.Since.Valid == l.since.IsZero() || head.Since.Valid && head.Since.V.Sub(l.since).Abs() > leeway { // the door's own clock is a moment later
		l.times.find("head", l.county, "所记更正后末号存证的时间与各号存证不符")
	}
}

// printed is how PostgreSQL prints bytes.
func printed(b []byte) string { return `\x` + hex.EncodeToString(b) }

var coversCheck = Check{
	Name: "存证所列各行与正文相符",
	Rule: "decision 0003: the digests stand beside the deed, their root in its body",
	Proves: "each deed's list of rows has the tables, the number of rows and the Merkle roots of its body, in order and each " +
		"row once",
	Not:    "anything of the rows as they now stand",
	Shares: "internal/deed (the Merkle root of a list of rows)",
}

// covers ties the digests kept beside each deed to the deed's body: the same tables, the same number of rows, the same root.
func covers(ctx context.Context, v *view) ([]Result, error) {
	check, last := Result{Check: coversCheck}, int64(-1)
	for c, err := range v.records.Covers(ctx) {
		if v.lost(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		check.Looked += int64(len(c.Rows))
		check.cover(v, c)
		v.cover(c)
		if c.Leaf < last { // which digest is a row's newest would depend on it
			check.find("cover", coverKey(c.Leaf, c.Table), "没有按存证序号排列")
		}
		last = c.Leaf
	}
	for _, leaf := range slices.Sorted(maps.Keys(v.sums)) {
		for _, sum := range v.sums[leaf] { // what is left has no row
			check.find("cover", coverKey(leaf, sum.Table), "正文列有 %d 行，清单缺失", sum.Rows)
		}
	}
	return []Result{check}, nil
}

func coverKey(leaf int64, table string) string { return fmt.Sprintf("%d/%s", leaf, table) }

// cover compares one cover with the body's line, which it takes out of the view.
func (c *Result) cover(v *view, got Cover) {
	key := coverKey(got.Leaf, got.Table)
	at := slices.IndexFunc(v.sums[got.Leaf], func(s deed.Sum) bool { return s.Table == got.Table })
	if at < 0 {
		c.find("cover", key, "正文未列此表，或没有这一号存证")
		return
	}
	want := v.sums[got.Leaf][at]
	v.sums[got.Leaf] = slices.Delete(v.sums[got.Leaf], at, at+1)
	if _, ok := deed.Lookup(got.Table); !ok {
		c.find("cover", key, "不是应存证的表")
	}
	if got.Sum() != want {
		c.find("cover", key, "各行摘要与正文的根不符")
	}
	if string(got.Root) != string(want.Root[:]) {
		c.find("cover", key, "所记的根与正文不符")
	}
	for i := 1; i < len(got.Rows); i++ {
		if cmp.Compare(got.Rows[i-1].Key, got.Rows[i].Key) >= 0 {
			c.find("cover", key, "各行未按主键排列，或有重复")
			break
		}
	}
}
