package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"fangpin/internal/child"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/web"
	"fangpin/web/kit"
)

// Socket is where a gate listens (签批服务的套接字): a Unix socket that our own user reaches, or a group that is named too.
type Socket struct {
	Path  string
	Group string
}

// ServeGate answers what knocks at the gate's doors until ctx ends, and lets the steps under way finish. The office was opened as the gate.
func (o *Office) ServeGate(ctx context.Context, s Serving, at Socket, ready func()) error {
	site, err := o.Site(s)
	if err != nil {
		return err
	}
	if site.Auth.Site, err = s.bound(ctx, o.DB, ""); err != nil {
		return err
	}
	handler, err := web.Gate(site, o.DB)
	if err != nil {
		return err
	}
	listener, err := at.listen(ctx)
	if err != nil {
		return err
	}
	ready()
	return until(ctx, &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute}, listener, farewell{all: grace})
}

// listen makes the socket, in the place of one at which nobody listens any more.
func (at Socket) listen(ctx context.Context) (net.Listener, error) {
	folder := filepath.Dir(at.Path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, at.unusable(err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		return nil, at.unusable(err)
	}
	if !ours(info, os.Geteuid()) {
		return nil, fault.Forbiddenf("套接字所在的目录 %s 属于其他用户，或其他用户也能写入，可能被人替换。请换一个属于本用户（或 root）、只有本用户能写入的目录", folder)
	}
	if knocked(ctx, at.Path) == nil {
		return nil, fault.Conflictf("套接字 %s 已有签批服务程序在用，不能再启动一个", at.Path)
	}
	if err := os.Remove(at.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, at.unusable(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", at.Path)
	if err != nil {
		return nil, at.unusable(err)
	}
	if err := at.share(); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// ours tells whether nobody else replaces what lies in a folder: it is a user's own or root's, and no other may write there.
func ours(folder fs.FileInfo, user int) bool {
	stat, ok := folder.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == user) && folder.Mode().Perm()&0o022 == 0
}

// share lets who may connect: our own user, and the group.
func (at Socket) share() error {
	if at.Group == "" {
		return os.Chmod(at.Path, 0o600)
	}
	g, err := user.LookupGroup(at.Group)
	if err != nil {
		return fault.NotFoundf("本机没有用户组“%s”，请核对 --group", at.Group)
	}
	id, err := strconv.Atoi(g.Gid)
	if err != nil {
		return fmt.Errorf("group %s: %w", at.Group, err)
	}
	if err := os.Chown(at.Path, -1, id); err != nil {
		return at.unusable(err)
	}
	return os.Chmod(at.Path, 0o660)
}

func (at Socket) unusable(err error) error {
	return &fault.Error{Kind: fault.Invalid, Message: "不能使用套接字 " + at.Path + "，请核对路径（不超过 107 字节）、目录的权限和用户组", Err: err}
}

// knocked tells whether somebody listens at a socket.
func knocked(ctx context.Context, socket string) error {
	c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "unix", socket)
	if err != nil {
		return err
	}
	return c.Close()
}

// Serve serves the pages, with a gate of its own unless another user runs one, over a cluster that is guarded.
func (o *Office) Serve(ctx context.Context, s Serving, ready func(url string)) error {
	return o.Guarded(ctx, func(ctx context.Context) error {
		sweep, end := context.WithCancel(ctx)
		swept := make(chan struct{})
		go func() { defer close(swept); o.sweeping(sweep) }()
		defer func() { end(); <-swept }()
		return o.serve(ctx, s, ready)
	})
}

func (o *Office) serve(ctx context.Context, s Serving, ready func(url string)) (err error) {
	site, err := o.Site(s)
	if err != nil {
		return err
	}
	if s.Gate != "" {
		if err := knocked(ctx, s.Gate); err != nil {
			slog.Warn("the gate does not answer yet", "socket", s.Gate, "error", err)
		}
		site.Gate = kit.HandOver(s.Gate)
		return s.Serve(ctx, site, ready)
	}
	if o.Place.Gate == "" {
		return errNoGate
	}
	folder, err := freshFolder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	g := &keeper{socket: filepath.Join(folder, "gate.sock"), quit: make(chan struct{}), over: make(chan struct{})}
	defer g.close()
	site.Gate = kit.HandOver(g.socket)
	return s.serve(ctx, site, func(url string) error {
		g.args = []string{"gate", "--dir", o.Place.Dir, "--socket", g.socket, "--public-url", site.Auth.Site.Origin, "--moved"} // what serve found of the address stands
		if s.Strictly {
			g.args = append(g.args, "--djcp3")
		}
		if err := g.start(ctx); err != nil {
			return err
		}
		ready(url)
		return nil
	})
}

// folders are those of our gates' sockets.
const folders = "fangpin-gate-"

// freshFolder makes a folder that only our own user enters. Those that killed programs left are empty, for their gates ended by themselves.
func freshFolder() (string, error) {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), folders+"*")) // the pattern is ours
	for _, folder := range left {
		_ = os.Remove(folder) // not if anything is in it
	}
	folder, err := os.MkdirTemp("", folders)
	if err != nil {
		return "", fmt.Errorf("make the gate's folder: %w", err)
	}
	return folder, nil
}

// keeper keeps a gate running as a child of this program.
type keeper struct {
	socket string
	args   []string
	begun  bool
	quit   chan struct{} // closed when it is to end
	over   chan struct{} // closed when it has
}

// start runs the gate and waits until it answers.
func (g *keeper) start(ctx context.Context) error {
	first, err := g.launch()
	if err != nil {
		return err
	}
	g.begun = true
	go g.keep(first)
	late := time.After(time.Minute)
	for knocked(ctx, g.socket) != nil {
		select {
		case <-first.Ended:
			return &fault.Error{Kind: fault.Blocked, Message: "签批服务程序没有启动成功，原因见上面的输出", Err: first.Err}
		case <-late:
			return fault.Blockedf("签批服务程序启动一分钟仍未就绪，请查看上面的输出")
		case <-ctx.Done():
			return fmt.Errorf("wait for the gate: %w", pg.Fault(context.Cause(ctx)))
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// launch runs this same program as the gate, by the file that it was started from even if that was replaced since. It is told to end when we
// end; what it complains of is ours to say.
func (g *keeper) launch() (*child.Child, error) {
	cmd := exec.Command("/proc/self/exe", g.args...)
	cmd.Stderr = os.Stderr
	c, err := child.Start(cmd, syscall.SIGTERM)
	if err != nil {
		return nil, fmt.Errorf("start the gate: %w", err)
	}
	return c, nil
}

// How soon a gate that ended is started again; one that does not come up, each time after twice as long.
const (
	soon   = 500 * time.Millisecond
	seldom = 8 * time.Second
)

// later is how long to wait for the next gate, of one that came up or did not, after so long a wait for that.
func later(wait time.Duration, cameUp bool) time.Duration {
	if cameUp {
		return soon
	}
	return min(2*wait, seldom)
}

// keep starts the gate again whenever it ends, until it is to end.
func (g *keeper) keep(c *child.Child) {
	defer close(g.over)
	wait := soon / 2
	for {
		select {
		case <-g.quit:
			c.Stop(syscall.SIGTERM, syscall.SIGKILL)
			return
		case <-c.Ended:
			_, none := os.Stat(g.socket) // it takes it along only where it ends as it was told to
			wait = later(wait, c.Err == nil || none == nil)
			slog.Error("the gate ended and is started again", "reason", c.Err, "in", wait)
		}
		if c = g.again(wait); c == nil {
			return
		}
	}
}

// again starts the gate a little later, until that works; nil if it is to end.
func (g *keeper) again(wait time.Duration) *child.Child {
	for ; ; wait = later(wait, false) {
		select {
		case <-g.quit:
			return nil
		case <-time.After(wait):
		}
		_ = os.Remove(g.socket) // of the gate before: there is one again when the next has come up
		c, err := g.launch()
		if err == nil {
			return c
		}
		slog.Error("the gate cannot be started", "error", err)
	}
}

// close ends the gate: after the pages', so that what they handed over is done.
func (g *keeper) close() {
	close(g.quit)
	if g.begun {
		<-g.over
	}
}
