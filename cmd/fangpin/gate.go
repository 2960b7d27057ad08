package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/internal/build"
	"fangpin/internal/office"
)

// gateCommand answers what knocks at the doors of money (签批服务). fangpin serve starts it by itself; an installation where another user of the
// machine runs it names its socket there.
func gateCommand() *cobra.Command {
	var dir, socket, group string
	var s office.Serving
	c := &cobra.Command{
		Use:   "gate --socket 套接字",
		Short: "签批服务：以单独的数据库账号办理审批、发送、补发、确认退票、核定回盘矛盾、复核账户、批准授权等签名事项，并生成代发文件",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if socket == "" {
				return usage(errors.New("要用 --socket 写明套接字文件，如 --socket /run/fangpin-gate/gate.sock"))
			}
			o, err := office.OpenGate(c.Context(), dir)
			if err != nil {
				return err
			}
			defer office.Closing(o, &err)
			return o.ServeGate(c.Context(), s, office.Socket{Path: socket, Group: group}, func() {
				fmt.Fprintf(c.OutOrStdout(), "%s 签批服务已启动：%s\n", build.Program(), socket)
			})
		},
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&socket, "socket", "", "套接字文件，所在目录只能由本用户写入")
	c.Flags().StringVar(&group, "group", "", "网页服务所属的用户组：由另一个系统用户运行网页服务时写明（缺省为只有本用户能连接）")
	c.Flags().BoolVar(&s.Moved, "moved", false, "与 fangpin serve 的一致")
	c.Flags().StringVar(&s.Public, "public-url", "", "网页的正式网址，与 fangpin serve 的一致")
	c.Flags().BoolVar(&s.Strictly, "djcp3", false, "按等保三级的登录策略（口令复杂度、历史、定期更换，各岗位双因素），与 fangpin serve 的一致")
	return c
}
