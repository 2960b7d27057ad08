package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fangpin/internal/archive"
	"fangpin/internal/pg/pgtest"
)

// Each file that a row answers for is read: one that is missing or corrupt is named, by a command and with each backup. What killed uploads left is
// swept, and what somebody is at is not.
func TestTheArchiveIsComparedWithTheDatabase(t *testing.T) {
	where := anOffice(t)
	dir := where[1]
	o := opened(t, dir)
	super := pgtest.Super(t)
	kept := func(no int, content string) string {
		t.Helper()
		f, err := o.Archive.Keep(t.Context(), archive.Report, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if no > 0 { // nobody sent it: the row alone is asked for
			super.MustExecContext(t.Context(), fmt.Sprintf(`BEGIN; SET LOCAL session_replication_role = replica;
				INSERT INTO fangpin.report (county, id, agency, kind, month, file_name, file, rows, bad, received_by, received_on)
				VALUES ('410602', %[1]d, '医保局', 'hospital', '2024-0%[1]d-01', '月报.csv', '\x%[2]x', 0, 0, 1, '2024-09-09'); COMMIT`, no, f.SHA256))
		}
		return filepath.Join(dir, "archive", f.Address)
	}
	whole, missing, corrupt, orphan := kept(1, "完好"), kept(2, "丢失"), kept(3, "损坏"), kept(0, "无人引用")
	says := func(words ...string) (string, int) {
		t.Helper()
		said, err := command(t, append(words, "--dir", dir)...)
		return said, exitCode(err, io.Discard)
	}
	if said, code := says("archive"); code != 0 || !strings.Contains(said, "相符：3 份") {
		t.Errorf("whole: %s, exit %d", said, code)
	}
	text, err := os.ReadFile(corrupt)
	if err == nil {
		text[len(text)-1] ^= 1
		err = os.WriteFile(corrupt, text, 0o600)
	}
	if err == nil {
		err = os.Remove(missing)
	}
	old := time.Now().Add(-archive.FileAge - time.Hour)
	for _, path := range []string{whole, orphan} {
		if err == nil {
			err = os.Chtimes(path, old, old)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	super.MustExecContext(t.Context(), `ALTER TABLE fangpin.report_stage DROP CONSTRAINT report_stage_wall`)
	for _, report := range []string{`1`, `(EXTRACT(epoch FROM clock_timestamp() - TIMESTAMPTZ '2020-01-01 00:00:00Z') * 1000)::BIGINT << 22`} {
		super.MustExecContext(t.Context(), `INSERT INTO fangpin.report_stage (county, report, id, sheet, line, id_tag, told, facts, cells, salt) VALUES ('410602', `+report+`, 1, '', 1, '', '', '{}', '{}', '')`)
	}
	for _, words := range [][]string{{"archive"}, {"backup", "--out", filepath.Join(t.TempDir(), "b.tar")}} {
		said, code := says(words...)
		if code != 1 || !strings.Contains(said, "report 表 2）") || !strings.Contains(said, "缺失") || !strings.Contains(said, "report 表 3）") || !strings.Contains(said, "已损坏") || strings.Contains(said, "report 表 1）") {
			t.Errorf("%v: %s, exit %d", words, said, code)
		}
	}
	if said, _ := says("archive", "--sweep"); !strings.Contains(said, "暂存 1 行") || !strings.Contains(said, "没有记录引用的附件 1 份") {
		t.Errorf("swept: %s", said)
	}
	var left int
	if err := super.GetContext(t.Context(), &left, `SELECT count(*) FROM fangpin.report_stage`); err != nil || left != 1 {
		t.Errorf("%d staged rows are left, %v", left, err)
	}
	if _, err := os.Stat(whole); err != nil {
		t.Errorf("what a row answers for: %v", err)
	}
	if _, err := os.Stat(orphan); !os.IsNotExist(err) {
		t.Errorf("what none does: %v", err)
	}
}
