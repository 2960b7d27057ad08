package web

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit"
	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
)

func auditRoutes() []route {
	return []route{
		show("/audit", "审计", auditReaders, (*visit).auditDesk),
		show("/audit/trace", "", auditReaders, (*visit).trace),
		{method: http.MethodPost, path: "/audit/checkpoint", who: auditReaders, serve: (*visit).checkpoint, form: (*visit).auditDesk},
		act("/audit/bundle", audit.ExportStep, (*visit).bundle, (*visit).auditDesk),
		{method: http.MethodPost, path: "/audit/verify", who: auditReaders, serve: (*visit).verify, form: (*visit).auditDesk},
	}
}

// auditDeskPage is the auditor's desk.
type auditDeskPage struct {
	Last      *deed.Under
	Root      string
	Size      int64 // deeds by now
	Since     int64 // of them, under no checkpoint yet
	Purposes  []string
	Reference string
}

func (v *visit) auditDesk() error {
	p := auditDeskPage{Purposes: audit.Purposes, Reference: v.value("reference")}
	var err error
	if p.Last, p.Size, err = deed.Last(v.ctx(), v.tx); err != nil {
		return err
	}
	p.Since = p.Last.Since(p.Size)
	if p.Last != nil {
		p.Root = hex.EncodeToString(p.Last.Root)
	}
	return v.show("audit/show", p)
}

// checkpoint signs the tree as it stands. It is no deed: it is about the deeds.
func (v *visit) checkpoint() error {
	n, err := deed.Checkpoint(v.ctx(), v.DB, v.by.County, v.Seal.Signer, v.Seal.Notes)
	if err != nil {
		return err
	}
	return v.to("/audit", fmt.Sprintf("检查点已签名：前 %d 次操作", n.Size))
}

// everything is held while somebody verifies or exports: both read all there is, so one at a time.
var everything sync.Mutex

var errEverything = fault.Blockedf("另一位审计人员正在核验或导出，请稍后再试")

// verificationPage is what a verification found, line by line.
type verificationPage struct {
	Checks []verify.Result
	Broken int // findings in all
	Left   int // checks whose rows were taken as sealed, for a version that this program lacks judged them
	Began  time.Time
	Took   string
}

// shownFindings is how many findings of one check are shown; the rest are counted.
const shownFindings = 50

// Shown are the findings of a check that the page shows, More how many it does not.
func (p verificationPage) Shown(c verify.Result) []verify.Finding {
	return c.Found[:min(len(c.Found), shownFindings)]
}
func (p verificationPage) More(c verify.Result) int { return max(0, len(c.Found)-shownFindings) }

// Title is what people call the rows that a finding is among.
func (p verificationPage) Title(f verify.Finding) string { return deed.Title(f.Table) }

// verify derives everything again, in front of the auditor.
func (v *visit) verify() error {
	if !everything.TryLock() {
		return errEverything
	}
	defer everything.Unlock()
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Time{}) // it takes as long as it takes
	trust, err := v.trust()
	if err != nil {
		return err
	}
	began := time.Now()
	p := verificationPage{Began: v.now()}
	for check, err := range verify.County(v.ctx(), v.DB, v.by.County, trust) {
		if err != nil {
			return err
		}
		p.Checks = append(p.Checks, check)
		p.Broken += len(check.Found)
		if check.Underived {
			p.Left++
		}
	}
	p.Took = fmt.Sprintf("%.1f 秒", time.Since(began).Seconds())
	return v.show("audit/verify", p)
}

// trust is what the office itself vouches with: its own key, its own folder of checkpoints, its own archive.
func (v *visit) trust() (verify.Trust, error) {
	t := verify.Trust{Notes: v.Seal.Notes, Files: v.whole}
	switch key, err := deed.Verifier(v.Seal.Keys); {
	case err == nil:
		t.Keys = []note.Verifier{key}
	case !errors.Is(err, fs.ErrNotExist): // before the first checkpoint there is no key
		return t, err
	}
	return t, nil
}

// whole reads an archived file to its end, which compares its hash.
func (v *visit) whole(sha []byte) error {
	f, err := v.Archive.Get(v.ctx(), sha)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, f)
	return err
}
