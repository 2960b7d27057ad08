package pg

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
)

// refusals are what a declared rule of the database says to a person. The constraint's name stays in the wrapped error.
var refusals = map[pqerror.Code]struct {
	kind    fault.Kind
	message string
}{
	pqerror.UniqueViolation:        {fault.Conflict, "同样的内容已经登记过，请刷新后核对，不要重复提交"},
	pqerror.ExclusionViolation:     {fault.Conflict, "与已登记的内容在时间上重叠，请刷新后核对"},
	pqerror.TRSerializationFailure: {fault.Conflict, "与他人的操作同时进行，本次未生效，请刷新后重试"},
	pqerror.TRDeadlockDetected:     {fault.Conflict, "与他人的操作同时进行，本次未生效，请刷新后重试"},
	pqerror.LockNotAvailable:       {fault.Conflict, "他人正在处理同一内容，本次未生效，请稍后重试"},
	pqerror.ForeignKeyViolation:    {fault.Invalid, "所引用的内容不存在，或仍被其他内容引用，请核对后再提交"},
	pqerror.CheckViolation:         {fault.Invalid, "填写的内容不符合登记规则，请核对后再提交"},
	pqerror.NotNullViolation:       {fault.Invalid, "有必填的内容没有填写，请补充后再提交"},
	pqerror.NumericValueOutOfRange: {fault.Invalid, "填写的数值过大，请核对后再提交"},

	// What passes: nothing is wrong with what was asked.
	pqerror.TooManyConnections:              {fault.Unavailable, "数据库的连接数已满，本次没有生效，请稍后再试；经常如此请数据库管理员调大 max_connections"},
	pqerror.CannotConnectNow:                {fault.Unavailable, "数据库正在启动或关闭，本次没有生效，请稍后再试"},
	pqerror.AdminShutdown:                   {fault.Unavailable, "数据库正在启动或关闭，本次没有生效，请稍后再试"},
	pqerror.CrashShutdown:                   {fault.Unavailable, "数据库正在启动或关闭，本次没有生效，请稍后再试"},
	pqerror.DiskFull:                        {fault.Unavailable, "数据库的磁盘已满，本次没有生效。请运维人员腾出空间后再试"},
	pqerror.OutOfMemory:                     {fault.Unavailable, "数据库内存不足，本次没有生效，请稍后再试；经常如此请联系运维人员"},
	pqerror.QueryCanceled:                   {fault.Unavailable, "已中断或用时太长，未完成的一步没有生效，请稍后再试"},
	pqerror.IdleInTransactionSessionTimeout: {fault.Unavailable, slow},

	pqerror.CharacterNotInRepertoire: {fault.Invalid, "填写的内容含有不能识别的字符，请删去后重新填写"},

	// What the database's administrator, or whoever installs, puts right.
	pqerror.InvalidPassword:                   {fault.Invalid, "数据库拒绝登录：用户名或密码不对。请核对 DATABASE_URL（签批服务用 GATE_URL，建表用 MIGRATE_URL）"},
	pqerror.InvalidAuthorizationSpecification: {fault.Invalid, "数据库拒绝登录：没有这个账号，或服务器不允许它从这里登录。请核对 DATABASE_URL（签批服务用 GATE_URL，建表用 MIGRATE_URL）和服务器的 pg_hba.conf"},
	pqerror.InvalidCatalogName:                {fault.Invalid, "服务器上没有这个数据库。请核对 DATABASE_URL 中的库名，或请数据库管理员建库：CREATE DATABASE fangpin OWNER fangpin_owner"},
	pqerror.InsufficientPrivilege:             {fault.Blocked, "数据库账号没有这项权限，本次未生效。DATABASE_URL 应是 " + App + " 或其成员账号（签批服务用 GATE_URL），MIGRATE_URL 应是建表账号（数据库的所有者）；都对仍不行，请联系数据库管理员"},
	pqerror.UndefinedTable:                    {fault.Blocked, "数据库中没有所需的表，请先运行 fangpin migrate"},
	pqerror.UndefinedFile:                     {fault.Blocked, replaced},
}

// A package upgraded under a running server takes its libraries away: "could not load library plpgsql.so".
const replaced = "数据库的程序文件在运行中被更换或删除（多半是系统升级了 PostgreSQL），本次未生效。请重新启动 fangpin，自带的数据库随之重启；自备服务器请数据库管理员重启 PostgreSQL"

const (
	interrupted = "已中断，未完成的一步没有生效"
	slow        = "办理用时太长，已经中止，本次没有生效，请稍后再试；文件很大的请分几次办理"
)

// Fault turns the database's refusals into faults that a person can act on, a lost connection among them: what was not committed then took no
// effect. Anything else comes back wrapped for the operator.
func Fault(err error) error {
	if err == nil || fault.KindOf(err) != fault.Internal {
		return err
	}
	refused, ok := errors.AsType[*pq.Error](err)
	if !ok && errors.Is(err, context.Canceled) {
		return &fault.Error{Kind: fault.Blocked, Message: interrupted, Err: err}
	}
	if !ok && broken(err) {
		return &fault.Error{Kind: fault.Unavailable, Message: cut, Err: err}
	}
	if !ok {
		return fmt.Errorf("database: %w", err)
	}
	if s, ok := stateOf(refused.Code); ok {
		return &fault.Error{Kind: s.Kind, Message: refused.Message, Err: explain(refused)}
	}
	if r, ok := refusals[refused.Code]; ok {
		return &fault.Error{Kind: r.kind, Message: r.message, Err: explain(refused)}
	}
	return fmt.Errorf("database: %w", explain(refused))
}

// broken tells whether a connection ended under us.
func broken(err error) bool {
	_, line := errors.AsType[*net.OpError](err)
	return line || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// explain names what lib/pq's own text leaves out. Details of constraints are left out on purpose: they quote the row, which may
// hold personal data; a door's detail lists ids.
func explain(e *pq.Error) error {
	if _, ours := stateOf(e.Code); ours && e.Detail != "" {
		return fmt.Errorf("%s: %w", e.Detail, e)
	}
	if e.Constraint != "" {
		return fmt.Errorf("constraint %s of %s: %w", e.Constraint, e.Table, e)
	}
	return e
}
