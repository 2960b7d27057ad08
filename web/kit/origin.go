package kit

import (
	"log/slog"
	"net/netip"
	"slices"
	"strings"

	"fangpin/internal/fault"
)

// forwarded is the header in which a proxy writes down who came to it, after what was written before.
const forwarded = "X-Forwarded-For"

// Proxied is what stands before us.
type Proxied struct {
	Ahead bool           // a proxy of ours does, and says where a request came from
	Known []netip.Prefix // the addresses of our proxies; none for a single one, at whatever address
}

// ours tells whether an address is a proxy's of ours, whose word is taken.
func (p Proxied) ours(a netip.Addr) bool {
	return slices.ContainsFunc(p.Known, func(known netip.Prefix) bool { return known.Contains(a) })
}

// errOrigin is the answer to a form of which our own proxy does not say where it came from. Were it taken for the proxy's own, one
// stranger's failures would lock the whole county out.
var errOrigin = fault.Blockedf("前置代理没有写明来源地址（X-Forwarded-For），不能提交。请联系运维人员检查代理的设置")

// origin is where a request came from. Of what proxies wrote down, the last is the word of the one that we are asked by, the one before it
// of the proxy that stands before that, and so on; what stands before the first that is not ours anybody may have written.
func (p Proxied) origin(peer string, said []string) (netip.Addr, error) {
	from, err := hop(peer)
	if err != nil || !p.Ahead || len(p.Known) > 0 && !p.ours(from) {
		return from, err
	}
	hops := strings.Split(strings.Join(said, ","), ",")
	for _, h := range slices.Backward(hops) {
		if from, err = hop(h); err != nil || !p.ours(from) {
			return from, err
		}
	}
	return from, nil
}

// hop is an address as proxies write it: bare, in brackets, or with the port.
func hop(text string) (netip.Addr, error) {
	text = strings.TrimSpace(text)
	if with, err := netip.ParseAddrPort(text); err == nil {
		return plain(with.Addr()), nil
	}
	bare := text
	if within, ok := strings.CutPrefix(text, "["); ok {
		if bare, ok = strings.CutSuffix(within, "]"); !ok || !strings.Contains(bare, ":") {
			return netip.Addr{}, errOrigin
		}
	}
	a, err := netip.ParseAddr(bare)
	if err != nil {
		return netip.Addr{}, errOrigin
	}
	return plain(a), nil
}

// plain is an address in its one form.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// find finds out where a form came from. A page is shown to whoever asks; what is sent is counted by where it came from, or refused.
func (r *Request) find() error {
	if r.on.gate != nil {
		return r.handedOver()
	}
	from, err := r.Proxied.origin(r.RemoteAddr, r.Header.Values(forwarded))
	if err != nil {
		slog.Warn("a form of unknown origin was refused", "peer", r.RemoteAddr, "header", r.Header.Values(forwarded))
		return err
	}
	r.from = from
	return nil
}

// Address is where a form came from, for the log.
func (r *Request) Address() string { return r.from.String() }
