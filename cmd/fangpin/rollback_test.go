package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/picture/picturetest"
	"fangpin/internal/secret"
)

// An older backup is restored beside the newest checkpoints: they stay, the pages are not served, and nothing is checkpointed, until an operator
// says that notes begin anew.
func TestAnOlderBackupIsNotServed(t *testing.T) {
	t.Parallel()
	dir, again, out := filepath.Join(t.TempDir(), "office"), filepath.Join(t.TempDir(), "again"), filepath.Join(t.TempDir(), "b.tar")
	o := furnished(t, dir)
	for _, args := range [][]string{
		{"county", "set", "--dir", dir, "--county", "410602", "--name", "鹤山区乡村振兴局", "--phone", "0392-2166701"},
		{"backup", "--dir", dir, "--out", out},
		{"staff", "open", "--dir", dir, "--county", "410602", "--people", written(t, "管理员.csv", twoPeople)},
		{"checkpoint", "--dir", dir, "--county", "410602"},
	} {
		if _, err := command(t, args...); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
	}
	proved(t, dir, out)
	disproved(t, o, dir)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{string(secret.In(dir)), office.NotesIn(dir)} {
		if err := os.CopyFS(filepath.Join(again, filepath.Base(kept)), os.DirFS(kept)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(secret.In(again).Keyset(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := command(t, "restore", "--dir", again, out); err != nil || !strings.Contains(said, office.NotesIn(again)) {
		t.Fatalf("%s, %v", said, err)
	}
	if _, err := os.Stat(filepath.Join(office.NotesIn(again), "410602-1.note")); err != nil {
		t.Fatalf("the newer note: %v", err)
	}
	for _, args := range [][]string{{"serve", "--dir", again, "--addr", "127.0.0.1:0"}, {"checkpoint", "--dir", again, "--county", "410602"}} {
		if _, err := command(t, args...); exitCode(err, io.Discard) != 1 || fault.KindOf(err) != fault.Blocked || !strings.Contains(err.Error(), "数据库现只有 0 号") {
			t.Errorf("%v: %v", args, err)
		}
	}
	if said, err := command(t, "checkpoint", "--dir", again, "--county", "410602", "--anew"); err != nil {
		t.Fatalf("%s, %v", said, err)
	}
	aside, err := filepath.Glob(filepath.Join(office.NotesIn(again), "aside-*", "410602-1.note"))
	if err != nil || len(aside) != 1 {
		t.Errorf("put aside: %v, %v", aside, err)
	}
	p, err := office.OpenToServe(t.Context(), again)
	if err != nil {
		t.Fatalf("after that: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

// proved drills with a backup: it is restored, verified, reported and gone; one that is newer and broken is no reason to take the older.
func proved(t *testing.T, dir, out string) {
	t.Helper()
	scratch, folder := t.TempDir(), t.TempDir()
	drill := func() (string, error) {
		said, err := command(t, "drill", "--dir", dir, "--from", folder, "--scratch", scratch)
		if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
			t.Errorf("a drill leaves %v, %v", left, err)
		}
		return said, err
	}
	if _, err := drill(); fault.KindOf(err) != fault.NotFound {
		t.Errorf("without a backup: %v", err)
	}
	text, err := os.ReadFile(out)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "周四.tar"), text, 0o600)
	}
	if err == nil {
		err = os.CopyFS(filepath.Join(scratch, "fangpin-drill-killed"), os.DirFS(office.NotesIn(dir)))
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(scratch, "fangpin-drill-killed", "pg.lock"), nil, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	said, err := drill()
	if err != nil || !strings.Contains(said, "演练通过") || !strings.Contains(said, "备份之后至少又存证 1 号") || !strings.Contains(said, "410602 核验通过") {
		t.Errorf("drill says %s, %v", said, err)
	}
	later := time.Now().Add(time.Minute)
	broken := filepath.Join(folder, "周五.tar")
	if err := errors.Join(os.WriteFile(broken, text[:len(text)/2], 0o600), os.Chtimes(broken, later, later)); err != nil {
		t.Fatal(err)
	}
	if _, err := drill(); fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "周五.tar") {
		t.Errorf("with the newest broken: %v", err)
	}
}

// disproved drills with the backup of an office in which somebody changed a row and sealed nothing: it comes back, and does not pass.
func disproved(t *testing.T, o *office.Office, dir string) {
	t.Helper()
	owner, err := pg.Open(t.Context(), o.Place.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	out, scratch := filepath.Join(t.TempDir(), "c.tar"), t.TempDir()
	owner.MustExecContext(t.Context(), `UPDATE fangpin.staff SET name = name || '改'`)
	if said, err := command(t, "backup", "--dir", dir, "--out", out); err != nil {
		t.Fatalf("%s, %v", said, err)
	}
	owner.MustExecContext(t.Context(), `UPDATE fangpin.staff SET name = trim(trailing '改' FROM name)`)
	said, err := command(t, "drill", "--dir", dir, "--from", out, "--scratch", scratch)
	if !errors.Is(err, errSaid) || !strings.Contains(said, "已恢复到临时数据库") || !strings.Contains(said, "内容与第 0 号存证不符") || !strings.Contains(said, "演练不通过") || strings.Contains(said, "演练通过：") {
		t.Errorf("drill with a row that was changed says %s, %v", said, err)
	}
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

// A backup of an older program is drilled as it would be restored: it is brought to this program's schema, beside the office, whose own stays as it is.
func TestAnOlderProgramsBackupIsDrilled(t *testing.T) {
	where := anOffice(t)
	out, scratch := filepath.Join(t.TempDir(), "b.tar"), t.TempDir()
	pgtest.At(t, pgtest.Landed[len(pgtest.Landed)-1]).MustExecContext(t.Context(), `INSERT INTO fangpin.office (county, name, phone, late_days) VALUES ('410602', '鹤山区乡村振兴局', '0392-2166701', 7)`)
	if said, err := command(t, "backup", where[0], where[1], "--out", out); err != nil || !strings.Contains(said, "数据库尚未升级") {
		t.Fatalf("%s, %v", said, err)
	}
	said, err := command(t, "drill", where[0], where[1], "--from", out, "--scratch", scratch)
	if want := fmt.Sprintf("从第 %d 版升级到本程序的版本", pgtest.Landed[len(pgtest.Landed)-1]); err != nil || !strings.Contains(said, want) || !strings.Contains(said, "演练通过：") {
		t.Errorf("drill says %s, %v", said, err)
	}
	if version, err := office.Version(t.Context(), pgtest.URL(t, pg.Owner)); err != nil || version != pgtest.Landed[len(pgtest.Landed)-1] {
		t.Errorf("the office's own is of version %d, %v", version, err)
	}
}

// Where somebody approves, notes begin anew over a database that may have been put back only when a clerk and an approver, both signed in, have compared
// it with the bank's statement; verification names that, and what is not so.
func TestTwoReconcileAfterARestore(t *testing.T) {
	where := anOffice(t)
	clerk, approver := hired(t, where, "王芳", who.Clerk), hired(t, where, "赵强", who.Approver)
	says := func(words ...string) (string, error) { return command(t, append(words, where...)...) }
	if _, err := says("checkpoint", "--anew"); err != nil {
		t.Fatalf("where nothing stands behind: %v", err)
	}
	if err := os.RemoveAll(office.NotesIn(where[1])); err != nil {
		t.Fatal(err)
	}
	if _, err := says("checkpoint"); fault.KindOf(err) != fault.Blocked {
		t.Errorf("without the notes: %v", err)
	}
	if _, err := says("checkpoint", "--anew"); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "两人") {
		t.Errorf("by an operator alone: %v", err)
	}
	statement := filepath.Join(t.TempDir(), "银行流水.jpg")
	if err := os.WriteFile(statement, picturetest.JPEG("银行流水"), 0o600); err != nil {
		t.Fatal(err)
	}
	steps := 0
	anew := func(first, second string) error {
		code, err := totp.GenerateCode(storySecret, time.Now().Add(time.Duration(30*steps)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		steps++
		t.Setenv("FANGPIN_SECOND_LOGIN", "p"+second)
		t.Setenv("FANGPIN_SECOND_PASSWORD", storyPassword)
		t.Setenv("FANGPIN_SECOND_CODE", code)
		_, err = says("checkpoint", "--anew", "--by", first, "--second", second, "--statement", statement, "--reason", "逐笔核对，银行没有数据库以外的代发")
		return err
	}
	if err := anew(clerk, clerk); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("by a clerk alone: %v", err)
	}
	if err := anew(clerk, approver); err != nil {
		t.Fatalf("by two: %v", err)
	}
	if _, err := says("checkpoint"); err != nil {
		t.Errorf("after it: %v", err)
	}
	if said, _ := says("verify"); !strings.Contains(said, "与银行流水对账后重新开始") || !strings.Contains(said, "数据库退回后的对账由县经办和审批人共同办理（1 项）：一致") {
		t.Errorf("verify says %s", said)
	}
	super := pgtest.Super(t)
	super.MustExecContext(t.Context(), `UPDATE fangpin.reconciliation SET second_way = repeat('ab', 32), size = size + 1`)
	if said, _ := says("verify"); !strings.Contains(said, "所记数据库存证") || !strings.Contains(said, "审批人：没有所写的登录会话") {
		t.Errorf("of a row that was altered verify says %s", said)
	}
	super.MustExecContext(t.Context(), `UPDATE fangpin.reconciliation SET approver = (SELECT min(id) FROM fangpin.staff)`)
	if said, _ := says("verify"); !strings.Contains(said, "不是县经办和审批人两人办理的") {
		t.Errorf("of another approver verify says %s", said)
	}
}
