// Package child runs programs that end with ours, whatever way that ends.
package child

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// Child is a program of ours, running.
type Child struct {
	Ended   chan struct{} // closed when it has ended
	Err     error         // how, once Ended is closed
	process *os.Process
}

// Start runs a program, to which the kernel sends the last signal when we end. It has a process group of its own, so that Ctrl-C reaches only
// us, and a thread of ours that lives as long as it does: the kernel sends that signal when the *thread* that started it ends, and Go ends
// threads as it likes.
func Start(cmd *exec.Cmd, last syscall.Signal) (*Child, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid, cmd.SysProcAttr.Pdeathsig = true, last
	c := &Child{Ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err == nil {
			c.Err = cmd.Wait()
			close(c.Ended)
		}
	}()
	return c, <-started
}

// Stop asks the program to end, and insists by another signal when that takes too long.
func (c *Child) Stop(ask, insist syscall.Signal) {
	_ = c.process.Signal(ask)
	select {
	case <-c.Ended:
	case <-time.After(time.Minute):
		_ = c.process.Signal(insist)
		<-c.Ended
	}
}
