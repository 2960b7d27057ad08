package pgserver_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
)

// TestMain lets the test binary be the program that is killed.
func TestMain(m *testing.M) {
	dir := os.Getenv("FANGPIN_TEST_PROGRAM")
	if dir == "" {
		os.Exit(m.Run())
	}
	cluster, err := pgserver.Start(context.Background(), dir, pgserver.Durable)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(cluster.URL(pg.Owner))
	_, _ = io.ReadAll(os.Stdin)
}

func TestClusterEndsWithAKilledProgramAndKeepsWhatWasCommitted(t *testing.T) {
	dir := t.TempDir()
	program, url := runProgram(t, dir)
	execute(t, url, `CREATE TABLE kept (n INT); INSERT INTO kept VALUES (42)`)

	if _, err := pgserver.Start(t.Context(), dir, pgserver.Throwaway); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second instance: %v", err)
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()

	// The lock is inherited by every process of the server: having it proves that the last of them ended.
	again, err := pgserver.Start(t.Context(), dir, pgserver.Durable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Stop() })
	execute(t, again.URL(pg.Owner), `UPDATE kept SET n = 1 / (n - 41)`)
	if old := socketOf(url); exists(old) || !exists(socketOf(again.URL(pg.Owner))) {
		t.Errorf("the killed program's %s is still there", old)
	}
	if err := again.Stop(); err != nil || exists(socketOf(again.URL(pg.Owner))) {
		t.Errorf("Stop = %v, or the socket is still there", err)
	}
}

func TestNothingOfAFirstStartOutlivesAKilledProgram(t *testing.T) {
	dir := t.TempDir()
	fresh := filepath.Join(dir, "pg.new")
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), "FANGPIN_TEST_PROGRAM="+dir)
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(fresh, "PG_VERSION")) {
		runtime.Gosched()
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
	free, err := pgserver.Hold(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if left := workingIn(t, fresh); left != nil {
		t.Errorf("the lock is free while these work on: %q", left)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := pgserver.Start(t.Context(), dir, pgserver.Durable)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Stop(); err != nil {
		t.Error(err)
	}
}

// workingIn lists the programs that were told of a data directory, by argument (initdb) or environment (what it starts).
func workingIn(t *testing.T, data string) (commands []string) {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range processes {
		command, _ := os.ReadFile(filepath.Join(p, "cmdline")) // it may have ended since
		environment, _ := os.ReadFile(filepath.Join(p, "environ"))
		if strings.Contains(string(command)+string(environment), data) {
			commands = append(commands, string(command))
		}
	}
	return commands
}

func TestClusterRefusesAnotherMajorVersion(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "pg")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := pgserver.Start(t.Context(), dir, pgserver.Throwaway)
	if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "apt-get install postgresql-8") {
		t.Errorf("Start = %v", err)
	}
}

func TestJoinReachesARunningClusterOnly(t *testing.T) {
	dir := t.TempDir()
	if _, err := pgserver.Join(t.Context(), dir); !errors.Is(err, pgserver.ErrNotRunning) {
		t.Errorf("Join of nothing = %v", err)
	}
	program, url := runProgram(t, dir)
	joined, err := pgserver.Join(t.Context(), dir)
	if err != nil || joined.URL(pg.Owner) != url {
		t.Fatalf("Join = %v, %v; want %s", joined, err, url)
	}
	if err := joined.Stop(); err != nil {
		t.Fatal(err)
	}
	execute(t, url, `SELECT 1`) // it goes on without the one who joined
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
	again, err := pgserver.Start(t.Context(), dir, pgserver.Durable)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := pgserver.Join(t.Context(), dir); !errors.Is(err, pgserver.ErrNotRunning) {
		t.Errorf("Join of a stopped one = %v", err)
	}
}

// runProgram starts the test binary as the program and waits until its database answers.
func runProgram(t *testing.T, dir string) (program *exec.Cmd, url string) {
	t.Helper()
	program = exec.Command(os.Args[0])
	program.Env = append(os.Environ(), "FANGPIN_TEST_PROGRAM="+dir)
	in, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	said := bufio.NewScanner(out)
	if !said.Scan() || !strings.HasPrefix(said.Text(), "postgres://") {
		t.Fatalf("the program says %q", said.Text())
	}
	return program, said.Text()
}

func execute(t *testing.T, url, statement string) {
	t.Helper()
	db, err := pg.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `SET search_path = public; `+statement); err != nil {
		t.Fatal(err)
	}
}

func socketOf(url string) string {
	_, rest, _ := strings.Cut(url, "host=")
	dir, _, _ := strings.Cut(rest, "&")
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
