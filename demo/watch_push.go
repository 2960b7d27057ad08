package demo

import (
	"context"
	"fmt"
	"io"
	"strings"

	"fangpin/internal/pg"
	"fangpin/monitoring"
)

// push tells every partner that helps with some family of the families under watch, and writes each its list.
func (w *watching) push(ctx context.Context) error {
	var due []monitoring.PushDue
	err := w.look(ctx, func(tx *pg.Tx) (err error) {
		due, err = monitoring.DuePushes(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var told []string
	for _, d := range due {
		var o monitoring.Outline
		var id int64
		err := w.do(ctx, w.people.clerk, func(tx *pg.Tx) (err error) {
			if o, err = monitoring.OutlinePush(ctx, tx, d.Name, monitoring.Need{}); err != nil {
				return err
			}
			id, err = monitoring.Push(ctx, tx, d.Name, o.Does, monitoring.Need{}, o.Seen)
			return err
		})
		if err != nil {
			return err
		}
		err = w.do(ctx, w.people.clerk, func(tx *pg.Tx) error { return monitoring.Desk{Keys: w.Keys}.WritePush(ctx, tx, id, io.Discard) })
		if err != nil {
			return err
		}
		told = append(told, fmt.Sprintf("%s %d 户", d.Name, o.Families))
	}
	w.told(line{Step: "名单推送", Note: strings.Join(told, "，")})
	return nil
}
