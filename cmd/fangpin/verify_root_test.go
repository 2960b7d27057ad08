package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/audit/bundle"
	"fangpin/internal/deed"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
)

// An auditor elsewhere holds a bundle to the fingerprint on paper: the right one, another, and a county that has no root.
func TestABundleIsHeldToTheFingerprintOnPaper(t *testing.T) {
	o := stafftest.New(t)
	place := bundle.Office{Keys: t.TempDir(), Notes: t.TempDir()}
	_, err := deed.FirstSigner(place.Keys)
	o.Must(err)
	export := func(name string) string {
		path := filepath.Join(t.TempDir(), name)
		file, err := os.Create(path)
		o.Must(err)
		o.Must(bundle.Write(t.Context(), o.DB, stafftest.County, place, file))
		o.Must(file.Close())
		return path
	}
	verify := func(path, root, says string, proved bool) {
		t.Helper()
		args := []string{"verify", "--bundle", path}
		if root != "" {
			args = append(args, "--root", root)
		}
		out, err := command(t, args...)
		if errors.Is(err, office.ErrUnproved) == proved || proved && err != nil || !strings.Contains(out, says) {
			t.Errorf("held to %q: %v\n%s", root, err, out)
		}
	}
	other := passkey.Fingerprint{1}.String()
	bare := export("无信任根.zip")
	verify(bare, "", "本县还没有信任根", true)
	verify(bare, other, "本县没有信任根，与所要求的指纹 "+other+" 不符", false)

	security := o.Hire(who.SecurityAdmin)
	o.Keyed(security)
	o.Rooted(security)
	var right string
	o.Look(security, func(ctx context.Context, tx *pg.Tx) error {
		r, err := signing.Standing(ctx, tx)
		right = r.Fingerprint().String()
		return err
	})
	rooted := export("有信任根.zip")
	verify(rooted, "", "指纹 "+right, true)
	verify(rooted, right, "指纹 "+right, true)
	verify(rooted, strings.ToLower(strings.ReplaceAll(right, "-", "")), "指纹 "+right, true)
	verify(rooted, other, "指纹是 "+right+"，不是所要求的 "+other, false)
	if _, err := command(t, "verify", "--bundle", rooted, "--root", right[:34]); exitCode(err, os.Stderr) != 2 {
		t.Errorf("half a fingerprint: %v", err)
	}
}
