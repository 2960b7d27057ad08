package audit

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit"
	"fangpin/audit/verify"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/web/kit"
)

func auditRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/audit", "审计", auditReaders, showDesk),
		kit.Show("/audit/trace", "", auditReaders, showTrace),
		kit.Send("/audit/checkpoint", auditReaders, checkpoint, showDesk),
		kit.Act("/audit/bundle", audit.ExportStep, exportBundle, showDesk),
		kit.Send("/audit/verify", auditReaders, verifyAll, showDesk),
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

func showDesk(r *kit.Request) error {
	p := auditDeskPage{Purposes: audit.Purposes, Reference: r.Value("reference")}
	var err error
	if p.Last, p.Size, err = deed.Last(r.Context(), r.Tx); err != nil {
		return err
	}
	p.Since = p.Last.Since(p.Size)
	if p.Last != nil {
		p.Root = hex.EncodeToString(p.Last.Root)
	}
	return r.Show("audit/desk/show", p)
}

// checkpoint signs the tree as it stands. It is no deed: it is about the deeds.
func checkpoint(r *kit.Request) error {
	n, err := r.Checkpoint()
	if err != nil {
		return err
	}
	return r.To("/audit", fmt.Sprintf("检查点已签名：前 %d 次操作", n.Size))
}

// everything is held while somebody verifies or exports: both read all there is, so one at a time.
var everything sync.Mutex

var errBusy = fault.Blockedf("另一位审计人员正在核验或导出，请稍后再试")

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

// verifyAll derives everything again, in front of the auditor.
func verifyAll(r *kit.Request) error {
	if !everything.TryLock() {
		return errBusy
	}
	defer everything.Unlock()
	r.Unhurried()
	trust, err := trust(r)
	if err != nil {
		return err
	}
	began := time.Now()
	p := verificationPage{Began: r.Now()}
	for check, err := range verify.County(r.Context(), r.DB, r.By.County, trust) {
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
	return r.Show("audit/desk/verify", p)
}

// trust is what the office itself vouches with: its own key, its own folder of checkpoints, its own archive.
func trust(r *kit.Request) (verify.Trust, error) {
	t := verify.Trust{Notes: r.Seal.Notes, Files: func(sha []byte) error { return whole(r, sha) },
		Original: func(sha []byte) (io.ReadCloser, error) { return r.Archive.Get(r.Context(), sha) }, Kind: r.Archive.Fits}
	switch key, err := deed.Verifier(r.Seal.Keys); {
	case err == nil:
		t.Keys = []note.Verifier{key}
	case !errors.Is(err, fs.ErrNotExist): // before the first checkpoint there is no key
		return t, err
	}
	return t, nil
}

// whole reads an archived file to its end, which compares its hash.
func whole(r *kit.Request, sha []byte) error {
	f, err := r.Archive.Get(r.Context(), sha)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, f)
	return err
}
