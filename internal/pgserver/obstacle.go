package pgserver

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"fangpin/internal/fault"
)

// obstacles are the reasons why a directory cannot be used that its owner can remove.
var obstacles = []struct {
	err error
	why string
}{
	{fs.ErrPermission, "当前系统用户没有读写权限"},
	{syscall.EROFS, "所在磁盘是只读的"},
	{syscall.ENOSPC, "磁盘已满"},
	{syscall.ENOTDIR, "路径中有一段是文件，不是目录"},
}

// unusable tells a person which path cannot be used and why. Any other error is left as it is.
func unusable(err error) error {
	at, ok := errors.AsType[*fs.PathError](err)
	if !ok || fault.KindOf(err) != fault.Internal {
		return err
	}
	for _, o := range obstacles {
		if errors.Is(at, o.err) {
			return &fault.Error{Kind: fault.Blocked, Message: fmt.Sprintf("不能使用 %s：%s。请处理后重试，或用 --dir 另选目录", at.Path, o.why), Err: err}
		}
	}
	return err
}
