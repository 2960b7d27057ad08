package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var step = flow.Step{Verb: "test.pass", Title: "审核", From: []string{"new", "returned"}, To: "passed", Roles: []who.Role{who.Clerk, who.Township}}

func TestPermit(t *testing.T) {
	o := stafftest.New(t)
	admin, gone := o.Hire(who.SystemAdmin), o.Hire(who.Clerk)
	o.Must(o.Do(admin, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, gone.ID, stafftest.Leave) }))
	promoted, stranger := o.Hire(who.Village), o.Hire(who.Clerk)
	promoted.Role, stranger.ID = who.Clerk, 1
	for name, tc := range map[string]struct {
		by   who.Person
		says string // empty: may
	}{
		"a clerk":                  {o.Hire(who.Clerk), ""},
		"a township":               {o.Hire(who.Township), ""},
		"a village":                {o.Hire(who.Village), "“审核”由县经办或乡镇经办办理，村干部无权办理"},
		"an approver":              {o.Hire(who.Approver), "县审批人无权办理"},
		"who left":                 {gone, "已停用"},
		"who says to be a clerk":   {promoted, "角色已变更"},
		"who was never taken on":   {stranger, "已停用"},
		"no role":                  {who.Person{County: stafftest.County, ID: admin.ID}, "无权办理"},
		"the system administrator": {admin, "系统管理员无权办理"},
	} {
		o.Look(admin, func(_ context.Context, tx *pg.Tx) error {
			tx.By = tc.by
			err := step.Permit(tx, "一件")
			switch {
			case tc.says == "" && err != nil:
				t.Errorf("%s: %v", name, err)
			case tc.says != "" && (fault.KindOf(err) != fault.Forbidden || !strings.Contains(fault.Message(err), tc.says)):
				t.Errorf("%s: %v; want %q", name, err, tc.says)
			}
			return nil
		})
	}
}

func TestADeedIsNamedAfterItsOutermostStep(t *testing.T) {
	o := stafftest.New(t)
	o.Look(o.Hire(who.Clerk), func(_ context.Context, tx *pg.Tx) error {
		inner := flow.Step{Verb: "test.inner", Title: "记账", Roles: []who.Role{who.Clerk}}
		if err := errors.Join(step.Permit(tx, "两件"), inner.Permit(tx, "一件")); err != nil {
			return err
		}
		if tx.Draft.Verb != "test.pass" || tx.Draft.Subject != "两件" {
			t.Errorf("the deed is %s: %s", tx.Draft.Verb, tx.Draft.Subject)
		}
		return nil
	})
}

func TestAdvanceMovesAllOrNone(t *testing.T) {
	o := stafftest.New(t)
	clerk := o.Hire(who.Clerk)
	for name, tc := range map[string]struct {
		ids  []int64
		kind fault.Kind // Internal: moved
	}{
		"one":                      {[]int64{1}, fault.Internal},
		"from each status":         {[]int64{1, 2}, fault.Internal},
		"none":                     {nil, fault.Invalid},
		"passed already":           {[]int64{3}, fault.Conflict},
		"one of two passed":        {[]int64{1, 3}, fault.Conflict},
		"the same twice":           {[]int64{1, 1}, fault.Conflict},
		"one that is not there":    {[]int64{1, 9}, fault.Conflict},
		"one of another county":    {[]int64{4}, fault.Conflict},
		"one that has no status":   {[]int64{5}, fault.Conflict},
		"the same, here and there": {[]int64{1, 4}, fault.Conflict},
	} {
		o.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
			tx.MustExecContext(ctx, `CREATE TEMP TABLE thing AS SELECT * FROM (VALUES
				('410602', 1, 'new'), ('410602', 2, 'returned'), ('410602', 3, 'passed'), ('410603', 4, 'new'), ('410602', 5, NULL)) AS t (county, id, status)`)
			err := step.Advance(ctx, tx, "thing", tc.ids)
			if tc.kind != fault.Internal {
				o.Refused(err, tc.kind)
				if len(tx.Draft.Covered) > 0 {
					t.Errorf("%s: covered %v", name, tx.Draft.Covered)
				}
				return nil
			}
			var passed []int64
			o.Must(errors.Join(err, tx.SelectContext(ctx, &passed, `SELECT id FROM thing WHERE status = 'passed' AND id <> 3 ORDER BY id`)))
			if d := cmp.Diff(tc.ids, passed); d != "" {
				t.Errorf("%s: %s", name, d)
			}
			if d := cmp.Diff(map[string][]int64{"thing": tc.ids}, tx.Draft.Covered); d != "" {
				t.Errorf("%s: %s", name, d)
			}
			return nil
		})
	}
}

// rows is what an update says it did.
type rows struct {
	n   int64
	err error
}

func (r rows) RowsAffected() (int64, error) { return r.n, r.err }

func TestWholeHoldsAnUpdateToItsBatch(t *testing.T) {
	broken := errors.New("no count")
	for name, tc := range map[string]struct {
		rows rows
		ids  []int64
		want error // nil, or of this kind and words
	}{
		"all":        {rows{n: 2}, []int64{1, 2}, nil},
		"none":       {rows{}, []int64{1, 2}, fault.Conflictf("选中的 2 件中有 2 件重复或已不在可办理“审核”的一步，请刷新后重选")},
		"one of two": {rows{n: 1}, []int64{1, 2}, fault.Conflictf("选中的 2 件中有 1 件重复或已不在可办理“审核”的一步，请刷新后重选")},
		"no answer":  {rows{n: 2, err: broken}, []int64{1, 2}, fmt.Errorf("test.pass: %w", broken)},
	} {
		tx := &pg.Tx{Draft: pg.Draft{Covered: map[string][]int64{}}}
		err := step.Whole(tx, tc.rows, "thing", tc.ids)
		if fmt.Sprint(err) != fmt.Sprint(tc.want) || fault.KindOf(err) != fault.KindOf(tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if covered := len(tx.Draft.Covered["thing"]) == len(tc.ids); covered != (err == nil) {
			t.Errorf("%s: covered %v", name, tx.Draft.Covered)
		}
	}
}
