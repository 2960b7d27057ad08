package verify_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fangpin/audit/verify"
	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/bank"
	"fangpin/payouts/payoutstest"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
)

// month is a county's September with everything in it that can happen to a claim and its money.
type month struct {
	*payoutstest.Office
	t       *testing.T
	files   *archive.Archive
	claims  []int64
	homes   []claimstest.Household // of whom September's reports tell
	wronged claimstest.Household   // of whom somebody else's death and labels were recorded
	engine  int64                  // the version of the engine of schemes that fixes the amounts
	former  bool                   // worked by a program that knew no proposals

	folder string       // of the archive
	kept   fstest.MapFS // what lay in it when the month was over
}

// work lives the month through the rooms' verbs.
func work(t *testing.T) *month {
	t.Helper()
	return months.Begin(t, "", func() *month {
		m := begin(t)
		m.live()
		m.kept = walked(t, m.folder)
		return m
	})
}

var months pgtest.Kept[*month]

// In is the month in the database of another test, with its archive.
func (m *month) In(t testing.TB) *month {
	in := *m
	in.Office, in.t, in.claims = m.Office.In(t), t.(*testing.T), slices.Clone(m.claims)
	in.open()
	in.Must(os.CopyFS(in.folder, m.kept))
	return &in
}

// walked are the files of a folder.
func walked(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	must(t, fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(folder, path))
		files[path] = &fstest.MapFile{Data: content, Mode: 0o600}
		return err
	}))
	return files
}

func begin(t *testing.T) *month {
	t.Helper()
	m := &month{Office: payoutstest.County(t), t: t, engine: policy.Engine.Version}
	m.open()
	m.keep(claimstest.Voucher(2024))
	return m
}

// open opens an archive of the test's own.
func (m *month) open() {
	m.t.Helper()
	m.folder = m.t.TempDir()
	location, err := archive.In(m.folder)
	m.Must(err)
	m.files, err = archive.Open(m.t.Context(), location, m.Keys)
	m.Must(err)
	m.t.Cleanup(func() { _ = m.files.Close() })
}

func (m *month) live() {
	m.insured()
	m.corrected()
	m.watch()
	m.looks()
	m.Reconciled(m.t)
}

// insured is the month of the insurance alone, as it was before there was a watch.
func (m *month) insured() {
	m.report()
	m.investigate()
	first := m.publish()
	m.pay(first)
	m.again()
	m.At("2024-11-18")
	leaving := m.Hire(who.Reporter)
	m.Must(m.Do(m.admin(), func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, leaving.ID, claims.Leave) }))
}

// assess fixes amounts by the month's engine.
func (m *month) assess(ids []int64) (paid []int64) {
	m.As(m.t, who.Assessor, func(ctx context.Context, tx *pg.Tx) error {
		a, err := payouts.Assess(ctx, tx, ids)
		paid = a.Payouts
		tx.JudgedBy(pg.Judge{Name: policy.Engine.Name, Version: m.engine})
		return err
	})
	return paid
}

// admin is the office's first person.
func (m *month) admin() (admin who.Person) {
	m.Look(m.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		found, err := staff.Find(ctx, tx, staff.Filter{Role: who.SystemAdmin})
		admin = found[0]
		return err
	})
	return admin
}

// report is nine households in the workbooks of two departments: one with two settlements, one known to both.
func (m *month) report() {
	hospital := []string{"姓名,身份证号,出院日期,医疗机构,总费用,基本医保支付,个人自付,结算单号"}
	disaster := []string{"姓名,身份证号,灾种,发生日期,财产损失,保险赔付"}
	m.homes = m.Enrol(m.t, "低收入户", 9)
	m.mistake()
	for i, h := range m.homes {
		head := m.head(h)
		if i == 0 {
			hospital = append(hospital, head+",2024-08-20,区人民医院,12000.00,4000.00,8000.00,S100")
		}
		if i < 6 {
			hospital = append(hospital, fmt.Sprintf("%s,2024-08-%d,区人民医院,%d000.00,10000.00,%d000.00,S%d", head, 21+i, 40+i, 30+i, i))
		}
		if i >= 5 {
			disaster = append(disaster, fmt.Sprintf("%s,洪涝,2024-08-%d,%d500.00,2000.00", head, 10+i, 20+i))
		}
	}
	ids := []int64{m.hand(september, hospital, "医保局"), m.hand(september, disaster, "应急管理局")}
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return reports.HandOver(ctx, tx, ids) })
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		s, err := claims.Screen(ctx, tx, september)
		m.claims = s.Raised
		return err
	})
	if len(m.claims) != 10 {
		m.t.Fatalf("%d claims", len(m.claims))
	}
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return registry.EndLabel(ctx, tx, m.ended(m.claims[9])) })
}

// mistake is what a clerk records of a household that is not theirs: a death, a label and the end of one.
func (m *month) mistake() {
	m.wronged = m.Enrol(m.t, "残疾人户", 1)[0]
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: m.wronged.Child, On: calendar.On(2024, 9, 1)}})
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: m.wronged.ID, Name: "脱贫户", On: calendar.On(2024, 1, 1)}})
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: m.wronged.ID, Name: "残疾人户", On: calendar.On(2024, 7, 31)}})
	})
}

// corrected is the mistake as another clerk takes it back.
func (m *month) corrected() {
	const why = "与民政台账核对，系登记错户"
	var labels []registry.Period
	m.Look(m.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		labels, err = registry.LabelsOf(ctx, tx, m.wronged.ID)
		return err
	})
	other := func(verb func(context.Context, *pg.Tx) error) { m.Must(m.Do(m.Other(who.Clerk), verb)) }
	other(func(ctx context.Context, tx *pg.Tx) error { return payouts.CorrectDeath(ctx, tx, m.wronged.Child, why) })
	for _, l := range labels {
		kind := map[string]registry.Mistake{"脱贫户": registry.Begun, "残疾人户": registry.Ended}[l.Label]
		other(func(ctx context.Context, tx *pg.Tx) error { return claims.CorrectLabel(ctx, tx, kind, l.ID, why) })
	}
}

var september = reports.Month{Year: 2024, Month: 9}

// ended is the label of a claim's household, ended before the event but after the claim was raised: it changes nothing of the claim.
func (m *month) ended(claim int64) (labels []registry.Label) {
	m.Look(m.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only([]int64{claim})})
		labels = []registry.Label{{Household: found[0].Household, Name: "低收入户", On: calendar.On(2024, 7, 31)}}
		return err
	})
	return labels
}

// head is a household's head as departments write people: name and number.
func (m *month) head(h claimstest.Household) (cells string) {
	m.Look(m.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		p, err := registry.Get(ctx, tx, h.Head)
		if err != nil {
			return err
		}
		number, err := p.IDNumber(m.Keys, county)
		cells = "张三," + number // the number says who it is
		return err
	})
	return cells
}

// hand hands a department's report of a month in.
func (m *month) hand(month reports.Month, lines []string, agency string) (id int64) {
	text := []byte(strings.Join(lines, "\n") + "\n")
	staged, err := reports.Stage(m.t.Context(), m.DB, m.Keys, m.files, m.Who(who.Clerk), reports.File{
		Agency: agency, Month: month, Name: agency + ".csv", Data: bytes.NewReader(text), Size: int64(len(text)),
	})
	m.Must(err)
	if len(staged.Defects) > 0 {
		m.t.Fatal(staged.Defects)
	}
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = reports.Accept(ctx, tx, staged, 0)
		return err
	})
	return id
}

// investigate takes the claims to their filing: one is given to another adjuster, one has more days, one is declined, one goes back from
// the township and comes again.
func (m *month) investigate() {
	m.At("2024-09-10")
	entrusted := m.Assignments(m.claims)
	again := entrusted[5]
	entrusted[5].Adjuster = m.Other(who.Adjuster).ID
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Entrust(ctx, tx, entrusted) })
	m.At("2024-09-11")
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{again}, "生病住院")
	})
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Extend(ctx, tx, m.claims[4:5], "道路中断")
	})
	m.At("2024-09-12")
	m.visit(m.claims, m.claims[8])
	m.claims = append(m.claims[:8:8], m.claims[9])
	if !m.former { // no village sent anything back then
		m.At("2024-09-17")
		m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return claims.Endorse(ctx, tx, claimstest.Decisions(m.claims[6:7], false))
		})
		m.At("2024-09-18")
		m.visit(m.claims[6:7], 0)
	}
	m.At("2024-09-18")
	m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(m.claims, true))
	})
	back := m.claims[7:8]
	m.As(m.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		decisions := claimstest.Decisions(m.claims, true)
		decisions[7].Passed = false
		return claims.Review(ctx, tx, decisions)
	})
	m.At("2024-09-20")
	m.visit(back, 0)
	m.review(back)
	m.At("2024-09-23")
	m.file(m.claims)
}

// visit is by the adjuster in whose hands the claims are.
func (m *month) visit(ids []int64, declined int64) {
	by := m.Who(who.Adjuster)
	m.Look(m.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		c, err := claims.Get(ctx, tx, ids[0])
		if err == nil && *c.Adjuster != by.ID {
			by = m.Other(who.Adjuster)
		}
		return err
	})
	m.Must(m.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		told, err := claims.Told(ctx, tx, ids)
		if err != nil {
			return err
		}
		findings, err := claimstest.Findings(ctx, tx, ids)
		for i := range findings {
			f := &findings[i]
			f.Cases, f.Qualifies, f.Evidence[0].File = told[f.Claim], f.Claim != declined, m.keep(fmt.Sprint("照片 ", f.Claim))
			if f.Claim == declined {
				f.Cases[0].Facts["loss"] = "900000.00" // far from what was told: the adjuster looked again
			}
		}
		if err != nil {
			return err
		}
		return claims.Investigate(ctx, tx, findings)
	}))
}

func (m *month) review(ids []int64) {
	m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(ids, true))
	})
	m.As(m.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(ids, true))
	})
}

func (m *month) file(ids []int64) {
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, ids) })
}

// standIn is a round in which the township is away and the sender stands in for it; a deputy of the village's is not needed after all.
func (m *month) standIn(ids []int64) {
	cadre, township, sender := m.Who(who.Village), m.Who(who.Township), m.Who(who.Sender)
	stand := func(absent who.Person, to calendar.Date, reason string) int64 {
		id, err := m.Depute(m.Who(who.SecurityAdmin), staff.Deputy{Absent: absent.ID, Deputy: sender.ID, From: calendar.On(2024, 10, 15), To: to, Reason: reason})
		m.Must(err)
		return id
	}
	stand(township, calendar.On(2024, 10, 18), "出差")
	ended := stand(cadre, calendar.On(2024, 11, 14), "病假")
	m.As(m.t, who.SecurityAdmin, func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, ended) })
	m.As(m.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(ids, true))
	})
	m.Must(m.Do(sender.InPlaceOf(township), func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(ids, true))
	}))
}

// keep puts a text into the archive and answers its hash.
func (m *month) keep(text string) [sha256.Size]byte {
	_, err := m.files.Put(m.t.Context(), strings.NewReader(text))
	m.Must(err)
	return sha256.Sum256([]byte(text))
}

// again takes the claim whose payout was withdrawn through everything once more.
func (m *month) again() {
	ids := m.claims[:1]
	m.At("2024-10-15")
	m.visit(ids, 0)
	m.standIn(ids)
	m.file(ids)
	paid := m.assess(ids)
	notice := m.Announce(m.t, paid)
	m.Post(m.t, notice, payoutstest.Village)
	m.posts(notice)
	m.At("2024-11-15")
	m.clear(paid)
	list := m.Compose(m.t, paid)
	m.ApproveTwice(m.t, list)
	m.Send(m.t, list)
	m.answer(m.Lines(m.t, bank.Paid, paid))
}

// trust is the month's archive in the auditor's hands.
func (m *month) trust() verify.Trust {
	return verify.Trust{Original: func(sha []byte) (io.ReadCloser, error) { return m.files.Get(m.t.Context(), sha) }, Files: func(sha []byte) error {
		f, err := m.files.Get(m.t.Context(), sha)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		return errors.Join(err, f.Close())
	}}
}

// ofReconciled is the check of a database that was put back: cmd/fangpin has one.
const ofReconciled = "数据库退回后的对账由县经办和审批人共同办理"

// ofRepairs is the check of a log that lay ahead of the clock: cmd/fangpin has one.
const ofRepairs = "存证时间的更正由两名管理员共同办理"

func TestAMonthWithEverythingInItVerifies(t *testing.T) {
	m := work(t)
	trust := m.trust()
	trust.Secrets = m.Keys
	checks := verified(t, trust)
	clean(t, checks)
	for _, c := range checks {
		if c.Name == "密码记录、通行密钥与登录会话都是本系统写下的" || slices.Contains(ofTheTrail, c.Name) && c.Name != operated && c.Name != vouched {
			continue // the month's people sign in nowhere
		}
		if c.Name == "以动态口令代替签名的决定，均为本县当时准许" || c.Name == "启用签名以前的决定，没有签名" {
			continue // and sign by keys from the first decision on
		}
		if slices.Contains(rooted, c.Name) || c.Name == ofRepairs || c.Name == ofReconciled {
			continue // and its county has no root, and a clock that never ran ahead
		}
		if c.Name == ofRecusal {
			continue // nor is anybody of its staff on the roster
		}
		if c.Looked == 0 && !slices.Contains(ofTheSeal, c.Name) {
			t.Errorf("%s looked at nothing", c.Name)
		}
	}
}
