package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// acting is who works at the command line, and in which county. They sign in as at the pages: with FANGPIN_LOGIN, FANGPIN_PASSWORD and, where the role
// needs one, FANGPIN_CODE; or asked at the terminal.
type acting struct {
	dir    string
	county string
	by     int64 // the member of staff who signs in; 0 where it is not said
	second bool  // as the second of two: by FANGPIN_SECOND_LOGIN and so on
}

func (a *acting) countyFlags(c *cobra.Command) {
	dirFlag(c, &a.dir)
	c.Flags().StringVar(&a.county, "county", "", "县（区）代码，六位，如 410602")
}

func (a *acting) staffFlags(c *cobra.Command) {
	a.countyFlags(c)
	c.Flags().Int64Var(&a.by, "by", 0, "经办人编号（fangpin staff list），须与登录的是同一人；登录名、密码、动态口令在终端输入，或取自 FANGPIN_LOGIN、FANGPIN_PASSWORD、FANGPIN_CODE")
}

// named is the mistake of leaving out where, or who acts there.
func (a acting) named(byToo bool) error {
	switch {
	case a.county == "":
		return usage(errors.New("要写明县（区）：--county 410602"))
	case byToo && a.by == 0:
		return usage(errors.New("要写明经办人：--by 编号（fangpin staff list 列出编号）"))
	}
	return nil
}

// do opens the office, lets the member sign in and runs a verb as one deed of theirs.
func (a acting) do(ctx context.Context, verb func(*office.Office, *pg.Tx) error) error {
	return a.within(ctx, office.Open, verb)
}

// knock is do for a verb that knocks at a door of the gate's.
func (a acting) knock(ctx context.Context, verb func(*office.Office, *pg.Tx) error) error {
	return a.within(ctx, office.OpenGate, verb)
}

func (a acting) within(ctx context.Context, open func(context.Context, string) (*office.Office, error), verb func(*office.Office, *pg.Tx) error) (err error) {
	if err := a.named(true); err != nil {
		return err
	}
	o, err := open(ctx, a.dir)
	if err != nil {
		return err
	}
	defer office.Closing(o, &err)
	if err := o.Knows(ctx, a.county); err != nil {
		return err
	}
	return a.signedIn(ctx, o, func(by who.Person) error {
		return deed.Do(ctx, o.DB, by, func(tx *pg.Tx) error { return verb(o, tx) })
	})
}

// signedIn lets the member in, and out again when fn has ended.
func (a acting) signedIn(ctx context.Context, o *office.Office, fn func(by who.Person) error) (err error) {
	s, leave, err := a.signIn(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	by := s.By
	by.Way = s.Way
	return fn(by)
}

// terminal is where somebody signs in from, as the log has it.
const terminal = "命令行"

// signIn lets the member in by what they alone know, until leave is called.
func (a acting) signIn(ctx context.Context, o *office.Office) (s signin.Session, leave func() error, err error) {
	at := signin.Attempt{County: a.county, Address: terminal}
	if at.Login, err = a.answer("LOGIN", "登录名", false); err != nil {
		return s, nil, err
	}
	if at.Password, err = a.answer("PASSWORD", "密码", true); err != nil {
		return s, nil, err
	}
	auth := doorOf(o)
	if auth.Policy, err = auth.Served(ctx, a.county); err != nil {
		return s, nil, err
	}
	s, token, err := auth.Enter(ctx, at)
	if err != nil {
		return s, nil, err
	}
	if s.State == signin.AwaitsCode {
		code, err := a.answer("CODE", "手机验证器上的六位数字", false)
		if err != nil {
			return s, nil, err
		}
		if s, token, err = auth.Code(ctx, token, code, terminal); err != nil {
			return s, nil, err
		}
	}
	leave = func() error { return auth.Leave(context.WithoutCancel(ctx), token, terminal) }
	switch {
	case s.State != signin.Full:
		err = fault.Blockedf("登录还有一步要在网页上办理（修改密码或绑定动态口令），办完再运行本命令")
	case s.By.ID != a.by:
		err = fault.Forbiddenf("登录的是%s（编号 %d），与 %s %d 不是同一人", s.By.Name, s.By.ID, map[bool]string{false: "--by", true: "--second"}[a.second], a.by)
	default:
		return s, leave, nil
	}
	return s, nil, errors.Join(err, leave())
}

// answer is answer for whoever signs in.
func (a acting) answer(what, label string, hidden bool) (string, error) {
	if a.second {
		return answer("FANGPIN_SECOND_"+what, "第二人的"+label, hidden)
	}
	return answer("FANGPIN_"+what, label, hidden)
}

// answer is what the environment says, or else who sits at the terminal.
func answer(env, label string, hidden bool) (string, error) {
	if said := os.Getenv(env); said != "" {
		return said, nil
	}
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) {
		return "", usage(fmt.Errorf("要有%s：在终端中运行时输入，或设环境变量 %s", label, env))
	}
	fmt.Fprintf(os.Stderr, "%s：", label)
	if hidden {
		said, err := term.ReadPassword(in)
		fmt.Fprintln(os.Stderr)
		return string(said), err
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	return strings.TrimSpace(line), err
}

// look opens the office and runs a read, as the member if one is named.
func (a acting) look(ctx context.Context, byToo bool, read func(*office.Office, *pg.Tx) error) error {
	return a.looking(ctx, office.Open, byToo, read)
}

// lookAround is look before a verb that knocks: where the gate has a user of its own, that user has no other login.
func (a acting) lookAround(ctx context.Context, read func(*office.Office, *pg.Tx) error) error {
	return a.looking(ctx, office.OpenGate, true, read)
}

func (a acting) looking(ctx context.Context, open func(context.Context, string) (*office.Office, error), byToo bool, read func(*office.Office, *pg.Tx) error) (err error) {
	if err := a.named(byToo); err != nil {
		return err
	}
	o, err := open(ctx, a.dir)
	if err != nil {
		return err
	}
	defer office.Closing(o, &err)
	if err := o.Knows(ctx, a.county); err != nil {
		return err
	}
	by := who.Person{County: a.county}
	if byToo {
		s, leave, err := a.signIn(ctx, o)
		if err != nil {
			return err
		}
		defer func() { _ = leave() }() // what was read was read
		by = s.By
	}
	return pg.Read(ctx, o.DB, by, func(tx *pg.Tx) error { return read(o, tx) })
}

// typed signs by a code that is given where no page asks. Signing in has just spent one, so the next is asked for when it is needed, beneath what is
// signed; a script has it in FANGPIN_SIGN_CODE.
func typed(auth *signin.Auth, code string) signing.Signer {
	return func(ctx context.Context, tx *pg.Tx, d signing.Decision) (signing.Proof, error) {
		may, err := signing.MayCode(ctx, tx, tx.By.Role)
		if err != nil {
			return signing.Proof{}, err
		}
		if code == "" && may {
			fmt.Fprintln(os.Stderr, d.Title)
			for _, f := range d.Facts {
				fmt.Fprintf(os.Stderr, "  %s：%s\n", f.Name, f.Words)
			}
			if code, err = answer("FANGPIN_SIGN_CODE", "核对无误的，输入手机验证器上的六位数字签名（登录时用过的不能再用，请等下一个）", false); err != nil {
				return signing.Proof{}, err
			}
		}
		return signing.Typed(auth, code)(ctx, tx, d)
	}
}
