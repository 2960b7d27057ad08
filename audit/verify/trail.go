package verify

import (
	"context"
	"crypto/hmac"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
)

// A session goes on for so long after its sign-in, and what was begun in it in time is done some minutes later (a slow upload is cut off by
// then).
const longestSession = 8*time.Hour + 15*time.Minute

// trailed is the first version of bodies that say by what the person acted.
const trailed = 3

// atTheMachine are the verbs of whoever owns the database, at the command line. For any other a member signs in there as well.
var atTheMachine = []string{opening, "staff.recover", "staff.add", "signin.enrol"}

// onTheWayIn are the verbs that somebody does before they are in all the way, with what factors they have by then.
var onTheWayIn = []string{signin.ChangeStep.Verb, signin.BindStep.Verb, "signin.take_up"}

var signinLogCheck = Check{
	Name: "登录记录前后相连，都是本系统写下的",
	Rule: "decision 0035; 网络安全法第二十一条 (kept for six months at least)",
	Proves: "where the keys are at hand, each line of the sign-in log has the MAC that only who has the keys can make of it and of the end of the line " +
		"before it of the same login, from the first that is kept to the last: none was made up later, changed, or cut out",
	Not:    "anything of a bundle, which does not carry the log; lines from before the chain; that none older than six months was cleared",
	Shares: "internal/identity/signin (what the MAC of a line is over), internal/secret",
}

// signinLog holds the log to the keys.
func signinLog(ctx context.Context, v *view) ([]Result, error) {
	r := Result{Check: signinLogCheck}
	db, ok := v.records.(*Database)
	if !ok || db.keys == nil {
		return []Result{r}, nil
	}
	found, looked, err := signin.ExamineLog(ctx, db.tx, db.keys)
	r.Looked = looked
	for _, f := range found {
		r.find(f.Table, f.Key, "%s", f.Reason)
	}
	return []Result{r}, err
}

var vouchedCheck = Check{
	Name: "存证是持有密钥的本系统写下的",
	Rule: "decision 0035",
	Proves: "where the keys are at hand, each deed since bodies of version 3 has the MAC that only who has the keys can make of what it says: none was " +
		"sealed by statements of the application's own login, in whatever name",
	Not:    "anything of a bundle's, or of a deed from before; what a hacked server process seals, which has the keys",
	Shares: "internal/deed (what a body says), internal/secret",
}

// forged tells whether a body's MAC is not of the keys, where they are at hand.
func (l *log) forged(b deed.Body) bool {
	db, ok := l.records.(*Database)
	return ok && db.keys != nil && b.Version >= trailed && !hmac.Equal(b.MAC, db.keys.Vouch(b.Said()))
}

var trailCheck = Check{
	Name: "人员办理的存证出自本人有效的登录",
	Rule: "decision 0035; GB/T 22239-2019 8.1.4.1 d for two factors",
	Proves: "each deed by a person since bodies of version 3 names a session of one person alone, eight hours long at most; in a database also that the session " +
		"is there, is that person's, had come in all the way, with two factors where they were asked of the role when it began, had begun and not " +
		"ended, and that its sign-in stands in the log",
	Not: "that the session is as this program wrote it, which the check of sessions says; of a session from before it said so, a second factor where only the office's own policy asked for it; in a " +
		"demonstration, how long a session may go on; that whoever signed in was that person",
	Shares: "internal/identity/signin (which roles need two factors)",
}

var operatedCheck = Check{
	Name: "运维人员代录、演示写下的存证",
	Rule: "decision 0035",
	Proves: "how many deeds no session stands behind, for an operator did them at the machine in somebody's name, or a demonstration did them by itself: the first " +
		"only such as an operator does, the second only in a county whose first deed since then is a demonstration's",
	Not: "who the operator was",
}

var untrailedCheck = Check{
	Name:   "旧版存证未写明凭何登录办理",
	Rule:   "decision 0035",
	Proves: "how many deeds are from before: their bodies say nothing of sessions",
	Not:    "anything of who did them",
}

// stretch is a session as the deeds before told it.
type stretch struct {
	person int64
	since  time.Time // of the first of them
}

// trail holds each deed to what it was done by.
func trail(ctx context.Context, v *view) ([]Result, error) {
	vouched, trailing, operated, untrailed := Result{Check: vouchedCheck}, Result{Check: trailCheck}, Result{Check: operatedCheck}, Result{Check: untrailedCheck}
	var stood map[string]signin.Stood
	db, known := v.records.(*Database)
	if known {
		var err error
		if stood, known, err = signin.Trail(ctx, db.tx); err != nil {
			return nil, err
		}
	}
	shown := v.demonstrates()
	told := map[who.Way]stretch{}
	for _, a := range v.acts {
		if a.version < trailed {
			untrailed.Looked++
			continue
		}
		vouched.Looked++
		if a.forged {
			vouched.find("deed", a.leaf, "不是本系统写下的：系绕过程序写入（经办人 %d，“%s”）", a.person, a.verb)
		}
		if !a.way.Session() {
			c, wrong := a.sessionless(shown)
			at := map[bool]*Result{true: &operated, false: &trailing}[c]
			at.Looked++
			if wrong != "" {
				at.find("deed", a.leaf, "%s", wrong)
			}
			continue
		}
		trailing.Looked++
		s, seen := told[a.way]
		if !seen {
			s = stretch{a.person, a.at}
			told[a.way] = s
		}
		for _, wrong := range []string{a.stretched(s, shown), a.strayed(stood, known, shown)} {
			if wrong != "" {
				trailing.find("deed", a.leaf, "%s", wrong)
			}
		}
	}
	if db == nil || db.keys == nil { // nobody could tell
		vouched.Looked = 0
	}
	return []Result{vouched, trailing, operated, untrailed}, nil
}

// demonstrates tells whether the county is a demonstration's: the first deed that says by what it was done is.
func (v *view) demonstrates() bool {
	first := slices.IndexFunc(v.acts, func(a act) bool { return a.version >= trailed })
	return first >= 0 && v.acts[first].way == who.Demonstration
}

// sessionless says what is wrong with a deed that names no session, empty if nothing; marked where it says what stands in a session's place.
func (a act) sessionless(shown bool) (marked bool, wrong string) {
	switch {
	case a.way == who.Operator && !slices.Contains(atTheMachine, a.verb):
		return true, fmt.Sprintf("“%s”须由人员登录后办理，却写明是运维人员在服务器上办理的", a.verb)
	case a.way == who.Operator:
		return true, ""
	case a.way == who.Demonstration && !shown:
		return true, "写明是演示，但本县不是演示：写明凭何办理的首号存证不是演示写下的"
	case a.way == who.Demonstration:
		return true, ""
	case a.way == "":
		return false, fmt.Sprintf("人员 %d 办理，没有写明登录会话", a.person)
	}
	return false, "所写登录会话格式不符"
}

// stretched says what is wrong with a deed's session by what earlier deeds tell of it: all that a bundle has of sessions.
func (a act) stretched(s stretch, shown bool) string {
	switch {
	case s.person != a.person:
		return fmt.Sprintf("登录会话先由人员 %d、后由人员 %d 使用", s.person, a.person)
	case !shown && a.at.Sub(s.since) > longestSession:
		return fmt.Sprintf("登录会话自 %s 起已用过八小时", beijing(s.since))
	}
	return ""
}

// strayed says what is wrong with a deed's session as the database has it.
func (a act) strayed(stood map[string]signin.Stood, known, shown bool) string {
	s, ok := stood[string(a.way)]
	in := slices.Contains(onTheWayIn, a.verb)
	switch {
	case !known:
		return ""
	case !ok:
		return fmt.Sprintf("没有所写的登录会话（人员 %d）", a.person)
	case s.Staff != a.person:
		return fmt.Sprintf("登录会话是人员 %d 的，不是经办人 %d 的", s.Staff, a.person)
	case s.State != signin.Full && !in:
		return "登录会话尚未完成登录"
	case s.Factors == signin.ByPassword && s.TwoAsked(a.role) && !in:
		return fmt.Sprintf("%s须以两个因素登录，登录会话只凭密码", a.role.Title())
	case a.at.Before(s.BeganAt):
		return fmt.Sprintf("办理早于登录（%s）", beijing(s.BeganAt))
	case s.EndedAt != nil && a.at.After(*s.EndedAt):
		return fmt.Sprintf("登录会话已于 %s 结束", beijing(*s.EndedAt))
	case !shown && a.at.Sub(s.BeganAt) > longestSession:
		return fmt.Sprintf("登录会话自 %s 起，办理时已超过八小时", beijing(s.BeganAt))
	case !s.Logged:
		return "登录会话没有相应的登录记录"
	}
	return ""
}

// stoodIn are the sessions as the database has them, false where there are none to ask.
func (v *view) stoodIn(ctx context.Context) (map[string]signin.Stood, bool, error) {
	db, ok := v.records.(*Database)
	if !ok {
		return nil, false, nil
	}
	return signin.Trail(ctx, db.tx)
}
