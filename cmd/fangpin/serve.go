package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/build"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/paper"
	"fangpin/web"
)

// serving is where and how the pages are served.
type serving struct {
	addr     string
	cert     string // PEM files of a certificate and its key; empty where a proxy before us speaks TLS, or on this machine alone
	key      string
	behind   bool // a proxy before us speaks TLS
	strictly bool // by the preset of 等保三级
}

func serveCommand() *cobra.Command {
	var dir string
	var s serving
	c := &cobra.Command{
		Use:   "serve [--addr 127.0.0.1:8080]",
		Short: "启动网页服务，供各岗位登录办理",
		Args:  noMore,
		RunE: inOffice(&dir, func(c *cobra.Command, o *office) error {
			site, err := o.site(s)
			if err != nil {
				return err
			}
			return s.serve(c.Context(), site, func(url string) {
				fmt.Fprintf(c.OutOrStdout(), "%s 网页服务已启动：%s，按 Ctrl-C 停止\n", build.Program(), url)
			})
		}),
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&s.addr, "addr", "127.0.0.1:8080", "监听地址")
	c.Flags().StringVar(&s.cert, "tls-cert", "", "证书文件（PEM）；与 --tls-key 一起使用")
	c.Flags().StringVar(&s.key, "tls-key", "", "证书私钥文件（PEM）")
	c.Flags().BoolVar(&s.behind, "behind-tls", false, "由前置代理提供 HTTPS；代理须在 X-Forwarded-For 末尾写明来源地址")
	c.Flags().BoolVar(&s.strictly, "djcp3", false, "按等保三级的口令策略（复杂度、历史、定期更换）")
	return c
}

// site is the office's pages. A machine without fonts serves them too: only its papers are refused, with what to install.
func (o *office) site(s serving) (*web.Site, error) {
	signer, err := deed.Signer(string(o.KeyDir))
	if err != nil {
		return nil, err
	}
	fonts, err := paper.FindFonts(filepath.Join(o.place.dir, "fonts"))
	if err != nil {
		slog.Warn("papers cannot be printed", "reason", fault.Message(err))
		fonts = nil
	}
	policy := signin.OWASP()
	if s.strictly {
		policy = signin.DJCP3()
	}
	return &web.Site{
		DB: o.DB, Keys: o.Keys, Archive: o.Archive, Fonts: fonts, TLS: s.behind || s.cert != "", Proxied: s.behind,
		Auth: &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: policy},
		Seal: web.Seal{Signer: signer, Keys: string(o.KeyDir), Notes: o.place.notes()},
	}, nil
}

// serve answers requests until ctx ends, and lets those under way finish. ready is told the address once it is listened at.
func (s serving) serve(ctx context.Context, site *web.Site, ready func(url string)) error {
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	listener, url, err := s.listen(ctx)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ReadTimeout: 5 * time.Minute, WriteTimeout: 10 * time.Minute, // a village's photos over a weak signal, and no longer
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	done := context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(ending) // what is not done by then is cut off: no deed is half-done
	})
	defer done()
	ready(url)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func (s serving) listen(ctx context.Context) (net.Listener, string, error) {
	if (s.cert == "") != (s.key == "") {
		return nil, "", usage(errors.New("--tls-cert 和 --tls-key 要一起写"))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return nil, "", &fault.Error{Kind: fault.Conflict, Message: "不能在 " + s.addr + " 提供网页：端口可能已被占用。请用 --addr 换一个端口", Err: err}
	}
	if s.cert == "" {
		return listener, "http://" + named(listener.Addr()), nil
	}
	pair, err := tls.LoadX509KeyPair(s.cert, s.key)
	if err != nil {
		return nil, "", errors.Join(&fault.Error{Kind: fault.Invalid, Message: "证书或私钥不能读取，请核对 --tls-cert 和 --tls-key", Err: err}, listener.Close())
	}
	return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), "https://" + named(listener.Addr()), nil
}

// named is an address as a person types it: browsers keep our cookies on this machine only under its name.
func named(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		return net.JoinHostPort("localhost", port)
	}
	return a.String()
}
