package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/build"
	"fangpin/internal/office"
)

func serveCommand() *cobra.Command {
	var dir string
	var s office.Serving
	c := &cobra.Command{
		Use:   "serve [--addr 127.0.0.1:8080]",
		Short: "启动网页服务，供各岗位登录办理",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if (s.Cert == "") != (s.Key == "") {
				return usage(errors.New("--tls-cert 和 --tls-key 要一起写"))
			}
			if len(s.Proxies) > 0 && !s.Behind {
				return usage(errors.New("--proxy 要与 --behind-tls 一起写"))
			}
			o, err := office.OpenToServe(c.Context(), dir)
			if err != nil {
				return err
			}
			defer office.Closing(o, &err)
			return o.Serve(c.Context(), s, func(url string) {
				fmt.Fprintf(c.OutOrStdout(), "%s 网页服务已启动：%s，按 Ctrl-C 停止\n", build.Program(), url)
			})
		},
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&s.Addr, "addr", "127.0.0.1:8080", "监听地址")
	c.Flags().StringVar(&s.Cert, "tls-cert", "", "证书文件（PEM）；与 --tls-key 一起使用")
	c.Flags().StringVar(&s.Key, "tls-key", "", "证书私钥文件（PEM）")
	c.Flags().BoolVar(&s.Behind, "behind-tls", false, "由前置代理提供 HTTPS；代理须在 X-Forwarded-For 末尾写明来源地址")
	c.Flags().StringSliceVar(&s.Proxies, "proxy", nil, "前置代理的地址或网段，几个用逗号隔开；经过几级代理时须写全（缺省为只有一级）")
	c.Flags().BoolVar(&s.Moved, "moved", false, "网址（协议、域名下的端口）确实要换：原网址登记的通行密钥不再可用，各人重新登记")
	c.Flags().StringVar(&s.Public, "public-url", "", "网页的正式网址，如 https://fpb.example.gov.cn；通行密钥绑定它的域名，首次启动时定下，此后域名不同的拒绝启动")
	c.Flags().DurationVar(&s.Uploads, "drain-uploads", time.Minute, "停止服务时，正在上传的文件最多再等多久（如 90s）；其他办理最多再等 10 秒")
	c.Flags().StringVar(&s.Gate, "gate", "", "由另一个系统用户运行的签批服务程序（fangpin gate）的套接字；缺省由本程序自己启动")
	c.Flags().BoolVar(&s.Strictly, "djcp3", false, "按等保三级的登录策略（口令复杂度、历史、定期更换，各岗位双因素）")
	return c
}
