package watching

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

// step takes one step of the watch of the address, and goes back to it.
func step(r *kit.Request, said string, verb func(ctx context.Context, tx *pg.Tx, id int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/%d", id), said)
}

// answer records what a department says of a matter that it was handed.
func answer(r *kit.Request) error {
	settled := false
	switch r.Value("answer") {
	case "done":
		settled = true
	case "visit":
	default:
		return fault.Invalidf("请选择“已办结”或“需要乡镇入户核查”")
	}
	return step(r, "已答复", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: id, Settled: settled, Words: r.Value("answer_words")}})
	})
}

// object records what somebody in the village has against what was made public.
func object(r *kit.Request) error {
	on, err := r.Date("object_on", "反映日期")
	if err != nil {
		return err
	}
	return step(r, "已登记异议，处理前不能继续办理", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.Object(ctx, tx, id, on, r.Value("object_words"))
	})
}

func dismiss(r *kit.Request) error {
	seen, err := objectionRead(r)
	if err != nil {
		return err
	}
	return step(r, "异议不成立，继续办理", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.Dismiss(ctx, tx, id, seen, r.Value("dismissed_because"), r.Sign)
	})
}

func uphold(r *kit.Request) error {
	seen, err := objectionRead(r)
	if err != nil {
		return err
	}
	return step(r, "异议成立，退回重新入户核查", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.Uphold(ctx, tx, id, seen, r.Value("upheld_because"), r.Sign)
	})
}

// objectionRead is the objection that the form showed to whoever decides it.
func objectionRead(r *kit.Request) (int64, error) {
	id, err := strconv.ParseInt(r.Value("objection"), 10, 64)
	if err != nil {
		return 0, fault.Conflictf("没有看到要处理的异议，请刷新后看过内容再处理")
	}
	return id, nil
}
