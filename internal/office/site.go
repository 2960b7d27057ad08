package office

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/paper"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/web"
	"fangpin/web/kit"
)

// Serving is where and how the pages are served.
type Serving struct {
	Addr     string
	Cert     string // PEM files of a certificate and its key; empty where a proxy before us speaks TLS, or on this machine alone
	Key      string
	Behind   bool          // a proxy before us speaks TLS
	Proxies  []string      // the proxies that a request passes, by address or network; none for one alone, at whatever address
	Strictly bool          // by the preset of 等保三级
	Gate     string        // the socket of a gate that another user runs; empty for one of our own
	Uploads  time.Duration // how long files that are on their way may go on arriving when the program is told to end
	Moved    bool          // the address was changed knowingly: keys that were made at the former one are enrolled anew
	Public   string        // the address that people type, which passkeys are bound to; empty for none, or for localhost on this machine alone
}

// Site is the office's pages. A machine without fonts serves them too: only its papers are refused, with what to install.
func (o *Office) Site(s Serving) (*kit.Site, error) {
	proxies, err := s.proxies()
	if err != nil {
		return nil, err
	}
	signer, err := deed.Signer(string(o.KeyDir))
	if err != nil {
		return nil, err
	}
	fonts, err := paper.FindFonts(filepath.Join(o.Place.Dir, "fonts"))
	if err != nil {
		slog.Warn("papers cannot be printed", "reason", fault.Message(err))
		fonts = nil
	}
	policy := signin.OWASP()
	if s.Strictly {
		policy = signin.DJCP3()
	}
	site := &kit.Site{
		DB: o.DB, Keys: o.Keys, Archive: o.Archive, Fonts: fonts, TLS: s.Behind || s.Cert != "",
		Proxied: kit.Proxied{Ahead: s.Behind, Known: proxies},
		Auth:    &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: policy},
		Seal:    kit.Seal{Signer: signer, Keys: string(o.KeyDir), Notes: o.Place.Notes()},
	}
	o.DB.Bound(pg.Served)
	if o.Gate != nil {
		o.Gate.Bound(pg.Served)
		site.Gate, err = web.Gate(site, o.Gate)
	}
	return site, err
}

// proxies are the networks of our proxies; an address is a network of one.
func (s Serving) proxies() (known []netip.Prefix, err error) {
	for _, text := range s.Proxies {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err != nil {
				return nil, fault.Invalidf("--proxy 的“%s”不是地址或网段，应写成 10.0.0.5 或 10.0.0.0/24", text)
			}
			network = netip.PrefixFrom(a, a.BitLen())
		}
		known = append(known, network.Masked())
	}
	return known, nil
}

// Serve answers requests until ctx ends, and lets those under way finish. ready is told the address once it is listened at.
func (s Serving) Serve(ctx context.Context, site *kit.Site, ready func(url string)) error {
	return s.serve(ctx, site, func(url string) error { ready(url); return nil })
}

func (s Serving) serve(ctx context.Context, site *kit.Site, ready func(url string) error) error {
	handler, err := web.Handler(site)
	if err != nil {
		return err
	}
	listener, address, err := s.listen(ctx)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ReadTimeout: 5 * time.Minute, WriteTimeout: 10 * time.Minute, // a village's photos over a weak signal, and no longer
	}
	if site.Auth.Site, err = s.bound(ctx, site.DB, address); err == nil {
		err = ready(address)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return until(ctx, server, listener, farewell{grace, s.Uploads})
}

func (s Serving) listen(ctx context.Context) (net.Listener, string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, "", &fault.Error{Kind: fault.Conflict, Message: "不能在 " + s.Addr + " 提供网页：端口可能已被占用。请用 --addr 换一个端口", Err: err}
	}
	if s.Cert == "" {
		return listener, "http://" + named(listener.Addr()), nil
	}
	pair, err := tls.LoadX509KeyPair(s.Cert, s.Key)
	if err != nil {
		return nil, "", errors.Join(&fault.Error{Kind: fault.Invalid, Message: "证书或私钥不能读取，请核对 --tls-cert 和 --tls-key", Err: err}, listener.Close())
	}
	return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), "https://" + named(listener.Addr()), nil
}

// bound is where passkeys are good, which is fixed for good by the first address that is said, in the database: a key of another name would open nothing there.
func (s Serving) bound(ctx context.Context, db *pg.DB, listening string) (at passkey.Site, err error) {
	if at, err = s.passkeysAt(listening); err != nil {
		return passkey.Site{}, err
	}
	var fixed []string
	if err := db.SelectContext(ctx, &fixed, `SELECT site_fix(NULLIF($1, ''))`, map[bool]string{true: at.RPID}[s.Public != ""]); err != nil {
		return passkey.Site{}, fmt.Errorf("fix the name of passkeys: %w", pg.Fault(err))
	}
	switch {
	case slices.Equal(fixed, []string{at.RPID}):
		return at, s.reached(ctx, db, at)
	case len(fixed) == 0 && s.Public != "": // no county is open yet: its first opening fixes it
		return passkey.Site{}, nil
	case s.Public != "":
		return passkey.Site{}, fault.Blockedf("--public-url 的域名是 %s，而通行密钥的域名早已定为 %s：换了域名，登记过的密钥都不能再登录、签名。请用 --public-url https://%s 启动，并让该域名指向本服务器；"+
			"域名写错了而还没有人登记密钥的，由数据库管理员用 fangpin county set --public-url 改定", at.RPID, strings.Join(fixed, "、"), fixed[0])
	case len(fixed) > 0:
		slog.Warn("passkeys are not offered: they are bound to another name, which --public-url says", "name", strings.Join(fixed, ","))
	}
	return passkey.Site{}, nil
}

// reached refuses an address under which nobody's key is good: a browser's port is a part of what a key was made for, and one that is mistyped would end all
// of them silently. Where some are of it, the others are told to the log; their holders see it on their own pages.
func (s Serving) reached(ctx context.Context, db *pg.DB, at passkey.Site) error {
	made, err := signin.MadeAt(ctx, db)
	if err != nil {
		return err
	}
	here, elsewhere := made[at.Origin], 0
	delete(made, at.Origin)
	origins := slices.Sorted(maps.Keys(made))
	for _, n := range made {
		elsewhere += n
	}
	switch {
	case elsewhere == 0:
		return nil
	case here == 0 && s.Public != "" && !s.Moved:
		return fault.Blockedf("--public-url 是 %s，而在用的 %d 枚通行密钥都是在 %s 登记的：协议、域名、端口有一样不同，密钥就不能登录、签名。请用 --public-url %s 启动；"+
			"确实要换网址的，加 --moved 启动，各人用密码登录后重新登记密钥，再由两名管理员认可", at.Origin, elsewhere, strings.Join(origins, "、"), origins[0])
	}
	slog.Warn("passkeys that were made at another address sign nothing here: their holders enrol anew", "keys", elsewhere, "made at", strings.Join(origins, ","), "here", at.Origin)
	return nil
}

// Host is the name that passkeys are bound to at an address that people type.
func Host(public string) (string, error) {
	at, err := Serving{Public: public}.passkeysAt("")
	return at.RPID, err
}

// passkeysAt is where passkeys are good: at the address that people type, which must be a name, for browsers bind no key to a number. Without
// one, on this machine alone.
func (s Serving) passkeysAt(listening string) (passkey.Site, error) {
	at := s.Public
	if at == "" {
		at = listening
	}
	u, err := url.Parse(at)
	if err == nil && (u.Scheme == "https" && net.ParseIP(u.Hostname()) == nil && strings.Contains(u.Hostname(), ".") || u.Scheme == "http" && u.Hostname() == "localhost") &&
		strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.User == nil && u.Fragment == "" && u.Host == strings.ToLower(u.Host) {
		host := u.Host
		if u.Scheme == "https" {
			host = strings.TrimSuffix(host, ":443") // as browsers write it
		}
		return passkey.Site{RPID: u.Hostname(), Origin: u.Scheme + "://" + host}, nil
	}
	if s.Public == "" {
		return passkey.Site{}, nil
	}
	return passkey.Site{}, fault.Invalidf("--public-url 应是网页的正式网址，以 https:// 加域名（小写）开头，不能是 IP 地址，也不带路径，如 https://fpb.example.gov.cn；写的是“%s”", s.Public)
}

// named is an address as a person types it: browsers keep our cookies on this machine only under its name.
func named(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		return net.JoinHostPort("localhost", port)
	}
	return a.String()
}
