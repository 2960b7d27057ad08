package verify_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/pquerna/otp/totp"

	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// post is an office whose people are in by sessions, and somebody who has the app's own login.
type post struct {
	*stafftest.Office
	*testing.T
	auth *signin.Auth
	now  time.Time

	clerk, approver who.Person
}

const (
	postPassword = "Tielu-Daoban7-qiu"
	postSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{Office: stafftest.New(t), T: t}
	p.now = p.Office.Clock()
	p.Office.DB.Clock = func() time.Time { return p.now }
	p.auth = &signin.Auth{DB: p.Office.DB, Keys: p.Keys, Policy: signin.OWASP(), Cost: signin.Cost{Memory: 8, Time: 1, Threads: 1}}
	p.clerk, p.approver = p.Hire(who.Clerk), p.Hire(who.Approver)
	p.Must(p.Office.Do(p.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return p.auth.Enrol(ctx, tx, signin.Known{Staff: p.clerk.ID, Login: "wangfang", Password: postPassword},
			signin.Known{Staff: p.approver.ID, Login: "zhaoqiang", Password: postPassword, TOTP: postSecret})
	}))
	return p
}

// in signs somebody in as far as their password goes, and on with a code where one is asked for and wanted.
func (p *post) in(login string, coded bool) (signin.Session, string) {
	p.Helper()
	s, token, err := p.auth.Enter(p.Context(), signin.Attempt{County: stafftest.County, Login: login, Password: postPassword})
	p.Must(err)
	if coded {
		p.now = p.now.Add(time.Minute) // a code is good once
		code, err := totp.GenerateCode(postSecret, p.now)
		p.Must(err)
		s, token, err = p.auth.Code(p.Context(), token, code, "")
		p.Must(err)
	}
	return s, token
}

// seal is what whoever has the app's login seals: any body, under what the door is told of its session.
func (p *post) seal(b deed.Body, door who.Way) error {
	return pg.Write(p.Context(), p.Office.DB, p.Admin(), func(tx *pg.Tx) error {
		_, err := tx.ExecContext(p.Context(), `SELECT deed_seal($1, $2, $3, $4, $5, $6, '{}', '{}', '{}', '{}', $7)`,
			b.County, b.At, b.Person, b.Verb, b.Subject, b.Encode(), door)
		return err
	})
}

// body is a deed's of somebody, now.
func (p *post) body(by who.Person, way who.Way) deed.Body {
	return deed.Body{Version: deed.BodyVersion, County: stafftest.County, Person: by.ID, Role: by.Role, At: p.now, Verb: "payouts.approve", Subject: "批准", Way: way}
}

// named is what verification says of deeds in a check, by leaf.
func (p *post) named(check string) map[string]string {
	p.Helper()
	found := map[string]string{}
	for r, err := range verify.County(p.Context(), p.Office.DB, stafftest.County, verify.Trust{Secrets: p.Keys}) {
		p.Must(err)
		for _, f := range r.Found {
			if r.Name == check && f.Table == "deed" {
				found[f.Key] += f.Reason
			}
		}
	}
	return found
}

const (
	trails, vouched, operated = "人员办理的存证出自本人有效的登录", "存证是持有密钥的本系统写下的", "运维人员代录、演示写下的存证"
)

// ofTheTrail are the checks of what deeds were done by.
var ofTheTrail = []string{trails, vouched, operated, "登录记录前后相连，都是本系统写下的", "旧版存证未写明凭何登录办理"}

// real makes the county one that no demonstration began.
func (p *post) real() {
	p.Helper()
	super := pgtest.Super(p.T)
	var body []byte
	p.Must(super.Get(&body, `SELECT body FROM fangpin.deed WHERE leaf = 0`))
	b, err := deed.Decode(body)
	p.Must(err)
	b.Way = who.Operator
	b.MAC = p.Keys.Vouch(b.Said())
	super.MustExec(`UPDATE fangpin.deed SET body = $1, hash = sha256('\x00'::BYTEA || $1) WHERE leaf = 0`, b.Encode())
}

// Deeds that are done in sessions are by them, and nothing is said of them.
func TestADeedIsBySomebodysSession(t *testing.T) {
	p := newPost(t)
	p.real()
	s, token := p.in("zhaoqiang", true)
	by := s.By
	by.Way = s.Way
	p.Must(p.Office.Do(by, func(_ context.Context, tx *pg.Tx) error { tx.Perform("payouts.approve", "批准"); return nil }))
	if by.Way.Session() == false || string(by.Way) != hex.EncodeToString(tokenDigest(t, token)) {
		t.Errorf("the way is %q", by.Way)
	}
	p.now = p.now.Add(time.Second)
	p.Must(p.auth.Leave(t.Context(), token, ""))
	for _, check := range []string{trails, vouched} {
		if found := p.named(check); len(found) > 0 {
			t.Errorf("%s: %v", check, found)
		}
	}
	p.now = p.now.Add(time.Second)
	err := p.Office.Do(by, func(_ context.Context, tx *pg.Tx) error { tx.Perform("payouts.approve", "批准"); return nil })
	if err == nil || !strings.Contains(err.Error(), "登录已结束") {
		t.Errorf("after the end: %v", err)
	}
}

// A deed is held to the factors that were asked of its session when it began, and not to what a later policy, or the least strict one, asks.
func TestADeedIsHeldToWhatWasAskedOfItsSession(t *testing.T) {
	p := newPost(t)
	p.real()
	s, _ := p.in("wangfang", false)
	p.auth.Policy = signin.DJCP3()
	by := s.By
	by.Way = s.Way
	p.Must(p.Office.Do(by, func(_ context.Context, tx *pg.Tx) error { tx.Perform("reports.file", "归档"); return nil }))
	for asked, want := range map[string]string{"some": "", "all": "须以两个因素登录，登录会话只凭密码"} {
		pgtest.Super(t).MustExec(`UPDATE fangpin.session SET asked = $1`, asked)
		found := p.named(trails)
		if len(found) > 0 && want == "" || want != "" && !strings.Contains(fmt.Sprint(found), want) {
			t.Errorf("two factors were asked of %s: %v", asked, found)
		}
	}
}

func tokenDigest(t *testing.T, token string) []byte {
	t.Helper()
	var digest []byte
	if err := pgtest.Super(t).Get(&digest, `SELECT token FROM fangpin.session ORDER BY began_at DESC, state = 'full' DESC LIMIT 1`); err != nil || token == "" {
		t.Fatal(err)
	}
	return digest
}

// Each deed that whoever has the app's login seals is named: by what it says of a session, whatever the door was told, and by its MAC in any case.
func TestForgedDeedsAreNamed(t *testing.T) {
	p := newPost(t)
	p.real()
	approvers, _ := p.in("zhaoqiang", true)
	half, _ := p.in("zhaoqiang", false)
	clerks, _ := p.in("wangfang", false)
	ended, token := p.in("wangfang", false)
	p.now = p.now.Add(time.Second)
	p.Must(p.auth.Leave(t.Context(), token, ""))
	invented := who.Session(sha256.Sum256([]byte("invented")))
	digest := sha256.Sum256([]byte("written"))
	p.raw(`INSERT INTO session (county, token, staff, state, factors, began_at, seen_at, mac) VALUES ('410602', $1, $2, 'full', 'code', $3, $3, sha256(''))`, digest[:], p.approver.ID, p.now)
	start := p.now
	type lie struct {
		by    who.Person
		way   who.Way
		after time.Duration
		check string
		want  string
	}
	lies := map[string]lie{
		"names none":             {p.approver, "", 0, trails, "没有写明登录会话"},
		"an invented one":        {p.approver, invented, 0, trails, "没有所写的登录会话"},
		"somebody else's":        {p.approver, clerks.Way, 0, trails, "不是经办人"},
		"theirs for another":     {p.clerk, approvers.Way, 0, trails, "不是经办人"},
		"half way in":            {p.approver, half.Way, 0, trails, "尚未完成登录"},
		"one factor, in a role":  {who.Person{ID: p.clerk.ID, Role: who.Approver}, clerks.Way, 0, trails, "只凭密码"},
		"one factor, as sender":  {who.Person{ID: p.clerk.ID, Role: who.Sender}, clerks.Way, 0, trails, "只凭密码"},
		"one that is over":       {p.clerk, ended.Way, time.Second, trails, "结束"},
		"before it began":        {p.clerk, clerks.Way, -100 * time.Second, trails, "早于登录"},
		"written, never logged":  {p.approver, who.Session(digest), 0, trails, "没有相应的登录记录"},
		"in capitals":            {p.approver, who.Way(strings.ToUpper(string(approvers.Way))), 0, trails, "格式不符"},
		"a cut one":              {p.approver, approvers.Way[:63], 0, trails, "格式不符"},
		"a longer one":           {p.approver, approvers.Way + "0", 0, trails, "格式不符"},
		"a word":                 {p.approver, "session", 0, trails, "格式不符"},
		"operator, with a space": {p.approver, "operator ", 0, trails, "格式不符"},
		"an operator who pays":   {p.approver, who.Operator, 0, operated, "须由人员登录后办理"},
		"an operator's account":  {p.clerk, who.Operator, 0, operated, "“registry.enrol”须由人员登录后办理"},
		"a demonstration's":      {p.approver, who.Demonstration, 0, operated, "不是演示"},
		"a living one of theirs": {p.approver, approvers.Way, 0, vouched, "不是本系统写下的"},
		"the operator's own":     {p.Admin(), who.Operator, 0, vouched, "不是本系统写下的"},
		"past the limit":         {p.clerk, clerks.Way, 9 * time.Hour, trails, "八小时"},
	}
	want := map[string]lie{}
	leaf := p.size()
	for _, name := range slices.SortedFunc(maps.Keys(lies), func(a, b string) int { return int(lies[a].after - lies[b].after) }) {
		l := lies[name]
		for _, mac := range [][]byte{nil, bytes.Repeat([]byte{7}, 32)} {
			b := p.body(l.by, l.way)
			b.At, b.MAC = start.Add(l.after), mac
			if l.want == "不是本系统写下的" && l.way == who.Operator {
				b.Verb = "signin.enrol"
			}
			if l.want == "“registry.enrol”须由人员登录后办理" {
				b.Verb = "registry.enrol"
			}
			p.now = b.At
			p.Must(p.seal(b, ""))
			want[fmt.Sprint(leaf)] = l
			leaf++
		}
	}
	for _, check := range []string{trails, operated, vouched} {
		found := p.named(check)
		for leaf, l := range want {
			if check == l.check && !strings.Contains(found[leaf], l.want) || check == vouched && found[leaf] == "" {
				t.Errorf("deed %s by %q %+v after %s: %q, want %q", leaf, l.way, l.by.Role, l.after, found[leaf], l.want)
			}
		}
	}
}

// What the door is told of a session it holds to the session.
func TestTheDoorKnowsWhoIsIn(t *testing.T) {
	p := newPost(t)
	approvers, _ := p.in("zhaoqiang", true)
	clerks, token := p.in("wangfang", false)
	p.now = p.now.Add(time.Second)
	p.Must(p.auth.Leave(t.Context(), token, ""))
	p.now = p.now.Add(time.Second)
	digest := sha256.Sum256([]byte("from before"))
	pgtest.Super(t).MustExec(`ALTER TABLE fangpin.session DROP CONSTRAINT session_mac;
		INSERT INTO fangpin.session (county, token, staff, state, factors, began_at, seen_at) VALUES ('410602', '\x` + hex.EncodeToString(digest[:]) + `', ` + fmt.Sprint(p.clerk.ID) + `, 'full', 'code', now(), now())`)
	for name, c := range map[string]struct {
		by  who.Person
		way who.Way
	}{
		"somebody else's": {p.clerk, approvers.Way}, "one that is over": {p.clerk, clerks.Way}, "invented": {p.clerk, who.Session(sha256.Sum256(nil))},
		"of before": {p.clerk, who.Session(digest)}, "nobody's": {who.Person{ID: 1}, approvers.Way},
	} {
		if err := p.seal(p.body(c.by, c.way), c.way); pq.As(err, "FPHND") == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.Must(p.seal(p.body(p.approver, approvers.Way), approvers.Way))
}

// raw is a statement of whoever has the app's login.
func (p *post) raw(statement string, args ...any) {
	p.Helper()
	p.Must(pg.Write(p.Context(), p.Office.DB, p.Admin(), func(tx *pg.Tx) error {
		_, err := tx.ExecContext(p.Context(), statement, args...)
		return err
	}))
}

func (p *post) size() (n int64) {
	p.Helper()
	p.Must(pgtest.Super(p.T).Get(&n, `SELECT size FROM fangpin.head`))
	return n
}
