package signin

import "time"

// Policy is how strictly people are let in. The presets differ in Classes, History and Rotation only.
type Policy struct {
	MinLength int           // characters of a password
	Classes   int           // how many of lower case, upper case, digits and other it must mix (复杂度); 0 for any
	History   int           // how many former passwords it must differ from
	Rotation  time.Duration // after which it must be changed; 0 for never
	Failures  int           // so many failures
	Window    time.Duration // within this time
	Lock      time.Duration // lock the login for this long
	Idle      time.Duration // a session ends after so long without a request
	Absolute  time.Duration // and so long after the password in any case
}

// DJCP3 is the preset of 等保三级 (GB/T 22239-2019, 8.1.4.1) as its assessors ask for it.
func DJCP3() Policy {
	p := OWASP()
	p.Classes, p.History, p.Rotation = 3, 5, 90*24*time.Hour
	return p
}

// OWASP is the preset of the OWASP Authentication Cheat Sheet and NIST SP 800-63B: long, not obvious, changed when there is a reason.
func OWASP() Policy {
	return Policy{
		MinLength: 12, Failures: 5, Window: 15 * time.Minute, Lock: 15 * time.Minute, Idle: 15 * time.Minute, Absolute: 8 * time.Hour,
	}
}
