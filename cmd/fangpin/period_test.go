package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestPeriod(t *testing.T) {
	for line, want := range map[string]struct {
		code           int
		stdout, stderr string // stderr holds it
	}{
		"--from 2024-09-23 --days 10":                            {0, "2024-10-08\n", ""},
		"--from 2024-09-23 --days 10 --no-extend":                {0, "2024-10-03\n", ""},
		"--from 2024-09-23 --days 10 --no-extend --past-weekend": {0, "2024-10-03\n", ""},
		"--from 2024-08-15 --days 10 --past-weekend":             {0, "2024-08-26\n", ""},
		"--from 2024-09-27 --days 3 --working":                   {0, "2024-10-08\n", ""},
		"--from 2026-12-15 --days 10":                            {0, "2026-12-25\n", "provisional 暂定：2004年1月1日至2026年12月24日以外尚无确定的放假安排"},
		"--from 2024-02-30 --days 10":                            {2, "", "--from：“2024-02-30”不是有效日期"},
		"--days 10":                                              {2, "", "--from：“”不是有效日期"},
		"--from 2024-09-23":                                      {2, "", "--days：“”不是天数"},
		"--from 2024-09-23 --days ten":                           {2, "", "--days：“ten”不是天数"},
		"--from 2024-09-23 --days 0":                             {2, "", "--days：期限须为 1 至 36500 天，现为 0 天"},
		"--from 2024-09-23 --days 10 15":                         {2, "", "多出的内容“15”"},
	} {
		t.Run(line, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := exitCode(run(t.Context(), strings.Fields("period "+line), &stdout, &stderr), &stderr)
			if code != want.code || stdout.String() != want.stdout || !strings.Contains(stderr.String(), want.stderr) || want.stderr == "" && stderr.Len() > 0 {
				t.Errorf("exit %d, stdout %q, stderr %q; want %+v", code, &stdout, &stderr, want)
			}
		})
	}
}
