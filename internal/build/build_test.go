package build

import (
	"runtime"
	"testing"
)

func TestWhatIsTold(t *testing.T) {
	for name, tc := range map[string]struct {
		commit, committed string
		stamped           map[string]string
		want              Info
	}{
		"make wrote it": {"a03da4c5372f", "2026-11-30T15:40:00+08:00", nil, Info{Commit: "a03da4c5372f", Day: "2026-11-30"}},
		"make wrote it beside stamps": {"a03da4c5372f-dirty", "2026-11-30T15:40:00+08:00",
			map[string]string{"vcs.revision": "ffffffffffffffff", "vcs.time": "2020-01-01T00:00:00Z"}, Info{Commit: "a03da4c5372f-dirty", Day: "2026-11-30"}},
		"the go command stamped it": {"", "", map[string]string{"vcs.revision": "a03da4c5372fe0b1c2d3", "vcs.time": "2026-11-30T07:40:00Z", "vcs.modified": "false"},
			Info{Commit: "a03da4c5372f", Day: "2026-11-30"}},
		"with changes": {"", "", map[string]string{"vcs.revision": "a03da4c5372fe0b1c2d3", "vcs.modified": "true"}, Info{Commit: "a03da4c5372f-dirty", Day: Unknown}},
		"neither":      {"", "", map[string]string{"vcs.modified": "true"}, Info{Commit: Unknown, Day: Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.want.Go = runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
			if got := told(tc.commit, tc.committed, tc.stamped); got != tc.want {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
		})
	}
}
