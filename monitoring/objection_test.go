package monitoring_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
)

// Somebody objects from the day on which the notice went up to today: the verb and the door let the same days through.
func TestOnWhichDaysSomebodyMayHaveObjected(t *testing.T) {
	f := newFort(t)
	f.t = t
	posted := day(t, f.scalar(`SELECT max(on_day)::TEXT FROM fangpin.watch_event WHERE watch = :hung AND event = 'post'`))
	for on := posted - 2; on <= f.today()+1; on++ {
		may := on >= posted && on <= f.today()
		err := f.undone(func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Object(ctx, tx, f.id("hung"), on, "家里有车")
		})
		if may != (err == nil) || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: the verb says %v; want it to pass: %t", on, err, may)
		}
		received := fmt.Sprintf(`'received', '%s'`, on)
		err = f.undone(func(ctx context.Context, tx *pg.Tx) error {
			_, err := tx.ExecContext(ctx, f.say(event("hung", "object", "cadre", `'objection', :new`, received, `'words', '不符'`)))
			return err
		})
		if want := map[bool]string{true: "", false: "FPDAT"}[may]; stateOf(err) != want {
			t.Errorf("%s: the door says %v; want %q", on, err, want)
		}
	}
}

// undone is what becomes of something that the clerk tries, which leaves nothing.
func (f *fort) undone(try func(context.Context, *pg.Tx) error) error {
	tx, err := f.Begin(f.t.Context(), f.Who(who.Clerk))
	f.Must(err)
	defer func() { _ = tx.Rollback() }()
	return try(f.t.Context(), tx)
}
