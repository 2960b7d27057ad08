package pgserver_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/pgserver"
)

func TestStartTellsWhichPathItCannotUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := pgserver.Start(t.Context(), filepath.Join(file, "office"), pgserver.Throwaway)
	if fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), file) {
		t.Errorf("Start below a file = %v", err)
	}
}

func TestAnInterruptionSaysThatNothingHappened(t *testing.T) {
	url := pgtest.URL(t, pg.App)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	for name, try := range map[string]func() error{
		"Dump":  func() error { return pgserver.Dump(ctx, url, filepath.Join(t.TempDir(), "dump")) },
		"Start": func() error { _, err := pgserver.Start(ctx, t.TempDir(), pgserver.Throwaway); return err },
	} {
		if err := try(); fault.Message(err) != "已中断，未完成的一步没有生效" || !errors.Is(err, context.Canceled) {
			t.Errorf("%s = %v", name, err)
		}
	}
}

func TestAnEnvironmentThatCannotBeUsedIsToldAtOnce(t *testing.T) {
	t.Setenv("PGREQUIREAUTH", "none")
	_, err := pgserver.Start(t.Context(), t.TempDir(), pgserver.Throwaway)
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "PGREQUIREAUTH") {
		t.Errorf("Start = %v", err)
	}
}
