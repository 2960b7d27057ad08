package webtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// jar keeps one server's cookies by name. Browsers send a Secure cookie to 127.0.0.1 without TLS as well, net/http/cookiejar does not.
type jar map[string]*http.Cookie

// take follows the answer's orders, and refuses a cookie that a browser would.
func (j jar) take(answer *http.Response) error {
	for _, c := range answer.Cookies() {
		if strings.HasPrefix(c.Name, "__Host-") && (!c.Secure || c.Path != "/" || c.Domain != "") {
			return fmt.Errorf("a browser refuses this cookie: %s", c)
		}
		if c.MaxAge < 0 || !c.Expires.IsZero() && c.Expires.Before(time.Now()) {
			delete(j, c.Name)
			continue
		}
		j[c.Name] = c
	}
	return nil
}

func (j jar) give(r *http.Request) {
	for _, name := range slices.Sorted(maps.Keys(j)) {
		r.AddCookie(&http.Cookie{Name: name, Value: j[name].Value})
	}
}
