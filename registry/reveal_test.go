package registry_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// forAccount is the door of a look for an account that waits, whoever it is that looks: which case is in whose hands, payouts.Look tells.
func forAccount(ctx context.Context, tx *pg.Tx, id int64, l registry.Look) (people int64, err error) {
	err = tx.GetContext(ctx, &people, `SELECT reveal_case($1, $2, $3, NULL, $4, NULL, NULL, $5, NULL, $6, $7, '')`,
		tx.County, id, l.Person, l.Kind, l.Account, l.Reason, tx.By.ID)
	return people, err
}

// waiting is a person's account that waits for its second clerk.
func (o enrolled) waiting(t *testing.T, person int64) (account int64) {
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		held, err := registry.AccountsOf(ctx, tx, []int64{person})
		account = held[0].ID
		return err
	})
	return account
}

// reveal looks at a person's number in full.
func (o enrolled) reveal(by who.Person, person int64, kind secret.Kind, reason string) (value string, err error) {
	err = o.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		value, err = registry.Reveal(ctx, tx, o.Keys, pg.Among[int64]{}, registry.Look{Person: person, Kind: kind, Reason: reason}, registry.Bare)
		return err
	})
	return value, err
}

func TestRevealAnswersOnceAndKeepsWhy(t *testing.T) {
	o := enrol(t)
	head := o.members(t, zhang)[0]
	for kind, want := range map[secret.Kind]string{
		secret.IDNumber: "419900196002140113", secret.Phone: "13000000001", secret.Account: "农商银行鹤山支行 0000000000000000017",
	} {
		got, err := o.reveal(o.clerk, head, kind, " 入户核对 ")
		o.Must(err)
		if got != want {
			t.Errorf("%s is %q, want %q", kind, got, want)
		}
		var reason, verb, subject string
		o.Must(pgtest.Super(t).QueryRowxContext(t.Context(), `
			SELECT r.reason, d.verb, d.subject FROM reveal r, deed d WHERE r.person = $1 AND r.kind = $2 AND r.revealed_by = $3 ORDER BY d.leaf DESC LIMIT 1`,
			head, kind, o.clerk.ID).Scan(&reason, &verb, &subject))
		if reason != "入户核对" || verb != "registry.reveal" {
			t.Errorf("kept %q by %s: %s", reason, verb, subject)
		}
	}
}

func TestRevealRefuses(t *testing.T) {
	o := enrol(t)
	people := o.members(t, zhang)
	elsewhere := o.HireMember(staff.Member{Name: "另一村", Role: who.Village, Division: "410602004002"})
	township := o.HireMember(staff.Member{Name: "另一乡", Role: who.Township, Division: "410602004000"})
	for name, tc := range map[string]struct {
		by     who.Person
		person int64
		kind   secret.Kind
		reason string
		want   fault.Kind
	}{
		"without a reason":          {o.clerk, people[0], secret.IDNumber, " ", fault.Invalid},
		"of no kind":                {o.clerk, people[0], secret.Name, "入户核对", fault.Invalid},
		"of another village":        {elsewhere, people[0], secret.IDNumber, "入户核对", fault.NotFound},
		"of another township":       {township, people[0], secret.IDNumber, "入户核对", fault.NotFound},
		"of nobody":                 {o.clerk, 1, secret.IDNumber, "入户核对", fault.NotFound},
		"a phone that is not known": {o.clerk, people[1], secret.Phone, "入户核对", fault.NotFound},
		"a township, for no case":   {o.Hire(who.Township), people[0], secret.IDNumber, "入户核对", fault.Forbidden},
		"a sender, a number":        {o.Hire(who.Sender), people[0], secret.IDNumber, "入户核对", fault.Forbidden},
		"an assessor":               {o.Hire(who.Assessor), people[0], secret.Account, "入户核对", fault.Forbidden},
	} {
		if _, err := o.reveal(tc.by, tc.person, tc.kind, tc.reason); fault.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	var kept int
	o.Must(pgtest.Super(t).GetContext(t.Context(), &kept, `SELECT COUNT(*) FROM reveal`))
	if kept != 0 {
		t.Errorf("%d reveals of nothing are kept", kept)
	}
}

// An adjuster looks at nobody but of the households that are entrusted to them, be they none.
func TestRevealAmongHouseholds(t *testing.T) {
	o := enrol(t)
	head, adjuster := o.members(t, zhang)[0], o.Hire(who.Adjuster)
	home, waiting := o.household(t, zhang).ID, o.waiting(t, head)
	for name, tc := range map[string]struct {
		among []int64
		want  bool
	}{"theirs": {[]int64{home}, true}, "another": {[]int64{home + 1}, false}, "none": {nil, false}} {
		err := o.Do(adjuster, func(ctx context.Context, tx *pg.Tx) error {
			l := registry.Look{Person: head, Kind: secret.IDNumber, Reason: "入户核对", Case: registry.Case{Account: waiting}}
			_, err := registry.Reveal(ctx, tx, o.Keys, pg.Only(tc.among), l, forAccount)
			return err
		})
		if tc.want && err != nil || !tc.want && fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARevealStays(t *testing.T) {
	o := enrol(t)
	_, err := o.reveal(o.clerk, o.members(t, zhang)[0], secret.IDNumber, "入户核对")
	o.Must(err)
	for _, statement := range []string{`UPDATE reveal SET reason = ''`, `DELETE FROM reveal`, `TRUNCATE reveal`} {
		o.Attack(stafftest.Denied, statement)
	}
}

func TestAccountsWaitForAnotherClerk(t *testing.T) {
	o := enrol(t)
	colleague := o.Hire(who.Clerk)
	village := registry.WaitingFilter{Village: o.household(t, zhang).Village, Others: true}
	count := func(by who.Person, f registry.WaitingFilter) (n int) {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			listed, err := registry.WaitingAccounts(ctx, tx, f)
			o.Must(err)
			if n, err = registry.CountWaiting(ctx, tx, f); n != len(listed) {
				t.Errorf("%d listed, %d counted", len(listed), n)
			}
			return err
		})
		return n
	}
	tasks := func(by who.Person) (n int) {
		o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := registry.Tasks(ctx, tx)
			for _, task := range tasks {
				n += task.Count
			}
			return err
		})
		return n
	}
	refused := func() int {
		o.Must(o.Do(colleague, func(ctx context.Context, tx *pg.Tx) error {
			ids, err := registry.ToConfirm(ctx, tx, 0)
			if err != nil {
				return err
			}
			return registry.RefuseAccounts(ctx, tx, ids[:1], "户名不符")
		}))
		return tasks(o.clerk)
	}
	for name, tc := range map[string]struct{ got, want int }{
		"all":                 {count(o.clerk, registry.WaitingFilter{}), 2},
		"the clerk's own":     {count(o.clerk, village), 0},
		"the colleague's":     {count(colleague, village), 2},
		"of another village":  {count(colleague, registry.WaitingFilter{Village: 410602004002}), 0},
		"the clerk's task":    {tasks(o.clerk), 0},
		"the colleague's one": {tasks(colleague), 2},
		"no village cadre's":  {tasks(o.Hire(who.Village)), 0},
		"refused by another":  {refused(), 1},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %d, want %d", name, tc.got, tc.want)
		}
	}
}

// Thirty-two looks at once, from two accounts of one person, at more people than the quota has: nobody gets past it between two of them.
func TestRacingLooksKeepToTheQuota(t *testing.T) {
	o := enrol(t)
	own, other := o.clerk, o.Hire(who.Clerk)
	super := pgtest.Super(t)
	super.MustExec(`UPDATE fangpin.office SET reveal_hour = 4; DROP INDEX fangpin.staff_person, fangpin.staff_no`)
	super.MustExec(`UPDATE fangpin.staff SET no = 'G1', unit = '乡村振兴局', phone = 'x', id_tag = sha256('one') WHERE id IN ($1, $2)`, own.ID, other.ID)
	var people []int64
	o.Must(super.SelectContext(t.Context(), &people, `SELECT id FROM fangpin.person ORDER BY id LIMIT 4`))
	if len(people) < 4 {
		t.Fatalf("only %d people to look at", len(people))
	}
	won := stafftest.AtOnce(t, func(i int) error {
		_, err := o.reveal([]who.Person{own, other}[i/4%2], people[i%4], secret.IDNumber, "入户核对身份")
		return err
	})
	var seen int
	o.Must(super.GetContext(t.Context(), &seen, `SELECT count(DISTINCT person) FROM fangpin.reveal`))
	if seen != 2 || won < 2 {
		t.Errorf("%d people were looked at in %d looks, want 2: each counts twice where no case is in hand", seen, won)
	}
}
