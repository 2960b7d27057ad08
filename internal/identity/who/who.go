// Package who answers one question: who is acting, in which county, in which role, for which part of it?
package who

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Role is what a member of staff may be asked to do. One person has one role.
type Role string

const (
	Reporter      Role = "reporter"       // 部门报送员
	Clerk         Role = "clerk"          // 县经办
	Approver      Role = "approver"       // 县审批人
	Adjuster      Role = "adjuster"       // 查勘员
	Assessor      Role = "assessor"       // 核定员
	Sender        Role = "sender"         // 发送员 (出纳)
	Township      Role = "township"       // 乡镇
	Village       Role = "village"        // 村
	Auditor       Role = "auditor"        // 审计
	SystemAdmin   Role = "system_admin"   // 系统管理员
	SecurityAdmin Role = "security_admin" // 安全管理员
	AuditAdmin    Role = "audit_admin"    // 审计管理员
)

// titles are the roles' names as the papers write them.
var titles = map[Role]string{
	Reporter: "部门报送员", Clerk: "县经办", Approver: "县审批人", Adjuster: "查勘员", Assessor: "核定员", Sender: "发送员",
	Township: "乡镇经办", Village: "村干部", Auditor: "审计人员", SystemAdmin: "系统管理员", SecurityAdmin: "安全管理员", AuditAdmin: "审计管理员",
}

// Roles lists every role, for tests and forms.
func Roles() []Role {
	return []Role{Reporter, Clerk, Approver, Adjuster, Assessor, Sender, Township, Village, Auditor, SystemAdmin, SecurityAdmin, AuditAdmin}
}

// Title is the role's Chinese name, or the role itself if it is unknown.
func (r Role) Title() string {
	if t, ok := titles[r]; ok {
		return t
	}
	return string(r)
}

// Valid tells whether the role is one of the list.
func (r Role) Valid() bool { _, ok := titles[r]; return ok }

// Way is by what somebody acts (凭何办理): a session of theirs, named by the digest of its token in hex, which lets nobody in; or what stands in a
// session's place.
type Way string

const (
	Operator      Way = "operator"      // at the machine's command line, in the person's name (运维命令)
	Demonstration Way = "demonstration" // nobody: the sample county acts by itself (演示)
)

// Session is the way of a session, by its token's digest.
func Session(digest [sha256.Size]byte) Way { return Way(hex.EncodeToString(digest[:])) }

// Session tells whether the way is a session's.
func (w Way) Session() bool {
	digest, err := hex.DecodeString(string(w))
	return err == nil && len(digest) == sha256.Size && strings.ToLower(string(w)) == string(w)
}

// Person is the member of staff who acts.
type Person struct {
	County   string // six digits, as in 410602
	ID       int64
	Name     string
	Role     Role
	Division string // the 12-digit division whose cases are theirs; the county's own for county staff
	Agency   string // a reporter's department, as in 医保局; else empty
	For      int64  // whom a deputy (代理人) stands in for, whose role, division and agency these then are; 0 who acts for oneself
	Way      Way    // by what they act; empty where nothing is written
}

// InPlaceOf is the person as a deputy of one who is absent: their role and their part of the county, one's own name.
func (p Person) InPlaceOf(absent Person) Person {
	return Person{County: p.County, ID: p.ID, Name: p.Name, Role: absent.Role, Division: absent.Division, Agency: absent.Agency, For: absent.ID, Way: p.Way}
}

// Reaches tells whether a place (a 12-digit division code) lies in the person's part of the county.
func (p Person) Reaches(division string) bool { return strings.HasPrefix(division, p.part()) }

// Within is what a person reaches as village codes, the first and the last of them: what reads narrow to. Nothing lies within a
// part that is no code.
func (p Person) Within() (first, last int64) {
	own := p.part()
	if len(own) > 12 {
		return 0, 0
	}
	first, err := strconv.ParseInt(own+strings.Repeat("0", 12-len(own)), 10, 64)
	if err != nil {
		return 0, 0
	}
	last, _ = strconv.ParseInt(own+strings.Repeat("9", 12-len(own)), 10, 64)
	return first, last
}

// All tells whether the person reaches the whole county.
func (p Person) All() bool { return p.part() == p.County }

// part is the beginning that the codes of the person's part of the county share.
func (p Person) part() string {
	switch own := strings.TrimRight(p.Division, "0"); { // a code is 2+2+2+3+3 digits; trimming zeros must not widen 410602100 to 4106021
	case len(own) > 9:
		return p.Division
	case len(own) > 6:
		return p.Division[:9]
	default:
		return p.County
	}
}
