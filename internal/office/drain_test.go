package office

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// told is a server that is told to end while a request is under way, of which the head has come.
type told struct {
	at    string
	end   context.CancelFunc
	begun chan struct{} // a request has come to the handler
	ended chan error
}

// ending serves a handler that reads what is sent to its end and answers it.
func ending(t *testing.T, wait farewell) *told {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &told{at: "http://" + listener.Addr().String(), begun: make(chan struct{}, 1), ended: make(chan error, 1)}
	ctx, end := context.WithCancel(t.Context())
	s.end = end
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.begun <- struct{}{}
		came, err := io.ReadAll(r.Body)
		if err != nil || r.Context().Err() != nil {
			return
		}
		_, _ = w.Write(came)
	})}
	go func() { s.ended <- until(ctx, server, listener, wait) }()
	return s
}

// send posts a form of a kind whose last half comes once the server was told to end and the others have waited for as long.
func (s *told) send(t *testing.T, kind string, later time.Duration) (string, error) {
	t.Helper()
	body, pipe := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.at, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	go func() {
		_, _ = io.WriteString(pipe, "first half, ")
		<-s.begun
		s.end()
		time.Sleep(later) // as a slow line
		_, _ = io.WriteString(pipe, "second half")
		_ = pipe.Close()
	}()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// Whoever is sending a file when the program is told to end has longer than the others; in the end it does end.
func TestWhatIsUnderWayIsFinished(t *testing.T) {
	const form, file = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	for name, c := range map[string]struct {
		kind  string
		wait  farewell
		later time.Duration
		whole bool
	}{
		"a form within its time":       {form, farewell{time.Minute, 0}, 100 * time.Millisecond, true},
		"a form beyond it":             {form, farewell{50 * time.Millisecond, time.Minute}, 2 * time.Second, false},
		"a file beyond a form's time":  {file, farewell{50 * time.Millisecond, time.Minute}, 500 * time.Millisecond, true},
		"a file beyond its own time":   {file, farewell{50 * time.Millisecond, 50 * time.Millisecond}, 2 * time.Second, false},
		"a file where there is no end": {file, farewell{time.Minute, 0}, 100 * time.Millisecond, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := ending(t, c.wait)
			text, err := s.send(t, c.kind, c.later)
			if whole := err == nil && strings.HasSuffix(text, "second half"); whole != c.whole {
				t.Errorf("answered %q, %v", text, err)
			}
			if err := <-s.ended; err != nil {
				t.Errorf("the server ended with %v", err)
			}
			if _, err := net.Dial("tcp", strings.TrimPrefix(s.at, "http://")); err == nil {
				t.Error("somebody is still answered")
			}
		})
	}
}
