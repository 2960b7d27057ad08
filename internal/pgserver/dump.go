package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Dump writes the database, as its owner sees it, to a new file in pg_dump's custom format. It is one snapshot: work goes on meanwhile.
func Dump(ctx context.Context, ownerURL, file string) error {
	_, err := tool(ctx, "pg_dump", ownerURL, "--format=custom", "--schema="+pg.Schema, "--file="+file)
	return err
}

// Load restores a dump into a database that has none of our tables, whole or not at all. The roles are made if they are missing.
func Load(ctx context.Context, ownerURL, file string) error {
	if err := pg.Roles(ctx, ownerURL); err != nil {
		return err
	}
	db, err := pg.Open(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := empty(ctx, db); err != nil {
		return err
	}
	list, err := contents(ctx, file)
	if err != nil {
		return err
	}
	defer os.Remove(list)
	// A function is given to the doors' role as soon as it is made, for which that role must be allowed to own something here.
	if _, err := db.ExecContext(ctx, `CREATE SCHEMA `+pg.Schema+`; GRANT CREATE ON SCHEMA `+pg.Schema+` TO `+pg.Door); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if _, err := tool(ctx, "pg_restore", ownerURL, "--single-transaction", "--exit-on-error", "--use-list="+list, file); err != nil {
		_, undo := db.ExecContext(context.WithoutCancel(ctx), `DROP SCHEMA `+pg.Schema+` CASCADE`)
		return errors.Join(err, undo)
	}
	if _, err := db.ExecContext(ctx, `REVOKE CREATE ON SCHEMA `+pg.Schema+` FROM `+pg.Door+`; ANALYZE`); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// empty refuses a database that has our schema already.
func empty(ctx context.Context, db *pg.DB) error {
	var taken bool
	if err := db.GetContext(ctx, &taken, `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)`, pg.Schema); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if taken {
		return fault.Conflictf("目标数据库中已有防贫保数据，不能恢复到其中。请换一个空数据库")
	}
	return nil
}

// contents writes the dump's table of contents without the schema itself, which Load makes, to a file for pg_restore.
func contents(ctx context.Context, file string) (list string, err error) {
	all, err := tool(ctx, "pg_restore", "", "--list", file)
	if err != nil {
		return "", err
	}
	var kept bytes.Buffer
	for line := range bytes.Lines(all) {
		if !bytes.Contains(line, []byte(" SCHEMA - "+pg.Schema+" ")) {
			kept.Write(line)
		}
	}
	out, err := os.CreateTemp("", prefix+"*.list")
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	_, err = out.Write(kept.Bytes())
	return out.Name(), errors.Join(err, out.Close())
}

// tool runs one of PostgreSQL's client programs on a database, if a URL is given, and returns what it prints.
func tool(ctx context.Context, name, at string, args ...string) ([]byte, error) {
	path, err := client(name)
	if err != nil {
		return nil, err
	}
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "LC_ALL=C"}
	if at != "" {
		open, password := withoutPassword(at)
		args = append([]string{"--dbname=" + open, "--no-password"}, args...)
		env = append(env, "PGPASSWORD="+password)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = env
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s: %w", name, pg.Fault(context.Cause(ctx)))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(complaint.String()))
	}
	return out.Bytes(), nil
}

// client finds a client program: among the newest server's, else in PATH, where a machine without a server may have it.
func client(name string) (string, error) {
	dir, _, missing := binaries("")
	if missing == nil {
		if path := filepath.Join(dir, name); executable(path) {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fault.NotFoundf("本机没有 %s。请先安装：apt-get install postgresql-client", name)
	}
	return path, nil
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

// withoutPassword takes the password out of a URL: a command line is everybody's to read.
func withoutPassword(at string) (open, password string) {
	u, err := url.Parse(at)
	if err != nil || u.User == nil {
		return at, ""
	}
	password, _ = u.User.Password()
	u.User = url.User(u.User.Username())
	return u.String(), password
}
