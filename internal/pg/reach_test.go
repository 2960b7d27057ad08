package pg_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestOpenTellsWhatToPutRight(t *testing.T) {
	deaf := listen(t)
	gone := deaf.Addr().String()
	if err := deaf.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		url     string
		kind    fault.Kind
		message string
	}{
		"no server":   {"postgres://u:S3cret@" + gone + "/d", fault.Unavailable, "确认服务器已启动"},
		"no TLS":      {"postgres://u:S3cret@" + clear(t) + "/d", fault.Invalid, "sslmode=disable"},
		"no socket":   {"postgres://u:S3cret@/d?host=" + t.TempDir(), fault.Unavailable, "确认服务器已启动"},
		"no database": {strings.Replace(pgtest.URL(t, pg.App), "/test_", "/no_test_", 1), fault.Invalid, "库名"},
		"no account":  {pgtest.URL(t, "nobody_here"), fault.Invalid, "没有这个账号"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := pg.Open(t.Context(), c.url)
			if fault.KindOf(err) != c.kind || !strings.Contains(fault.Message(err), c.message) || strings.Contains(err.Error(), "S3cret") {
				t.Errorf("Open = kind %d, %v", fault.KindOf(err), err)
			}
		})
	}
}

func TestAMalformedURLIsNamedAndNeverQuoted(t *testing.T) {
	for _, url := range []string{
		"postgres://u:S3cret@host:port/d", "postgres://u:p#S3cret@host/d", "mysql://u:S3cret@host/d", "S3cret", "host=h password='S3cret",
		"postgres://u:S3cret@host/d?sslmode=S3cret", "postgres://u:%S3cret@host/d",
	} {
		t.Setenv("MIGRATE_URL", url)
		_, err := pg.Open(t.Context(), url)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "MIGRATE_URL 写错了") || strings.Contains(err.Error(), "S3cret") {
			t.Errorf("Open(%s) = %v", url, err)
		}
	}
}

func TestAnEnvironmentThatCannotBeUsedIsNotTheURLsFault(t *testing.T) {
	t.Setenv("PGREQUIREAUTH", "none")
	if _, err := pg.Open(t.Context(), "postgres://u@h/d"); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "PGREQUIREAUTH") {
		t.Errorf("Open = %v", err)
	}
}

func TestAnInterruptionSaysThatNothingHappened(t *testing.T) {
	url := pgtest.URL(t, pg.App)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	for name, try := range map[string]func() error{
		"Open":    func() error { _, err := pg.Open(ctx, url); return err },
		"Begin":   func() error { _, err := pgtest.DB(t).Begin(ctx, clerk); return err },
		"Migrate": func() error { _, err := pg.Migrate(ctx, url); return err },
	} {
		if err := try(); fault.Message(err) != "已中断，未完成的一步没有生效" || !errors.Is(err, context.Canceled) {
			t.Errorf("%s = %v", name, err)
		}
	}
}

func TestBeginTellsOfAMistypedCounty(t *testing.T) {
	by := clerk
	by.County = "4106"
	if _, err := pgtest.DB(t).Begin(t.Context(), by); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "六位数字") {
		t.Errorf("Begin = %v", err)
	}
}

// clear is the address of a server that takes connections in clear only.
func clear(t *testing.T) string {
	at := listen(t)
	t.Cleanup(func() { _ = at.Close() })
	go func() {
		for {
			conn, err := at.Accept()
			if err != nil {
				return
			}
			asked := make([]byte, 8) // SSLRequest
			_, _ = conn.Read(asked)
			_, _ = conn.Write([]byte{'N'})
			_ = conn.Close()
		}
	}()
	return at.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return at
}
