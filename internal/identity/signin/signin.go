// Package signin answers one question: is it really them, and are they still here?
//
// A person gives a login name and a password and, where money or administration hangs on the role, a code of six digits; what they hold
// afterwards is a session's token. The rules are one Policy. Nothing here knows HTTP.
package signin

import (
	"errors"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Auth is what signing in needs.
type Auth struct {
	DB     *pg.DB // its Clock is the time of every rule here
	Keys   *secret.Keys
	Policy Policy
	Cost   Cost         // of a password's hash; the zero value is DefaultCost
	Site   passkey.Site // where passkeys are good; the zero value offers none
}

// Attempt is what somebody at the door gives.
type Attempt struct {
	County   string // six digits; one of Counties
	Login    string
	Password string
	Address  string // where the request came from, for the log and to be counted by; may be empty
	Held     string // what the browser holds of the login's earlier sign-in there (DeviceName); may be empty
}

// State is how far a session has come. Only a Full one may do anything but the step it waits for.
type State string

const (
	AwaitsCode   State = "code"   // password accepted; Code comes next (待输入动态口令)
	AwaitsChange State = "change" // ChangePassword comes next (待修改密码)
	AwaitsTOTP   State = "enrol"  // BeginTOTP and ConfirmTOTP come next (待绑定动态口令)
	Full         State = "full"
)

// Session is somebody signed in.
type Session struct {
	By        who.Person // who acts: By.For is set while they stand in for somebody
	Way       who.Way    // by which a deed names the session
	Login     string
	State     State
	Factors   Factors      // what it began with
	BeganAt   time.Time    // when the password was accepted
	SeenAt    time.Time    // the last request, to the minute
	EndsAt    time.Time    // when it ends unless they go on: idle or absolute, whichever is first
	Deputises []who.Person // the absent people whom they may stand in for today (StandIn)
	HasTOTP   bool         // whether a code is asked of them at sign-in
}

// ErrOver is the answer to a token that is not, or no longer, anybody's session: signed out, idle, disabled, reset or never there.
var ErrOver = fault.Forbiddenf("登录已失效，请重新登录")

// ErrWrong is the one answer to a wrong password, an unknown name and a person who left.
var ErrWrong = fault.Forbiddenf("登录名或密码不正确，请核对后重新输入")

// ErrAltered lies behind an ErrWrong or an ErrOver where a row that lets people in is not as the program wrote it. The person is told no more.
var ErrAltered = errors.New("a row that lets people in was altered")

// ErrCode is the answer to a wrong, outdated or used code.
var ErrCode = fault.Forbiddenf("动态口令不正确或已用过，请等待下一个六位数字再输入")
