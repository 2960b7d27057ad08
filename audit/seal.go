package audit

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
)

// leeway is how far before the newest leaf a deed's own time may lie; beyond it a clock went back.
const leeway = 2 * time.Minute

// log is the state of reading the deeds in order.
type log struct {
	*view
	gaps, bodies, times Check
	next                int64     // the leaf expected
	at                  time.Time // of the newest leaf
}

// deeds reads every deed once: no leaf is missing, each hash is its body's, each row says what its body says, and no leaf's
// time is before that of the leaf before.
func deeds(ctx context.Context, v *view) ([]Check, error) {
	v.unread = Check{Name: "各行各栏可以解读"}
	l := &log{view: v, gaps: Check{Name: "存证序号连续"}, bodies: Check{Name: "存证内容与哈希相符"}, times: Check{Name: "存证时间不倒退"}}
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
	if err := v.keep(ctx, beside("head")); err != nil {
		return nil, err
	}
	l.head()
	l.gaps.Looked, l.bodies.Looked, l.times.Looked = int64(len(v.leaves)), int64(len(v.leaves)), int64(len(v.leaves))
	return []Check{l.gaps, l.bodies, l.times}, nil
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
	if err != nil {
		l.bodies.find("deed", s.Leaf, "正文无法解读")
		return
	}
	l.sums[s.Leaf] = b.Covers
	l.position[s.Leaf] = len(l.acts)
	l.acts = append(l.acts, act{leaf: s.Leaf, person: b.Person, role: b.Role, verb: b.Verb, at: b.At, leafAt: s.LeafAt})
	for _, c := range b.Covers {
		l.covered[s.Leaf] = append(l.covered[s.Leaf], c.Table)
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
	if s.At.Before(l.at.Add(-leeway)) {
		l.times.find("deed", s.Leaf, "时间 %s 早于前一号存证两分钟以上", beijing(s.At))
	}
	if s.At.After(l.at) {
		l.at = s.At
	}
	if !s.LeafAt.Equal(l.at) {
		l.times.find("deed", s.Leaf, "存证时间应为 %s，所记为 %s", beijing(l.at), beijing(s.LeafAt))
	}
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
}

// printed is how PostgreSQL prints bytes.
func printed(b []byte) string { return `\x` + hex.EncodeToString(b) }
