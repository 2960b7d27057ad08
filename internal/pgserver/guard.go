package pgserver

import (
	"context"
	"log/slog"
	"time"

	"fangpin/internal/fault"
)

// How often a server that ends under us is started again, and within what time that is counted.
const (
	restarts = 5
	within   = 10 * time.Minute
)

// Guard starts the server again when it ends under us: whoever serves pages has them back in a moment, at the same socket. It ends with ctx, or says
// why there is no server any more. A cluster that was joined is another program's to guard. Stop comes after it.
func (c *Cluster) Guard(ctx context.Context) error {
	if c.server == nil {
		<-ctx.Done()
		return nil
	}
	var ended []time.Time // within the time that counts
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.server.Ended:
		}
		now := time.Now()
		for len(ended) > 0 && now.Sub(ended[0]) > within {
			ended = ended[1:]
		}
		if len(ended) == restarts {
			return fault.Blockedf("自带数据库在 %d 分钟内第 %d 次意外退出，网页服务已停止。请查看 %s 末尾的原因后重新启动：\n%s", int(within.Minutes()), restarts+1, c.log(), c.tail())
		}
		ended = append(ended, now)
		slog.Error("the database server ended and is started again", "reason", c.server.Err, "log", c.log(), "said", c.tail())
		// Those of its own processes that outlive it by a moment keep the next one out, which then counts as ended: the wait grows.
		if pause(ctx, 100*time.Millisecond<<len(ended)) != nil {
			return nil
		}
		if err := c.up(ctx); err != nil && ctx.Err() == nil {
			slog.Error("the database server could not be started", "error", err)
		}
	}
}
