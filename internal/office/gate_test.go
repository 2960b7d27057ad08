package office

import (
	"context"
	"net"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"
)

// A socket lies where nobody but its user or root can replace it.
func TestWhoseFolder(t *testing.T) {
	folder, self := t.TempDir(), os.Geteuid()
	other := self + 1
	if self == 0 { // root's own would be anybody's
		if err := os.Chown(folder, 4242, -1); err != nil {
			t.Fatal(err)
		}
		self = 4242
	}
	for _, tc := range []struct {
		mode os.FileMode
		user int
		want bool
	}{{0o700, self, true}, {0o711, self, true}, {0o720, self, false}, {0o702, self, false}, {0o700, other, false}} {
		if err := os.Chmod(folder, tc.mode); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(folder)
		if err != nil {
			t.Fatal(err)
		}
		if got := ours(info, tc.user); got != tc.want {
			t.Errorf("a folder of %d's, %v, as %d: %v", self, tc.mode, tc.user, got)
		}
	}
	root, err := os.Stat("/")
	if err != nil {
		t.Fatal(err)
	}
	if !ours(root, other) {
		t.Error("root's own folder is refused")
	}
}

// A gate that does not come up is tried more and more seldom; one that did is started again soon.
func TestAGateIsNotStartedForEver(t *testing.T) {
	var waits []time.Duration
	wait := soon / 2
	for _, cameUp := range []bool{false, false, false, false, false, false, true, false} {
		wait = later(wait, cameUp)
		waits = append(waits, wait)
	}
	if want := []time.Duration{soon, 2 * soon, 4 * soon, 8 * soon, seldom, seldom, soon, 2 * soon}; !slices.Equal(waits, want) {
		t.Errorf("%v, want %v", waits, want)
	}
}

// What does not finish is cut off when the program ends.
func TestWhatDoesNotFinishIsCutOff(t *testing.T) {
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, cut := make(chan struct{}), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
		close(cut)
	})}
	ctx, end := context.WithCancel(t.Context())
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String())
		if err == nil {
			_ = answer.Body.Close()
		}
	}()
	go func() { <-begun; end() }()
	if err := until(ctx, server, listener, farewell{all: time.Millisecond}); err != nil {
		t.Error(err)
	}
	<-cut
}
