package pg

import (
	"context"
	"errors"
	"net"
	"os"

	"github.com/lib/pq"

	"fangpin/internal/fault"
)

// configOf reads a URL. An error never quotes it, nor the parser that does: there is a password in it.
func configOf(url string) (pq.Config, error) {
	if _, err := pq.NewConfig("postgres://"); err != nil {
		return pq.Config{}, fault.Invalidf("有一个 PG 开头的环境变量不能用，请取消它再试：%w", err)
	}
	config, err := pq.NewConfig(url)
	if err != nil {
		return pq.Config{}, fault.Invalidf("%s 写错了，应形如 postgres://用户名:密码@主机:5432/库名?sslmode=disable；密码中的 @ : / ? # %% 等符号要写成 %%40 这样的编码", variable(url))
	}
	return config, nil
}

// variable is the environment's variable that holds the URL.
func variable(url string) string {
	for _, name := range []string{"DATABASE_URL", "GATE_URL", "MIGRATE_URL"} {
		if os.Getenv(name) == url {
			return name
		}
	}
	return "数据库连接地址"
}

// unreached is Fault for an error that may be the first of a connection: the server is not there, or speaks in clear only.
func unreached(err error) error {
	if errors.Is(err, context.Canceled) {
		return Fault(err)
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return &fault.Error{Kind: fault.Unavailable, Message: "连不上数据库服务器，本次没有生效。请核对连接地址中的主机和端口，并确认服务器已启动、允许本机连接", Err: err}
	}
	if errors.Is(err, pq.ErrSSLNotSupported) {
		return &fault.Error{Kind: fault.Invalid, Message: "数据库服务器没有启用加密（TLS）。服务器在本机或可信内网的，请在连接地址末尾加 ?sslmode=disable（已有 ? 的加 &sslmode=disable）", Err: err}
	}
	return Fault(err)
}
