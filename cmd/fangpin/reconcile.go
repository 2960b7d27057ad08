package main

import (
	"context"
	"os"
	"path/filepath"

	"fangpin/internal/archive"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/restoration"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// reconciling is who has compared a database that was put back with the bank's statement, and what they found.
type reconciling struct {
	clerk, approver  int64
	statement, found string
}

// reconcile has the two write it down before checkpoints begin anew, where somebody may have approved payments and the database is behind its
// checkpoints, or has none outside. Where it is not, there is nothing to compare.
func (r reconciling) reconcile(ctx context.Context, o *office.Office, dir, county string) error {
	var needed bool
	var noted int64
	err := pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
		_, behind := deed.Outside(ctx, tx, o.Place.Notes())
		if fault.KindOf(behind) != fault.Blocked {
			return behind
		}
		names, err := deed.NotesIn(o.Place.Notes(), county)
		if err != nil {
			return err
		}
		for size := range names {
			noted = max(noted, size)
		}
		needed, err = restoration.Needed(ctx, tx)
		return err
	})
	if err != nil || !needed {
		return err
	}
	if r.clerk == 0 || r.approver == 0 || r.statement == "" || r.found == "" {
		return fault.Blockedf("%s 的数据库可能被退回过：须由县经办和县审批人两人拿银行流水逐笔对账，共同登录办理，写明 --by 县经办编号 --second 县审批人编号 --statement 银行流水文件 --reason 对账结果", county)
	}
	content, err := os.ReadFile(r.statement)
	if err != nil {
		return fault.NotFoundf("打不开银行流水 %s，请核对 --statement", r.statement)
	}
	one, other := acting{dir: dir, county: county, by: r.clerk}, acting{dir: dir, county: county, by: r.approver, second: true}
	return one.signedIn(ctx, o, func(by who.Person) error {
		return other.signedIn(ctx, o, func(with who.Person) error {
			statement, err := o.Archive.PutScan(ctx, archive.BankPaper, filepath.Base(r.statement), content)
			if err != nil {
				return err
			}
			return deed.Do(ctx, o.DB, by, func(tx *pg.Tx) error {
				return restoration.Reconcile(ctx, tx, with, restoration.Compared{Noted: noted, Statement: statement.File, Found: r.found})
			})
		})
	})
}
