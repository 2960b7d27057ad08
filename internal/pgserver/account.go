package pgserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"fangpin/internal/fault"
)

// account is whom the server runs as. PostgreSQL refuses to run as root, so root hands it to an account of no rights.
type account struct {
	uid, gid uint32
	drop     bool // whether we are root and must become it
}

// serverAccount is the postgres or nobody account when we are root, else ourselves.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return parseAccount(u)
		}
	}
	return account{}, fault.Blockedf("当前以 root 运行，而本机没有 postgres 或 nobody 账号，无法启动数据库。请用普通用户运行，或安装 postgresql 软件包")
}

func parseAccount(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("account %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("account %s: %w", u.Username, err)
	}
	return account{uid: uint32(uid), gid: uint32(gid), drop: true}, nil
}

// own gives a folder and all in it to the account. Where that was done before, as nearly always, one look is enough.
func (a account) own(dir string) error {
	owner, err := ownerOf(dir)
	switch {
	case err != nil:
		return err
	case owner == a.uid:
		return nil
	case !a.drop:
		return fault.Forbiddenf("数据目录 %s 属于另一个系统用户，请用当初建立它的用户（或 root）运行", dir)
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(a.uid), int(a.gid))
	})
}

func ownerOf(path string) (uint32, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, errors.New("this system does not tell who owns " + path)
	}
	return stat.Uid, nil
}

// enters tells whether the account may walk down to a folder, as it may not below root's own 0700.
func (a account) enters(dir string) bool {
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil {
			return false
		}
		if owner, err := ownerOf(parent); err != nil || info.Mode()&0o001 == 0 && owner != a.uid {
			return false
		}
		if parent == filepath.Dir(parent) {
			return true
		}
	}
}
