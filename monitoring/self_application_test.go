package monitoring_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/registry"
)

// open opens or shuts the county's page.
func (f *fort) open(on bool) {
	f.t.Helper()
	f.Must(pg.SetOffice(f.t.Context(), pgtest.Owner(f.t), pg.Office{County: "410602", Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, SelfApply: on}))
}

// send is what somebody sends who is not known.
func send(o *monitoringtest.Office, a monitoring.SelfApplication) (receipt string, err error) {
	err = pg.Write(context.Background(), o.DB, who.Person{County: "410602"}, func(tx *pg.Tx) (err error) {
		receipt, err = monitoring.Send(context.Background(), tx, o.Keys, a)
		return err
	})
	return receipt, err
}

// tells is an application of the head of a household.
func tells(o *monitoringtest.Office, h claimstest.Household, address string) (a monitoring.SelfApplication) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		heads, err := registry.Heads(ctx, tx, []int64{h.ID})
		if err != nil {
			return err
		}
		head := heads[h.ID]
		number, err := head.IDNumber(o.Keys, tx.County)
		a = monitoring.SelfApplication{Name: head.Name, IDNumber: number, Phone: "13800000000", Village: home, Cause: "illness", Words: "住院花了三万", Address: address}
		return err
	})
	return a
}

// nobody is an application of who is in no registry.
func nobody(n int, address string) monitoring.SelfApplication {
	number := fmt.Sprintf("41060219700101%03d", n)
	return monitoring.SelfApplication{Name: "外来人", IDNumber: number + string(idcard.CheckDigit(number)), Phone: "0392-1234567", Village: home, Cause: "other",
		Words: "房子漏水", Address: address}
}

// elsewhere is a cadre of another village.
func (f *fort) elsewhere() who.Person {
	return f.HireMember(staff.Member{Name: "外村", Role: who.Village, Division: "410602100206"})
}

// waiting lists the open applications as a role sees them.
func waiting(o *monitoringtest.Office, by who.Person) (found []monitoring.SelfTold) {
	o.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		found, _, err = monitoring.SelfApplications(ctx, tx, o.Keys, monitoring.SelfFilter{})
		return err
	})
	return found
}

// selfApplied are two applications, one of which the village passed on; which of them waits for whoever asks.
func (f *fort) selfApplied() func(*pg.Tx) []int64 {
	f.open(true)
	for _, h := range f.Enrol(f.t, "脱贫户", 2) {
		_, err := send(f.Office, tells(f.Office, h, "1"))
		f.Must(err)
	}
	told := waiting(f.Office, f.Who(who.Village))
	f.As(f.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.PassOn(ctx, tx, f.Keys, []int64{told[1].ID}, "请核实")
	})
	return func(tx *pg.Tx) []int64 {
		if tx.By.Role == who.Village {
			return []int64{told[0].ID}
		}
		return []int64{told[1].ID}
	}
}

// What is sent is kept only where the county's switch is on; once more while it is open is the same; nothing in the answer tells of either.
func TestAnApplicationIsKeptOnceWhoeverItIs(t *testing.T) {
	f := newFort(t)
	known := tells(f.Office, f.Enrol(t, "脱贫户", 1)[0], "10.0.0.1")
	if _, err := send(f.Office, known); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("sent while the switch is off: %v", err)
	}
	f.open(true)
	receipts := map[string]bool{}
	for _, a := range []monitoring.SelfApplication{known, known, nobody(1, "10.0.0.1"), nobody(1, "10.0.0.2")} {
		receipt, err := send(f.Office, a)
		if f.Must(err); len(receipt) != 12 || receipts[receipt] {
			t.Errorf("receipt %q", receipt)
		}
		receipts[receipt] = true
	}
	seen := waiting(f.Office, f.Who(who.Village))
	if len(seen) != 2 || len(seen[0].More) != 1 || len(seen[1].More) != 1 || seen[0].Home == 0 || seen[1].Home != 0 {
		t.Errorf("the village sees %+v", seen)
	}
	if seen[0].Due != seen[0].On+2 || strings.Contains(seen[0].MaskedID, known.IDNumber[6:14]) || seen[0].Masked != "138****0000" {
		t.Errorf("due %v, masked %s %s", seen[0].Due, seen[0].MaskedID, seen[0].Masked)
	}
	if others := waiting(f.Office, f.elsewhere()); len(others) != 0 {
		t.Errorf("another village sees %+v", others)
	}
}

// What cannot be kept is named, and nothing of it stays.
func TestAnApplicationIsBounded(t *testing.T) {
	f := newFort(t)
	f.open(true)
	for name, spoil := range map[string]func(*monitoring.SelfApplication){
		"no name":        func(a *monitoring.SelfApplication) { a.Name = " " },
		"a long name":    func(a *monitoring.SelfApplication) { a.Name = strings.Repeat("长", 31) },
		"a wrong number": func(a *monitoring.SelfApplication) { a.IDNumber = a.IDNumber[:17] + "Y" },
		"no phone":       func(a *monitoring.SelfApplication) { a.Phone = "" },
		"no cause":       func(a *monitoring.SelfApplication) { a.Cause = "" },
		"no words":       func(a *monitoring.SelfApplication) { a.Words = "" },
		"long words":     func(a *monitoring.SelfApplication) { a.Words = strings.Repeat("长", 501) },
		"no village":     func(a *monitoring.SelfApplication) { a.Village = 0 },
		"elsewhere":      func(a *monitoring.SelfApplication) { a.Village = 520421100001 },
		"a township":     func(a *monitoring.SelfApplication) { a.Village = home / 1000 * 1000 },
	} {
		a := nobody(1, "10.0.0.1")
		spoil(&a)
		if _, err := send(f.Office, a); err == nil || fault.KindOf(err) == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := range 20 {
		_, err := send(f.Office, nobody(n, "10.0.0.1"))
		f.Must(err)
	}
	if _, err := send(f.Office, nobody(20, "10.0.0.1")); fault.KindOf(err) != fault.Blocked {
		t.Errorf("the 21st of an address: %v", err)
	}
	for n := 20; n < 300; n++ {
		_, err := send(f.Office, nobody(n, fmt.Sprint("10.1.0.", n/20)))
		f.Must(err)
	}
	if _, err := send(f.Office, nobody(300, "10.2.0.1")); fault.KindOf(err) != fault.Blocked {
		t.Errorf("the 301st of the county: %v", err)
	}
}

// A cadre takes it up as a lead that opens at the visit, or says why not; whom the village does not find goes to the township.
func TestAnApplicationIsDecided(t *testing.T) {
	f := newFort(t)
	f.open(true)
	homes := f.Enrol(t, "脱贫户", 2)
	for _, a := range []monitoring.SelfApplication{tells(f.Office, homes[0], "1"), tells(f.Office, homes[1], "1"), nobody(1, "1")} {
		_, err := send(f.Office, a)
		f.Must(err)
	}
	village, township := f.Who(who.Village), f.Who(who.Township)
	seen := waiting(f.Office, village)
	admit := func(ids ...int64) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Admit(ctx, tx, f.Keys, ids)
			return err
		}
	}
	decline := func(id int64, why string) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Decline(ctx, tx, f.Keys, []int64{id}, why)
		}
	}
	pass := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.PassOn(ctx, tx, f.Keys, []int64{seen[2].ID}, "不在名册")
	}
	refused := func(by who.Person, kind fault.Kind, verb func(context.Context, *pg.Tx) error) {
		t.Helper()
		if err := f.Do(by, verb); fault.KindOf(err) != kind {
			t.Errorf("%v, want %v", err, kind)
		}
	}
	refused(village, fault.Conflict, admit(seen[2].ID))
	refused(township, fault.Conflict, admit(seen[0].ID))
	refused(f.elsewhere(), fault.NotFound, admit(seen[0].ID))
	refused(village, fault.Invalid, decline(seen[0].ID, " "))
	f.Must(f.Do(village, admit(seen[0].ID)))
	f.Must(f.Do(village, decline(seen[1].ID, "已在监测")))
	f.Must(f.Do(village, pass))
	refused(village, fault.Conflict, admit(seen[0].ID))
	refused(village, fault.Conflict, pass)
	refused(village, fault.Conflict, decline(seen[2].ID, "不实"))
	f.Must(f.Do(township, decline(seen[2].ID, "查无此人")))
	if left := waiting(f.Office, village); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	f.Look(village, func(ctx context.Context, tx *pg.Tx) error {
		all, _, err := monitoring.SelfApplications(ctx, tx, f.Keys, monitoring.SelfFilter{IDs: pg.Only([]int64{seen[0].ID}), Decided: true})
		if err != nil {
			return err
		}
		w, err := monitoring.Get(ctx, tx, *all[0].Watch)
		if w.Household != homes[0].ID || w.Waits() != procedure.Visit {
			t.Errorf("taken up: %+v", w)
		}
		return err
	})
	_, err := send(f.Office, tells(f.Office, homes[1], "1"))
	f.Must(err)
	if again := waiting(f.Office, village); len(again) != 1 || len(again[0].More) != 0 {
		t.Errorf("after it was declined: %+v", again)
	}
}

// Numbers and phones are shown in full to whom it waits for, with a reason that stays.
func TestWhoSeesAnApplicantsNumberSaysWhy(t *testing.T) {
	f := newFort(t)
	f.open(true)
	a := nobody(1, "1")
	_, err := send(f.Office, a)
	f.Must(err)
	id := waiting(f.Office, f.Who(who.Village))[0].ID
	var number, phone string
	look := func(why string) func(context.Context, *pg.Tx) error {
		return func(ctx context.Context, tx *pg.Tx) (err error) {
			number, phone, err = monitoring.Contact(ctx, tx, f.Keys, id, why)
			return err
		}
	}
	if err := f.Do(f.Who(who.Village), look("")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if err := f.Do(f.Who(who.Township), look("联系")); fault.KindOf(err) != fault.Conflict {
		t.Errorf("by whom it does not wait for: %v", err)
	}
	f.Must(f.Do(f.Who(who.Village), look("联系本人")))
	if number != a.IDNumber || phone != a.Phone {
		t.Errorf("%s %s", number, phone)
	}
}

// Behind the verbs the doors hold: raw SQL as the app writes nothing that they would not.
func TestTheDoorsOfApplications(t *testing.T) {
	f := newFort(t)
	f.open(true)
	h := f.Enrol(t, "脱贫户", 1)[0]
	_, err := send(f.Office, tells(f.Office, h, "1"))
	f.Must(err)
	f.names["told"] = waiting(f.Office, f.Who(who.Village))[0].ID
	row := `SELECT self_application_send(:c, 1, '000000000001', :village, '甲', 'x', sha256('x'), 'x', 'illness', '病', :day, sha256('y'))`
	act := `SELECT self_application_act(:c, ARRAY[:told::BIGINT], 'decline', ARRAY[NULL]::BIGINT[], '不实', :day, :cadre, ARRAY['\x00'::BYTEA])`
	sent := func(what, state, old, with string) attack {
		return tried(what, state, strings.Replace(row, old, with, 1))
	}
	done := func(what, state, old, with string) attack {
		return tried(what, state, strings.Replace(act, old, with, 1))
	}
	f.refuses(
		tried("an honest one", "", row), tried("an honest refusal", "", act),
		sent("of the future", "FPDAT", `:day`, `DATE '2999-01-01'`), sent("of no day", "FPDAT", `:day`, `NULL`),
		sent("another county's village", "FPPLC", `:village`, `520421100001`), sent("no village", "FPPLC", `:village`, `NULL`),
		sent("in another county", "FPSTA", `:c`, `'520421'`),
		sent("a tag of another length", "23514", `sha256('x')`, `'x'`), sent("another cause", "23514", `'illness'`, `'x'`),
		sent("words without an end", "23514", `'病'`, `repeat('x', 501)`), sent("a receipt that tells", "23514", `'000000000001'`, `'410602'`),
		done("by the township before it was passed on", "FPHND", `:cadre`, `:township`), done("by the auditor", "FPHND", `:cadre`, `:auditor`),
		done("without a reason", "23514", `'不实'`, `''`), done("taken up without a watch", "FPSTA", `'decline'`, `'admit'`),
		done("as another family's watch", "FPSTA", `'decline', ARRAY[NULL]`, `'admit', ARRAY[:lead]`),
		done("before it was told", "FPDAT", `:day`, `DATE '2000-01-01'`), done("decided in the future", "FPDAT", `:day`, `DATE '2999-01-01'`),
		done("one that is not there", "FPSTA", `:told`, `1`),
		tried("twice", "FPSTA", act, act), tried("passed on twice", "FPHND", strings.Replace(act, "decline", "pass_on", 1), act),
		tried("passed on by the township", "FPSTA", strings.Replace(act, "decline", "pass_on", 1),
			strings.Replace(strings.Replace(act, "decline", "pass_on", 1), ":cadre", ":township", 1)),
	)
	for _, behind := range []string{
		`INSERT INTO self_application SELECT * FROM self_application`, `UPDATE self_application SET words = ''`, `DELETE FROM self_application`,
		`INSERT INTO self_application_step SELECT * FROM self_application_step`, `UPDATE self_application_step SET reason = ''`,
		`DELETE FROM self_application_step`, `UPDATE office SET self_apply = true`, `SELECT self_application_lock(:c)`,
	} {
		f.refuses(tried(behind, "42501", behind))
	}
	f.open(false)
	f.refuses(tried("while the switch is off", "FPSTA", row))
}

// A year after it was decided, what somebody told is gone, with what was sent once more; what is open stays, and so does what a family's watch was told.
func TestAnApplicationIsForgotten(t *testing.T) {
	f := newFort(t)
	f.open(true)
	homes := f.Enrol(t, "脱贫户", 2)
	for _, a := range []monitoring.SelfApplication{tells(f.Office, homes[0], "1"), tells(f.Office, homes[0], "1"), tells(f.Office, homes[1], "1"), nobody(1, "1")} {
		_, err := send(f.Office, a)
		f.Must(err)
	}
	seen := waiting(f.Office, f.Who(who.Village))
	f.Must(f.Do(f.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Admit(ctx, tx, f.Keys, []int64{seen[0].ID})
		return err
	}))
	f.Must(f.Do(f.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Decline(ctx, tx, f.Keys, []int64{seen[1].ID}, "已在监测")
	}))
	forget := func() (n int64) {
		f.Must(pg.Write(t.Context(), f.DB, who.Person{County: "410602"}, func(tx *pg.Tx) (err error) {
			n, err = monitoring.Forget(t.Context(), tx)
			return err
		}))
		return n
	}
	if n := forget(); n != 0 {
		t.Errorf("within the year %d were forgotten", n)
	}
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.self_application_step SET at = at - INTERVAL '366 days' WHERE did = 'admit'`)
	if n := forget(); n != 2 {
		t.Errorf("%d sendings were forgotten; want the one that was admitted, and the same sent again", n)
	}
	if n := forget(); n != 0 {
		t.Errorf("%d were forgotten twice", n)
	}
	var kept []string
	f.Must(pgtest.Super(t).SelectContext(t.Context(), &kept, `SELECT name || length(id_no) || length(phone) || words FROM fangpin.self_application ORDER BY told_at, id`))
	if len(kept) != 4 || kept[0] != "（已清除）00（已清除）" || kept[1] != kept[0] || kept[2] == kept[0] || kept[3] == kept[0] {
		t.Errorf("what is left: %q", kept)
	}
	if signals := f.scalar(`SELECT count(*)::TEXT FROM fangpin.signal WHERE words LIKE '%住院花了三万%'`); signals != "2" { // the one admitted, and the same sent again
		t.Errorf("%s signals tell of it", signals)
	}
	_, err := send(f.Office, tells(f.Office, homes[0], "1")) // the same person, anew
	f.Must(err)
	if left := waiting(f.Office, f.Who(who.Village)); len(left) != 2 {
		t.Errorf("%d wait; want who is in no registry, and whoever told anew", len(left))
	}
	tx, err := f.Begin(t.Context(), f.Who(who.Clerk))
	f.Must(err)
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), `UPDATE self_application SET name = ''`); stateOf(err) != denied {
		t.Errorf("erased by hand: %v", err)
	}
}
