package pg

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// Capabilities of Linux, by number (capabilities(7)): to walk into any folder.
const capDACOverride = 1

// server is the running postmaster.
type server struct {
	process *os.Process
	ended   chan struct{} // closed when it has ended
	err     error         // how, once ended is closed
}

// launch starts the postmaster on a thread of its own that lives as long as it does: the kernel sends the death signal when
// the *thread* that started a child ends, and Go ends threads as it likes.
func launch(cmd *exec.Cmd) (*server, error) {
	s := &server{ended: make(chan struct{})}
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

// stop asks for a fast shutdown, and insists when that takes too long.
func (s *server) stop(sig syscall.Signal) {
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
