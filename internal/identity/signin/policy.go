package signin

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
)

// Policy is how strictly people are let in (登录策略). The presets differ in Classes, History, Rotation and Both, and in nothing else:
// docs/decisions/0008-two-sign-in-policies.md says why there are two.
type Policy struct {
	MinLength int           // characters of a password
	Classes   int           // how many of lower case, upper case, digits and other it must mix (复杂度); 0 for any
	History   int           // how many former passwords it must differ from; the present one in any case
	Rotation  time.Duration // after which it must be changed; 0 for never
	Both      bool          // two factors are asked of every role, and not only where money or administration hangs on it
	Failures  int           // so many failures of a login from one browser or network within a day
	Lock      time.Duration // lock it there for this long, each further one for twice as long
	Strangers int           // so many failures of a login within a day by browsers that are not known lock it to all of these
	Device    time.Duration // a browser is known for so long after a sign-in
	Idle      time.Duration // a session ends after so long without a request
	Absolute  time.Duration // and so long after the password in any case

	NetworkFailures int           // so many failures of unknown browsers from one network, under any names
	Window          time.Duration // within this time lock it to them for Lock
}

// DJCP3 is the preset of 等保三级 (GB/T 22239-2019, 8.1.4.1), as its assessors ask for it.
func DJCP3() Policy {
	p := OWASP()
	p.Classes, p.History, p.Rotation, p.Both = 3, 5, 90*day, true
	return p
}

// OWASP is the preset of the OWASP Authentication Cheat Sheet and NIST SP 800-63B: long, not obvious, changed when there is a reason.
func OWASP() Policy {
	return Policy{
		MinLength: 12, Failures: 5, Lock: 15 * time.Minute, Strangers: 20, Device: 90 * day, NetworkFailures: 50, Window: 15 * time.Minute,
		Idle: 15 * time.Minute, Absolute: 8 * time.Hour,
	}
}

// NeedsTOTP tells whether the role signs in with two factors: with a code beside the password, unless a passkey is both.
func (p Policy) NeedsTOTP(r who.Role) bool { return p.Both || slices.Contains(coded, r) }

// asked is of whom it asks two factors.
func (p Policy) asked() Asked {
	if p.Both {
		return OfAll
	}
	return OfSome
}

// maxLength bounds what is hashed, in characters.
const maxLength = 128

// Accept says what a new password lacks. Nearby are the words that everybody knows of its owner: they count for nothing in it.
func (p Policy) Accept(password string, nearby ...string) error {
	text := string(canonical(password))
	n := utf8.RuneCountInString(text)
	switch {
	case n < p.MinLength:
		return fault.Invalidf("密码至少 %d 个字符，现为 %d 个，请加长", p.MinLength, n)
	case n > maxLength:
		return fault.Invalidf("密码最多 %d 个字符，现为 %d 个，请缩短", maxLength, n)
	case classes(text) < p.Classes:
		return fault.Invalidf("密码须含大写字母、小写字母、数字、其他符号中的至少 %d 种，请重新设置", p.Classes)
	case obvious(text, nearby):
		return fault.Invalidf("密码太容易猜到：请不要用登录名、姓名、单位名称、连续或重复的字符和常见密码")
	}
	return nil
}

// classes counts the classes of characters that a password mixes.
func classes(password string) int {
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}
