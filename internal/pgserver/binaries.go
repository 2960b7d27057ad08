package pgserver

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"fangpin/internal/fault"
)

// packaged is where Debian and its kin put each major version of PostgreSQL, most of it outside PATH.
const packaged = "/usr/lib/postgresql/*/bin"

// binaries finds the folder of PostgreSQL's programs and their major version: of the version wanted if it is there, else of
// the newest.
func binaries(wanted string) (dir, major string, err error) {
	found := installed()
	if len(found) == 0 {
		return "", "", fault.NotFoundf("本机没有 PostgreSQL。请先安装：apt-get install postgresql，或设置 DATABASE_URL 使用已有的数据库")
	}
	if i := slices.IndexFunc(found, func(f install) bool { return f.major == wanted }); i >= 0 {
		return found[i].dir, wanted, nil
	}
	newest := slices.MaxFunc(found, func(a, b install) int { return cmp.Compare(number(a.major), number(b.major)) })
	return newest.dir, newest.major, nil
}

type install struct{ dir, major string }

func installed() []install {
	dirs, _ := filepath.Glob(packaged)
	for _, d := range filepath.SplitList(os.Getenv("PATH")) {
		if path, err := filepath.EvalSymlinks(filepath.Join(d, "postgres")); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	slices.Sort(dirs)
	var found []install
	for _, d := range slices.Compact(dirs) {
		if major, err := majorOf(filepath.Join(d, "postgres")); err == nil {
			found = append(found, install{d, major})
		}
	}
	return found
}

// majorOf asks a server binary for its version: "postgres (PostgreSQL) 15.18 (Debian …)" is 15.
func majorOf(path string) (string, error) {
	ask := exec.Command(path, "--version")
	ask.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupted answer is not a missing server
	out, err := ask.Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	fields := strings.Fields(string(out))
	if len(fields) < 3 {
		return "", fmt.Errorf("%s --version says %q", path, out)
	}
	major, _, _ := strings.Cut(fields[2], ".")
	return major, nil
}

func number(major string) int {
	n, _ := strconv.Atoi(major) // a development version (19devel) counts as the oldest
	return n
}
