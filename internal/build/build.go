// Package build tells which program this is: the commit it was made of, and with what.
package build

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// commit and committed (RFC 3339) are written in by the linker (make build); the go command's own stamps serve where it made them.
var commit, committed string

// Unknown is said of what neither make nor the go command wrote in: a copy of the sources without their history.
const Unknown = "未知"

// Info is what a program knows of its making. There is no time of building in it: the same commit gives the same program, byte by byte.
type Info struct {
	Commit string // the first twelve digits, with -dirty where files had been changed; or Unknown
	Day    string // of the commit, where it was made, as 2026-11-30; or Unknown
	Go     string // go1.26.8 linux/amd64
}

// This is the running program's.
func This() Info {
	return told(commit, committed, settings())
}

// Program is its name and commit, as an audit bundle says who wrote it.
func Program() string {
	return strings.Replace("fangpin "+This().Commit, Unknown, "(devel)", 1)
}

func settings() map[string]string {
	stamped := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			stamped[s.Key] = s.Value
		}
	}
	return stamped
}

// told prefers what the linker wrote to what the go command stamped.
func told(commit, committed string, stamped map[string]string) Info {
	return Info{
		Commit: cmp.Or(commit, revision(stamped), Unknown),
		Day:    cmp.Or(day(committed), day(stamped["vcs.time"]), Unknown),
		Go:     runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}
}

// revision is the go command's stamp, as short as make writes it.
func revision(stamped map[string]string) string {
	digits := stamped["vcs.revision"]
	short := digits[:min(12, len(digits))]
	if short != "" && stamped["vcs.modified"] == "true" {
		return short + "-dirty"
	}
	return short
}

// day is the date of a time in RFC 3339, or nothing.
func day(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}
