package signin

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Issue gives a member of staff a login name, empty for Suggest's (发放登录名), and a password that nobody knows: they take the sign-in up (TakeUp).
func (a *Auth) Issue(ctx context.Context, tx *pg.Tx, by Right, login string) (name string, err error) {
	if err := granted(tx); err != nil {
		return "", err
	}
	if name, err = free(ctx, tx, by.Staff, login); err != nil {
		return "", err
	}
	return name, a.insert(ctx, tx, Known{Staff: by.Staff, Login: name, Password: newPassword()}, true, by)
}

// Known is a member's sign-in that is known beforehand.
type Known struct {
	Staff    int64
	Login    string
	Password string
	TOTP     string // an authenticator's secret in base32; empty for none
}

// Enrol sets known sign-ins, which no policy judges and nobody has to change (signin.enrol, by a system administrator). It is for tests and
// demonstrations only: a real office issues. It never replaces a sign-in that is there.
func (a *Auth) Enrol(ctx context.Context, tx *pg.Tx, people ...Known) error {
	if err := EnrolStep.Permit(tx, fmt.Sprintf("设定 %d 人的演示登录", len(people))); err != nil {
		return err
	}
	for _, k := range people {
		if _, err := free(ctx, tx, k.Staff, k.Login); err != nil {
			return err
		}
		if err := a.insert(ctx, tx, k, false, Right{Staff: k.Staff}); err != nil {
			return err
		}
	}
	return nil
}

// free answers the login name to give a member who works here and has none.
func free(ctx context.Context, tx *pg.Tx, member int64, login string) (string, error) {
	p, err := staff.Get(ctx, tx, member)
	if err != nil {
		return "", err
	}
	return Free(ctx, tx, p, login)
}

// Free answers the login name that somebody may be given who has none: the one asked for, or Suggest's.
func Free(ctx context.Context, tx *pg.Tx, p who.Person, login string) (_ string, err error) {
	if login == "" {
		if login, err = Suggest(ctx, tx, p.Name); err != nil {
			return "", err
		}
	}
	if !loginForm.MatchString(login) {
		return "", fault.Invalidf("登录名“%s”不合要求，请用 2 至 32 个小写字母、数字、点、横线或下划线", login)
	}
	var had string
	err = tx.GetContext(ctx, &had, `SELECT COALESCE((SELECT name FROM login WHERE county = $1 AND (staff = $2 OR name = $3) ORDER BY staff <> $2 LIMIT 1), '')`,
		tx.County, p.ID, login)
	switch {
	case err != nil:
		return "", fmt.Errorf("look for a login: %w", err)
	case had == login:
		return "", fault.Conflictf("登录名“%s”已被使用，请换一个", login)
	case had != "":
		return "", fault.Conflictf("该人员已有登录名“%s”，忘记密码请申请重置", had)
	}
	return login, nil
}

func (a *Auth) insert(ctx context.Context, tx *pg.Tx, k Known, initial bool, by Right) error {
	done, err := turn(ctx, inside)
	if err != nil {
		return fmt.Errorf("issue a login: %w", err)
	}
	defer done()
	acc := &account{Staff: k.Staff, Login: k.Login, Past: pq.StringArray{}, ChangedAt: tx.Now.Truncate(time.Microsecond), MustChange: initial, Generation: 1}
	acc.Hash = a.hashed(tx.County, k.Staff, k.Password)
	if k.TOTP != "" {
		if acc.TOTP, err = a.Keys.Seal(k.TOTP, sealedIn(tx.County, k.Staff)); err != nil {
			return err
		}
	}
	if err := change(ctx, tx, `INSERT INTO login (county, staff, name, salt) VALUES ($1, $2, $3, $4)`, tx.County, k.Staff, k.Login, secret.Salt()); err != nil {
		return err
	}
	tx.Cover("login", k.Staff)
	if err := change(ctx, tx, `
		INSERT INTO credential (county, staff, hash, past, changed_at, must_change, totp, generation, mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.County, acc.Staff, acc.Hash, acc.Past, acc.ChangedAt, acc.MustChange, acc.TOTP, acc.Generation, acc.mac(a.Keys, tx.County)); err != nil {
		return err
	}
	if err := note(ctx, tx, acc, Issued); err != nil {
		return err
	}
	return a.write(ctx, tx, k.Login, Issued, origin{Grant: by.Grant})
}

// alphabet is of what codes that people copy are made: nothing that is read as something else, on paper or by telephone.
const alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// newPassword is a password that nobody is told, as in xK7m-Qw3p-9tRc-f4Ua: sixteen of the alphabet, 92 bits.
func newPassword() string { return drawn(4) }

// drawn are groups of four of the alphabet, 23 bits each.
func drawn(groups int) string {
	var b strings.Builder
	for i := range 4 * groups {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet)))) // it never fails (crypto/rand)
		b.WriteByte(alphabet[n.Int64()])
	}
	return b.String()
}
