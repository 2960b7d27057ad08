package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/office"
)

func TestABundleIsCarriedAwayAndVerifiedElsewhere(t *testing.T) {
	t.Parallel()
	dir, away := t.TempDir(), t.TempDir()
	o := furnished(t, dir)
	if _, err := command(t, "export", "bundle", "--dir", dir); exitCode(err, io.Discard) != 2 {
		t.Errorf("without --out: %v", err)
	}
	if _, err := command(t, "county", "set", "--dir", dir, "--county", "410602", "--name", "鹤山区乡村振兴局", "--phone", "0392-2166701"); err != nil {
		t.Fatal(err)
	}
	two := filepath.Join(t.TempDir(), "管理员.csv")
	if err := os.WriteFile(two, []byte(twoPeople), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "staff", "open", "--dir", dir, "--county", "410602", "--people", two); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(away, "证据包.zip")
	if out, err := command(t, "export", "bundle", "--dir", dir, "--out", file); err != nil || !strings.Contains(out, "410602 证据包已导出") {
		t.Fatalf("%s, %v", out, err)
	}
	if _, err := command(t, "export", "bundle", "--dir", dir, "--out", file); exitCode(err, io.Discard) != 1 {
		t.Errorf("over a bundle that is there: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(away, "*")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	key := filepath.Join(string(o.KeyDir), "checkpoint.pub")
	note := filepath.Join(o.Place.Notes(), "410602-1.note")
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, "verify", "--bundle", file); err != nil || !strings.Contains(out, "公钥取自证据包本身") || !strings.Contains(out, "核验通过") {
		t.Errorf("%s, %v", out, err)
	}
	if out, err := command(t, "verify", "--bundle", file, "--key", key, "--note", note); err != nil || strings.Contains(out, "公钥取自证据包本身") {
		t.Errorf("%s, %v", out, err)
	}
	stranger := filepath.Join(away, "别处.pub")
	if err := os.WriteFile(stranger, []byte("fangpin+e18adffd+AXx9gtjr7GuH7Nm9JtURb1dIIcPnGCoec2GPTTxjwSc3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, "verify", "--bundle", file, "--key", stranger); !errors.Is(err, office.ErrUnproved) || !strings.Contains(out, "不是所带的公钥") || !strings.Contains(out, "核验不通过") {
		t.Errorf("%s, %v", out, err)
	}
}

func TestAVerifierSaysWhatItCannotRead(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "空.zip")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args string
		code int
		says string
	}{
		{"--bundle " + empty, 1, "不是完整的证据包"},
		{"--bundle " + empty + " --key nowhere.pub", 1, "打不开公钥文件"},
		{"--bundle " + empty + " --note nowhere.note", 1, "打不开检查点文件"},
		{"--bundle nowhere.zip", 1, "打不开证据包"},
		{"--key nowhere.pub", 2, "与 --bundle 一起用"},
		{"--bundle " + empty + " --county 410602", 2, "不用数据库"},
	} {
		_, err := command(t, append([]string{"verify"}, strings.Fields(tc.args)...)...)
		if code := exitCode(err, io.Discard); code != tc.code || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("verify %s: %d %v, want %d %s", tc.args, code, err, tc.code, tc.says)
		}
	}
}
