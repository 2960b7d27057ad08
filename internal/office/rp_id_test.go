package office

import (
	"slices"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// The first address that is said fixes the name that keys are bound to; the pages are not served under another one, and say what to do.
func TestTheNameOfPasskeysIsFixedOnce(t *testing.T) {
	o := stafftest.New(t)
	owner, app, super := pgtest.Owner(t), pgtest.As(t, pg.App), pgtest.Super(t)
	super.MustExec(`UPDATE fangpin.office SET rp_id = NULL`)
	opened := func(county, name string) error {
		return pg.SetOffice(t.Context(), owner, pg.Office{County: county, Name: "乡村振兴局", Phone: "0392-0000000", RPID: name})
	}
	here, at := "http://localhost:8080", passkey.Site{RPID: "fpb.example.gov.cn", Origin: "https://fpb.example.gov.cn"}
	for _, tc := range []struct {
		public string
		want   passkey.Site
		kind   fault.Kind
	}{
		{"", passkey.Site{}, fault.Internal}, // a trial on this machine fixes nothing
		{at.Origin, at, fault.Internal},
		{at.Origin + ":8443", passkey.Site{RPID: at.RPID, Origin: at.Origin + ":8443"}, fault.Internal},
		{"https://fp.example.com", passkey.Site{}, fault.Blocked},
		{"http://localhost:8080", passkey.Site{}, fault.Blocked},
		{"", passkey.Site{}, fault.Internal},
	} {
		got, err := Serving{Public: tc.public}.bound(t.Context(), app, here)
		if got != tc.want || (err != nil) != (tc.kind == fault.Blocked) || err != nil && (fault.KindOf(err) != tc.kind || !strings.Contains(fault.Message(err), "--public-url https://"+at.RPID)) {
			t.Errorf("%q: %+v, %v", tc.public, got, err)
		}
	}

	o.Must(opened("410603", "")) // of the same installation
	o.Must(opened(stafftest.County, "fp.example.com"))
	var names []string
	o.Must(owner.SelectContext(t.Context(), &names, `SELECT DISTINCT rp_id FROM office`))
	if !slices.Equal(names, []string{"fp.example.com"}) {
		t.Errorf("a name that was mistyped, before anybody had a key, was mended to %v", names)
	}
	key := func(name string) error {
		_, err := super.ExecContext(t.Context(), `INSERT INTO fangpin.passkey (county, id, staff, credential, rp_id, origin, key, synced, added_at, name, salt, mac)
			VALUES ($1, 1, $2, 'x', $3, 'https://' || $3, 'k', false, now(), '电脑', 's', sha256('m'))`, stafftest.County, o.Admin().ID, name)
		return err
	}
	if key(at.RPID) == nil {
		t.Error("a key of another name was enrolled")
	}
	o.Must(key("fp.example.com"))
	for _, tc := range []struct {
		serving Serving
		refused bool
	}{
		{Serving{Public: "https://fp.example.com"}, false},
		{Serving{Public: "https://fp.example.com:8443"}, true}, // another port: no key signs there
		{Serving{Public: "https://fp.example.com:8443", Moved: true}, false},
	} {
		_, err := tc.serving.bound(t.Context(), app, here)
		if (err != nil) != tc.refused || err != nil && !strings.Contains(fault.Message(err), "--public-url https://fp.example.com 启动") {
			t.Errorf("%+v: %v", tc.serving, err)
		}
	}
	super.MustExec(`UPDATE fangpin.passkey SET revoked_at = now(), reason = '更换'`)
	if _, err := (Serving{Public: "https://fp.example.com:8443"}).bound(t.Context(), app, here); err != nil {
		t.Errorf("nobody has a key any more: %v", err)
	}
	if err := opened(stafftest.County, at.RPID); fault.KindOf(err) != fault.Blocked {
		t.Errorf("another name, though somebody has a key: %v", err)
	}
}
