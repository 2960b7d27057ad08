package office

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// grace is what requests under way have to finish when the program is told to end.
const grace = 10 * time.Second

// farewell is how long requests under way have to finish, and files that are on their way besides.
type farewell struct{ all, uploads time.Duration }

// until answers requests until ctx ends. From then on it takes none; those under way have their time to finish. The rest is cut off, and the
// database undoes it. Whatever they stand on, pools, gate and database, is closed after that by whoever opened it.
func until(ctx context.Context, server *http.Server, listener net.Listener, wait farewell) error {
	var uploads atomic.Int64
	server.Handler = counted(server.Handler, &uploads)
	server.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	quiet := make(chan struct{})
	done := context.AfterFunc(ctx, func() {
		defer close(quiet)
		wait.drain(server, &uploads)
	})
	defer done()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	<-quiet
	return nil
}

// drain lets what is under way finish, and cuts the rest off.
func (f farewell) drain(server *http.Server, uploads *atomic.Int64) {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		_ = server.Shutdown(context.Background()) // it ends at the latest when the server is closed
	}()
	defer func() { <-finished }()
	defer server.Close()
	begun, look := time.Now(), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-finished:
			return
		case <-look.C:
		}
		if waited := time.Since(begun); waited > f.all && (uploads.Load() == 0 || waited > f.all+f.uploads) {
			return
		}
	}
}

// counted counts the forms with files that are under way: to be read and to be taken.
func counted(inner http.Handler, uploads *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			uploads.Add(1)
			defer uploads.Add(-1)
		}
		inner.ServeHTTP(w, r)
	})
}
