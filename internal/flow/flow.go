// Package flow answers one question: may this person take this step from here? A room's status.go lists its steps; this
// package holds each verb to its line of that law. It is not a workflow engine.
package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Step is one line of a room's law.
type Step struct {
	Verb  string   // as deeds name it: claims.file
	Title string   // as people say it: 备案
	From  []string // the statuses it may be taken from; none for a step that begins something
	To    string   // the status it leads to; empty where it leads nowhere
	Roles []who.Role
}

// May tells whether a role may take the step at all; whether this case is theirs, and at that step, the verb decides.
func (s Step) May(role who.Role) bool { return slices.Contains(s.Roles, role) }

// Permit names the deed after the step and refuses a person whose role may not take it. The deed's first step also looks whether the
// person still works here, in that role or as the deputy of one who has it. The subject says what it is about, in words and without personal data.
func (s Step) Permit(tx *pg.Tx, subject string) error {
	first := tx.Draft.Verb == ""
	tx.Perform(s.Verb, subject)
	switch {
	case !s.May(tx.By.Role):
		return s.forbid(tx.By.Role)
	case first:
		return employed(tx)
	}
	return nil
}

func (s Step) forbid(role who.Role) error {
	titles := make([]string, len(s.Roles))
	for i, r := range s.Roles {
		titles[i] = r.Title()
	}
	return fault.Forbiddenf("“%s”由%s办理，%s无权办理", s.Title, strings.Join(titles, "或"), role.Title())
}

// employed refuses who left, or has another role now, or stands in for somebody without being their deputy today: what a session remembers
// of a person may be old. Until the deed ends nobody disables them.
func employed(tx *pg.Tx) error {
	var works bool
	err := tx.Get(&works, `SELECT staff_acts($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, tx.By.ID, tx.By.Role, tx.By.For, calendar.DateOf(tx.Now), tx.By.Division, tx.By.Agency)
	switch {
	case err != nil:
		return fmt.Errorf("look for the acting member: %w", err)
	case !works && tx.By.For != 0:
		return fault.Forbiddenf("您今天不是该人员的代理人，或其账号已停用，本次操作未生效，请联系安全管理员")
	case !works:
		return fault.Forbiddenf("您的账号已停用或角色已变更，本次操作未生效，请联系系统管理员")
	}
	return nil
}

// Advance moves rows of a table along the step, all of them or none, and covers them.
func (s Step) Advance(ctx context.Context, tx *pg.Tx, table string, ids []int64) error {
	if len(ids) == 0 {
		return fault.Invalidf("没有选中任何记录，请先选择再办理“%s”", s.Title)
	}
	result, err := tx.ExecContext(ctx, `UPDATE `+pq.QuoteIdentifier(table)+`
		SET status = $1 WHERE county = $2 AND id = ANY ($3) AND status = ANY ($4)`,
		s.To, tx.County, pq.Array(ids), pq.Array(s.From))
	if err != nil {
		return fmt.Errorf("%s: %w", s.Verb, err)
	}
	return s.Whole(tx, result, table, ids)
}

// Whole holds a conditional update to its batch: as many rows as ids, or somebody was quicker and nothing happened.
func (s Step) Whole(tx *pg.Tx, result interface{ RowsAffected() (int64, error) }, table string, ids []int64) error {
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", s.Verb, err)
	}
	if int(n) != len(ids) {
		return fault.Conflictf("选中的 %d 件中有 %d 件重复或已不在可办理“%s”的一步，请刷新后重选", len(ids), len(ids)-int(n), s.Title)
	}
	tx.Cover(table, ids...)
	return nil
}
