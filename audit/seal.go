package audit

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
)

// leeway is how far before the newest leaf a deed's own time may lie; beyond it a clock went back.
const leeway = 2 * time.Minute

// sealed is a deed as its row keeps it.
type sealed struct {
	Leaf    int64     `db:"leaf"`
	At      time.Time `db:"at"`
	LeafAt  time.Time `db:"leaf_at"`
	Person  int64     `db:"person"`
	Verb    string    `db:"verb"`
	Subject string    `db:"subject"`
	Body    []byte    `db:"body"`
	Hash    []byte    `db:"hash"`
}

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
	l := &log{view: v, gaps: Check{Name: "存证序号连续"}, bodies: Check{Name: "存证内容与哈希相符"}, times: Check{Name: "存证时间不倒退"}}
	rows, err := v.tx.QueryxContext(ctx, `
		SELECT leaf, at, leaf_at, person, verb, subject, body, hash FROM fangpin.deed WHERE county = $1 ORDER BY leaf`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read deeds: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s sealed
		if err := rows.StructScan(&s); err != nil {
			return nil, fmt.Errorf("read deeds: %w", err)
		}
		l.place(s)
		l.content(s)
		l.time(s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read deeds: %w", err)
	}
	if err := l.head(ctx); err != nil {
		return nil, err
	}
	l.gaps.Looked, l.bodies.Looked, l.times.Looked = int64(len(v.leaves)), int64(len(v.leaves)), int64(len(v.leaves))
	return []Check{l.gaps, l.bodies, l.times}, nil
}

// place finds gaps, and takes the leaf into the tree.
func (l *log) place(s sealed) {
	switch {
	case s.Leaf == l.next+1:
		l.gaps.find("deed", l.next, "缺少第 %d 号存证", l.next)
	case s.Leaf > l.next:
		l.gaps.find("deed", l.next, "缺少第 %d 至 %d 号存证", l.next, s.Leaf-1)
	case s.Leaf < l.next:
		l.gaps.find("deed", s.Leaf, "序号不应出现，编号从 0 起")
	}
	l.next = s.Leaf + 1
	l.leaves = append(l.leaves, tlog.RecordHash(s.Body))
}

// content compares the row with its body, and the hash with the body's own.
func (l *log) content(s sealed) {
	if leaf := l.leaves[len(l.leaves)-1]; !bytes.Equal(leaf[:], s.Hash) {
		l.bodies.find("deed", s.Leaf, "正文的哈希与所记哈希不符")
	}
	b, err := deed.Decode(s.Body)
	if err != nil {
		l.bodies.find("deed", s.Leaf, "正文无法解读")
		return
	}
	l.sums[s.Leaf] = b.Covers
	l.acts = append(l.acts, act{s.Leaf, b.Person, b.Role, b.Verb, b.At})
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
func (l *log) time(s sealed) {
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
func (l *log) head(ctx context.Context) error {
	var head struct {
		Size int64     `db:"size"`
		At   time.Time `db:"at"`
	}
	err := l.tx.GetContext(ctx, &head, `SELECT size, at FROM fangpin.head WHERE county = $1`, l.county)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read head: %w", err)
	}
	if head.Size != l.next {
		l.gaps.find("head", l.county, "记有 %d 号存证，实有 %d 号", head.Size, l.next)
	}
	if l.next > 0 && !head.At.Equal(l.at) {
		l.times.find("head", l.county, "末号存证时间应为 %s，所记为 %s", beijing(l.at), beijing(head.At))
	}
	return nil
}
