package pgserver_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
)

// postmaster is the process of the server in dir; 0 where there is none.
func postmaster(dir string) int {
	text, _ := os.ReadFile(filepath.Join(dir, "pg", "postmaster.pid")) // there is none while it starts
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for late := time.Now().Add(time.Minute); !so(); {
		if time.Now().After(late) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// A server that is killed is there again at the same address, with what was committed; one that is killed over and over is given up, with the
// reason.
func TestAServerThatEndsIsStartedAgain(t *testing.T) {
	dir := t.TempDir()
	c, err := pgserver.Start(t.Context(), dir, pgserver.Durable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	db, err := pg.Open(t.Context(), c.URL(pg.Owner))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.MustExec(`SET search_path = public; CREATE TABLE public.kept (n INT); INSERT INTO public.kept VALUES (42)`)
	var checked string
	if err := db.Get(&checked, `SHOW data_checksums`); err != nil || checked != "on" {
		t.Errorf("pages bear checksums: %q, %v", checked, err)
	}
	over := make(chan error, 1)
	go func() { over <- c.Guard(t.Context()) }()
	kill := func() (pid int) {
		pid = postmaster(dir)
		if pid != 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended since
		}
		return pid
	}
	first, kept := kill(), 0
	eventually(t, "another server answers", func() bool {
		next := postmaster(dir)
		return next != first && next != 0 && db.Get(&kept, `SELECT n FROM public.kept`) == nil
	})
	if kept != 42 {
		t.Errorf("it holds %d", kept)
	}
	eventually(t, "it is given up", func() bool {
		select {
		case err = <-over:
			return true
		default:
			kill()
			return false
		}
	})
	if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "次意外退出") {
		t.Errorf("it is given up with %v", err)
	}
}

// Whoever is told to end ends, whether the server is its own or another's.
func TestAGuardEnds(t *testing.T) {
	dir := t.TempDir()
	own, err := pgserver.Start(t.Context(), dir, pgserver.Throwaway)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = own.Stop() })
	joined, err := pgserver.Join(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*pgserver.Cluster{"own": own, "another's": joined} {
		ctx, end := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- c.Guard(ctx) }()
		end()
		if err := <-over; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
