package pgserver

import (
	"os"
	"os/exec"
	"syscall"
)

// Capabilities of Linux, by number (capabilities(7)): to walk into any folder.
const capDACOverride = 1

// command is one of PostgreSQL's programs, run as the account, with no environment that could redirect it.
func (a account) command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return cmd
}

// reach lets the program work in a folder below one that is closed to its account, such as a checkout in /root: it keeps that one
// privilege. A folder that the account can enter costs none.
func (a account) reach(cmd *exec.Cmd, dir string) {
	if a.drop && !a.enters(dir) {
		cmd.SysProcAttr.AmbientCaps = []uintptr{capDACOverride}
	}
}
