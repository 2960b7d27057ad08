package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
)

// ranAhead makes the newest deed one that was sealed while the clock ran ahead, as the program would have sealed it then.
func ranAhead(t *testing.T, super *pg.DB, keys *secret.Keys, ahead time.Duration) {
	t.Helper()
	tx := super.MustBeginTx(t.Context(), nil)
	defer func() { _ = tx.Rollback() }()
	var head time.Time
	if err := tx.GetContext(t.Context(), &head, `SELECT at FROM fangpin.head WHERE county = '410602' FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	var newest struct {
		Leaf int64  `db:"leaf"`
		Body []byte `db:"body"`
	}
	if err := tx.GetContext(t.Context(), &newest, `SELECT leaf, body FROM fangpin.deed WHERE county = '410602' ORDER BY leaf DESC LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	b, err := deed.Decode(newest.Body)
	if err != nil {
		t.Fatal(err)
	}
	b.At = head.Add(ahead).UTC()
	b.MAC = keys.Vouch(b.Said())
	hash := b.Leaf()
	tx.MustExecContext(t.Context(), `UPDATE fangpin.deed SET at = $1, leaf_at = $1, body = $2, hash = $3 WHERE county = '410602' AND leaf = $4`, b.At, b.Encode(), hash[:], newest.Leaf)
	tx.MustExecContext(t.Context(), `UPDATE fangpin.head SET at = $1, since = NULL WHERE county = '410602'`, b.At)
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// A deed a day ahead stops the county, which is said with what to do; two administrators of both kinds let it go on, verification accepts and names
// that, and the log's own time is never lowered.
func TestALogAheadOfTheClock(t *testing.T) {
	where := anOffice(t)
	system, security, clerk := hired(t, where, "马超", who.SystemAdmin), hired(t, where, "徐强", who.SecurityAdmin), hired(t, where, "王芳", who.Clerk)
	head := func() (at time.Time) {
		t.Helper()
		if err := pgtest.Super(t).GetContext(t.Context(), &at, `SELECT at FROM fangpin.head WHERE county = '410602'`); err != nil {
			t.Fatal(err)
		}
		return at
	}
	says := func(words ...string) (string, error) {
		t.Helper()
		return command(t, append(words, where...)...)
	}
	confirm := func() error {
		_, err := says("roster", "import", "--by", clerk, written(t, "花名册.csv", roster))
		return err
	}
	repair := func(steps int) error {
		t.Helper()
		code, err := totp.GenerateCode(storySecret, time.Now().Add(time.Duration(30*steps)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("FANGPIN_SECOND_LOGIN", "p"+security)
		t.Setenv("FANGPIN_SECOND_PASSWORD", storyPassword)
		t.Setenv("FANGPIN_SECOND_CODE", code)
		defer signingIn("p"+system, storyPassword, code)()
		_, err = says("clock", "repair", "--by", system, "--second", security, "--reason", "更换主板后时钟快了一天，已与授时核对")
		return err
	}
	if said, err := says("clock"); err != nil || !strings.Contains(said, "正常") {
		t.Fatalf("in time: %s, %v", said, err)
	}
	if err := repair(-1); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a repair of nothing: %v", err)
	}
	keys, err := secret.Open(secret.In(where[1]).Keyset())
	if err != nil {
		t.Fatal(err)
	}
	ranAhead(t, pgtest.Super(t), keys, 24*time.Hour)
	ahead := head()
	if err := confirm(); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "fangpin clock repair") {
		t.Errorf("a deed meanwhile: %v", err)
	}
	if said, err := says("clock"); exitCode(err, io.Discard) != 1 || !strings.Contains(said, "超前 24h") && !strings.Contains(said, "超前 23h59m") {
		t.Errorf("it is told as %s, %v", said, err)
	}
	if err := repair(1); err != nil {
		t.Fatalf("two: %v", err)
	}
	if err := confirm(); err != nil {
		t.Errorf("after it: %v", err)
	}
	if now := head(); !now.Equal(ahead) {
		t.Errorf("the log's time was %s and is %s", ahead, now)
	}
	said, _ := says("verify") // whom the owner took on without the keys is another matter
	if !strings.Contains(said, "更正，此后的存证以当时的时钟为准") {
		t.Errorf("verify does not name it: %s", said)
	}
	for _, check := range []string{"存证时间不倒退（6 项）：一致", "存证时间的更正由两名管理员共同办理（1 项）：一致", "人员办理的存证出自本人有效的登录（2 项）：一致"} {
		if !strings.Contains(said, check) {
			t.Errorf("verify does not say %s: %s", check, said)
		}
	}
	for lie, named := range map[string]string{
		`UPDATE fangpin.head_repair SET second = ` + clerk:                  "不是系统管理员和安全管理员两人办理的",
		`UPDATE fangpin.head_repair SET head_at = at + INTERVAL '1 second'`: "没有晚于时钟",
		`UPDATE fangpin.head_repair SET second_way = repeat('ab', 32)`:      "第二名管理员：没有所写的登录会话",
		`DELETE FROM fangpin.head_repair`:                                   "称更正存证时间，却没有记录",
		`UPDATE fangpin.head SET since = since - INTERVAL '1 hour'`:         "所记更正后末号存证的时间与各号存证不符",
	} {
		pgtest.Super(t).MustExecContext(t.Context(), `CREATE SCHEMA kept; CREATE TABLE kept.r AS TABLE fangpin.head_repair; CREATE TABLE kept.h AS TABLE fangpin.head`)
		pgtest.Super(t).MustExecContext(t.Context(), lie)
		if said, err := says("verify"); exitCode(err, io.Discard) != 1 || !strings.Contains(said, named) {
			t.Errorf("after %s verify says %s, %v", lie, said, err)
		}
		pgtest.Super(t).MustExecContext(t.Context(), `DELETE FROM fangpin.head_repair; INSERT INTO fangpin.head_repair TABLE kept.r; UPDATE fangpin.head h SET since = k.since FROM kept.h k; DROP SCHEMA kept CASCADE`)
	}
}
