package pgserver

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// Capabilities of Linux, by number (capabilities(7)): to walk into any folder.
const capDACOverride = 1

// child is one of PostgreSQL's programs, running.
type child struct {
	process *os.Process
	ended   chan struct{} // closed when it has ended
	err     error         // how, once ended is closed
}

// launch starts a child on a thread of its own that lives as long as it does: the kernel sends the death signal when the *thread* that
// started it ends, and Go ends threads as it likes.
func launch(cmd *exec.Cmd) (*child, error) {
	s := &child{ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		s.process = cmd.Process
		started <- err
		if err == nil {
			s.err = cmd.Wait()
			close(s.ended)
		}
	}()
	return s, <-started
}

// stop asks the postmaster to shut down, and insists when that takes too long.
func (s *child) stop(sig syscall.Signal) {
	_ = s.process.Signal(sig)
	select {
	case <-s.ended:
	case <-time.After(time.Minute):
		_ = s.process.Signal(syscall.SIGQUIT)
		<-s.ended
	}
}

// command is one of PostgreSQL's programs, run as the account, in a process group of its own so that Ctrl-C reaches only us, with no
// environment that could redirect it.
func (a account) command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
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
